"""From a rated answer of a conversation to a question of a set: what is filled in, and what is read from the form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets import Case
from eval.sets.case import Place, make_case
from eval.sets.table import ALTERNATIVES
from rag.history.values import KeptExchange, RatedExchange
from rag.render import short_text
from rag.types import Answer, Turn

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form. `answers` and `gold` hold one a line, `history` a turn a line, as in a table's cell."""

    id: str
    question: str
    language: str
    answerable: bool
    answers: str = ""
    gold: str = ""
    history: str = ""
    tags: tuple[str, ...] = ()


def draft_of(rated: RatedExchange, before: Sequence[KeptExchange]) -> Draft | None:
    """What can be told of the question; None where there was no answer, but a text that was checked.

    `before`: the exchanges of the conversation up to it. They count only where the question was not searched for as it
    was asked. What was cited is gold where the answer was found good; where it was found bad nothing tells what is.
    """
    exchange, answer = rated.exchange, rated.exchange.answer
    if answer is None:
        return None
    good = exchange.rating == "up"
    follows = answer.searched != answer.question
    quotes = dict.fromkeys(_line(citation.quote) for citation in answer.citations) if good else {}
    return Draft(
        id=turn_id(rated),
        question=_line(exchange.question),
        language=answer.language if answer.language in ("fr", "en") else "fr",
        answerable=not (good and answer.abstained),
        answers=_line(answer.short.text) if good and answer.short is not None else "",
        gold="\n".join(quotes),
        history="\n".join(f"{turn.role}: {turn.text}" for turn in _turns(before)) if follows else "",
        tags=("conversation", f"thumb-{exchange.rating}"),
    )


def turn_id(rated: RatedExchange) -> str:
    """The id of the question: that of the turn, so that none is added twice."""
    raw = f"{rated.conversation}\0{rated.position}".encode("utf-8", "surrogatepass")
    return f"turn-{hashlib.sha256(raw).hexdigest()[:12]}"


def case_of(draft: Draft, path: Path) -> Case:
    """The question that the form describes, for the set of that path. Raises UsageError that names a wrong field."""
    columns: dict[str, Any] = {
        "id": draft.id,
        "question": _line(draft.question),
        "lang": draft.language,
        "answers": _lines(draft.answers) if draft.answerable else [],
        "gold": [line.split(ALTERNATIVES) for line in _lines(draft.gold)] if draft.answerable else [],
        "answerable": draft.answerable,
        "history": [_turn(line) for line in _lines(draft.history)],
        "tags": list(draft.tags),
    }
    return make_case(columns, Place(path, 1))


def _turns(before: Sequence[KeptExchange]) -> list[Turn]:
    """What was asked and answered so far, as the answerer got it, each on one line."""
    turns: list[Turn] = []
    for exchange in before:
        if exchange.answer is not None:
            turns += [Turn("user", _line(exchange.question)), Turn("assistant", _said(exchange.answer))]
    return turns


def _said(answer: Answer) -> str:
    return _line(" ".join(part for part in (short_text(answer), answer.text) if part))


def _turn(line: str) -> dict[str, str]:
    role, _, said = line.partition(":")
    return {"role": role.strip().lower(), "text": said.strip()}


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := _line(raw))]


def _line(text: str) -> str:
    """On one line, and such that it can be written to a file."""
    return " ".join(text.translate(_SURROGATES).split())
