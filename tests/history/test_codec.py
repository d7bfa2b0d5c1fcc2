"""What is read of an exchange is what was written."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError, QuestionError
from rag.history.codec import read, written
from rag.history.values import KeptExchange
from rag.messages import LANGUAGES
from rag.notes import note_text
from rag.types import (
    Answer,
    Citation,
    DocumentInfo,
    Filter,
    Hit,
    Note,
    Passage,
    ShortAnswer,
    Statement,
)
from tests.history.samples import quoted

TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # halves of characters too
FLOAT = st.floats(allow_nan=False)


PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXT,
    "int": st.integers(),
    "bool": st.booleans(),
    "float": FLOAT,
    "tuple[str, ...]": st.lists(TEXT, max_size=3).map(tuple),
    "dt.date | None": st.none() | st.dates(),
    "Verdict": st.sampled_from(["supported", "weak", "unsupported"]),
}


def made(of: type[Any], /, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any value of a dataclass: its fields of plain types are drawn by their types."""
    return st.builds(of, **{f.name: given[f.name] if f.name in given else PLAIN[str(f.type)] for f in fields(of)})


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=2).map(tuple)


CITATIONS = made(Citation)
STATEMENTS = several(made(Statement, citations=several(CITATIONS)))
HIT = made(Hit, passage=made(Passage), document=made(DocumentInfo), duplicates=st.just(()))
HITS = several(made(Hit, passage=made(Passage), document=made(DocumentInfo), duplicates=several(HIT)))
NOTE = made(Note, kind=st.sampled_from(["fallback", "language", "strict", "cut"]), reason=st.none())
ANSWERS = made(
    Answer, statements=STATEMENTS, nearest=several(CITATIONS), hits=HITS, short=st.none() | made(ShortAnswer),
    timings_ms=st.dictionaries(st.text(max_size=9), FLOAT, max_size=3), notes=several(NOTE),
)  # fmt: skip
TIMES = st.datetimes(timezones=st.just(dt.UTC))
EXCHANGES = made(
    KeptExchange, answer=st.none() | ANSWERS, checked=st.none() | STATEMENTS, where=made(Filter),
    rating=st.sampled_from([None, "up", "down"]), asked=TIMES,
)  # fmt: skip


@given(EXCHANGES)
def test_an_exchange_is_read_as_it_was_written(kept: KeptExchange) -> None:
    content = written(kept)
    assert content.isascii()
    again = read(content, kept.rating, kept.comment)
    assert again == kept
    if again.answer is not None and kept.answer is not None:
        assert dict(again.answer.timings_ms) == dict(kept.answer.timings_ms)
        assert again.answer.citations == kept.answer.citations


@pytest.mark.parametrize(
    "reason",
    [
        ModelError("model_timeout", kind="timeout", seconds=30, name="a {b}")
        if False
        else QuestionError("question_empty"),
        ValueError("what the model's own program says"),
    ],
)
def test_why_a_model_failed_is_told_as_before(reason: Exception) -> None:
    kept = quoted()
    assert kept.answer is not None
    answer = replace(kept.answer, notes=(Note("fallback", reason),))
    again = read(written(replace(kept, answer=answer)), None, "").answer
    assert again is not None
    for language in LANGUAGES:
        assert note_text(again.notes[0], language) == note_text(answer.notes[0], language)


def test_an_error_that_is_worded_otherwise_since_is_told_as_it_was() -> None:
    kept = quoted()
    assert kept.answer is not None
    reason = QuestionError("question_empty")
    content = written(replace(kept, answer=replace(kept.answer, notes=(Note("fallback", reason),))))
    for changed in (content.replace('"question_empty"', '"gone"'), content.replace('"question_empty"', '"check_long"')):
        again = read(changed, None, "").answer
        assert again is not None
        assert str(reason) in note_text(again.notes[0], "en")
