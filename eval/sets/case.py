"""One question of a set, made from the columns of a line, whatever the format that the line came in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NamedTuple

from rag.errors import UsageError
from rag.text.language import question_language
from rag.types import Turn

_WORDS: dict[str, bool] = dict.fromkeys(("true", "vrai", "oui", "yes", "1"), True) | dict.fromkeys(
    ("false", "faux", "non", "no", "0"), False
)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
COLUMNS = ("id", "question", "lang", "answers", "gold", "gold_ids", "answerable", "history", "tags")
_SLIP = 0.8
"""How alike, by difflib's ratio, two names are of which one is a slip for the other: `answer`, `Gold`, `answerble`."""
_ROLES: dict[str, Literal["user", "assistant"]] = {"user": "user", "assistant": "assistant"}


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what is wanted.

    `answers`: strings, any of which will do. `gold`: the items that are to be found, all of them; each is its
    alternatives, any of which will do: ids of documents of the index, or quoted text. Both may be empty. Of a
    question that is not answerable neither is looked at. `history`: the turns before the question.
    """

    id: str
    question: str
    language: str
    answers: tuple[str, ...] = ()
    gold: tuple[tuple[str, ...], ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()
    tags: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a case stands: its file, and its line or, in a format without lines, its number."""

    path: Path
    line: int


def make_case(columns: Mapping[str, Any], place: Place) -> Case:
    """A case from its columns by name; a column that is None or "" counts as absent, an unknown one is not looked at
    unless it is a known one but for a slip.

    Raises UsageError that names the place and the column.
    """
    question = _text(columns, "question", place)
    if not question:
        raise UsageError("set_question_missing", path=place.path, line=place.line)
    _check_names(columns, place)
    return Case(
        id=_text(columns, "id", place) or f"line-{place.line}",
        question=question,
        language=_language(columns, place) or question_language(question),
        answers=_texts(columns, "answers", place),
        gold=tuple(dict.fromkeys((*_items(columns, "gold", place), *_items(columns, "gold_ids", place)))),
        answerable=_answerable(columns, place),
        history=_history(columns, place),
        tags=_texts(columns, "tags", place),
    )


def _check_names(columns: Mapping[str, Any], place: Place) -> None:
    """Other columns may stand there, but not one that is ours but for a slip, which would be passed over in silence."""
    for name in columns:
        meant = get_close_matches(str(name).strip().casefold(), COLUMNS, 1, _SLIP)
        if meant and name not in COLUMNS and meant[0] not in columns:
            raise UsageError("set_field_unknown", path=place.path, line=place.line, field=name, meant=meant[0])


def _text(columns: Mapping[str, Any], name: str, place: Place) -> str:
    value = columns.get(name)
    if value is None:
        return ""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).strip()
    raise _bad(name, value, '"…"', place)


def _texts(columns: Mapping[str, Any], name: str, place: Place) -> tuple[str, ...]:
    """A list of strings; one string alone is a list of one. Empty strings are left out."""
    return _strings(columns.get(name), lambda: _bad(name, columns[name], '["…", "…"]', place))


def _items(columns: Mapping[str, Any], name: str, place: Place) -> Iterator[tuple[str, ...]]:
    """A list in which a string is an item by itself and a list of strings the alternatives of one."""
    value = columns.get(name)
    for entry in value if isinstance(value, list) else [value]:
        if found := _strings(entry, lambda: _bad(name, value, '["…", ["…", "…"]]', place)):
            yield found


def _strings(value: object, bad: Callable[[], UsageError]) -> tuple[str, ...]:
    if value is None:
        return ()
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, list):
        raise bad()
    if any(isinstance(entry, bool) or not isinstance(entry, (str, int, float)) for entry in entries):
        raise bad()
    return tuple(dict.fromkeys(text for entry in entries if (text := str(entry).strip())))


def _answerable(columns: Mapping[str, Any], place: Place) -> bool:
    value = columns.get("answerable")
    if value is None or value == "":
        return True
    found = _WORDS.get(str(value).strip().lower()) if isinstance(value, (str, int)) else None
    if found is None:
        raise _bad("answerable", value, "true / false", place)
    return found


def _language(columns: Mapping[str, Any], place: Place) -> str:
    value = _text(columns, "lang", place)
    found = _LANGUAGE.fullmatch(value)
    if value and not found:
        raise _bad("lang", value, "fr / en", place)
    return found[1].lower() if found else ""


def _history(columns: Mapping[str, Any], place: Place) -> tuple[Turn, ...]:
    value = columns.get("history")
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        raise _bad("history", value, _TURNS, place)
    return tuple(_turn(item, lambda: _bad("history", value, _TURNS, place)) for item in value)


_TURNS = '[{"role": "user", "text": "…"}, {"role": "assistant", "text": "…"}]'


def _turn(item: object, bad: Callable[[], UsageError]) -> Turn:
    if not isinstance(item, dict):
        raise bad()
    role, text = _ROLES.get(str(item.get("role"))), item.get("text")
    if role is None or not isinstance(text, str) or not text.strip():
        raise bad()
    return Turn(role, text.strip())


def _bad(name: str, value: object, wanted: str, place: Place) -> UsageError:
    shown = str(value)
    shown = shown if len(shown) <= 60 else shown[:60] + "…"
    return UsageError("set_field_bad", path=place.path, line=place.line, field=name, value=shown, wanted=wanted)
