"""SQuAD-format JSON, versions 1.1 and 2.0 (SQuAD, PIAF, FQuAD)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.sets.case import Case, Place, make_case
from rag.errors import UsageError
from rag.text.sentences import split_sentences

MIN_SENTENCE = 40
"""A shorter sentence ("Yes.") may stand anywhere, so the whole paragraph is quoted instead. In characters."""


def read_squad_set(path: Path, text: str) -> Iterator[tuple[int, Case]]:
    """The cases of a file's text, numbered from 1.

    The gold of a question is, as quoted text, the sentence in which its first annotated answer begins. Raises
    UsageError that names what is missing and where.
    """
    number = 0
    for place, paragraph in _paragraphs(path, text):
        context = _field(paragraph, "context", str, (path, place))
        for position, raw in enumerate(_field(paragraph, "qas", list, (path, place))):
            number += 1
            yield number, _case(raw, context, (path, f"{place}.qas[{position}]"), number)


def _paragraphs(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("set_not_json", path=path) from error
    for a, article in enumerate(_field(found, "data", list, (path, ""))):
        for p, paragraph in enumerate(_field(article, "paragraphs", list, (path, f"data[{a}]"))):
            yield f"data[{a}].paragraphs[{p}]", paragraph


def _case(raw: object, context: str, at: tuple[Path, str], number: int) -> Case:
    question = _field(raw, "question", str, at)
    assert isinstance(raw, dict)
    impossible = raw.get("is_impossible") is True
    found = _field({"answers": raw.get("answers") or []}, "answers", list, at)
    answers = [_field(answer, "text", str, at) for answer in found] if not impossible else []
    gold = [_sentence(context, found[0].get("answer_start"), answers[0])] if answers else []
    columns = {
        "id": raw.get("id") or f"{at[0].stem}-{number}",
        "question": question,
        "answers": answers,
        "gold": gold,
        # Version 1.1 has no unanswerable questions; a question without an answer there is one all the same.
        "answerable": bool(answers),
    }
    return make_case(columns, Place(at[0], number))


def _sentence(context: str, start: object, answer: str) -> str:
    """The sentence around an answer, or the paragraph where the sentence is short or the answer is not in it."""
    if not isinstance(start, int) or context[start : start + len(answer)] != answer:
        start = context.find(answer)
    for span in split_sentences(context):
        if span.start <= start < span.end and span.end - span.start >= MIN_SENTENCE:
            return context[span.start : span.end]
    return context


def _field(value: object, name: str, kind: type, at: tuple[Path, str]) -> Any:
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind):
        raise UsageError("set_squad", path=at[0], place=f"{at[1]}.{name}".lstrip("."))
    return found
