"""A citation holds when its quotation stands at its span and says what the statement says; else it is unsupported."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.answer.verify import SpanVerifier, one_line
from rag.types import Citation, Document, Heading

TEXT = "The river rose.\nThe bridge\u00a0is closed:  nobody crosses. The river rose."


class OneText:
    def __init__(self, text: str) -> None:
        self._document = Document("d", "D", text, "en", "d.md")

    def document(self, document_id: str) -> Document:
        return {"d": self._document}[document_id]

    def headings(self, document_id: str) -> tuple[Heading, ...]:
        return self.document(document_id).headings


def cite(text: str, start: int, end: int) -> Citation:
    return Citation(1, "d", "D", "", start, end, text[start:end], "weak", "en")


def verdict(text: str, statement: str, citation: Citation) -> str:
    return SpanVerifier(OneText(text)).verify(statement, citation)


BRIDGE = cite(TEXT, TEXT.index("The bridge"), TEXT.index(" The river rose."))


def test_a_quotation_at_its_place_supports_itself() -> None:
    assert BRIDGE.quote == "The bridge\u00a0is closed:  nobody crosses."
    assert verdict(TEXT, BRIDGE.quote, BRIDGE) == "supported"


@pytest.mark.parametrize(
    "statement",
    ["The bridge is closed: nobody crosses.", "The bridge\n is closed:\tnobody crosses.", "nobody crosses"],
)
def test_white_space_and_a_part_of_it_make_no_difference(statement: str) -> None:
    assert verdict(TEXT, statement, BRIDGE) == "supported"


@pytest.mark.parametrize(
    "statement",
    ["The bridge is open: nobody crosses.", "the bridge is closed: nobody crosses.", "The bridge is closed. The river"],
)
def test_a_statement_that_says_something_else_is_unsupported(statement: str) -> None:
    assert verdict(TEXT, statement, BRIDGE) == "unsupported"


def test_the_same_words_at_another_place_are_not_the_quotation() -> None:
    moved = replace(BRIDGE, start=BRIDGE.start - 1, end=BRIDGE.end - 1)
    assert verdict(TEXT, BRIDGE.quote, moved) == "unsupported"
    first = cite(TEXT, 0, 15)
    second = replace(first, start=TEXT.rindex("The river"), end=len(TEXT))
    assert verdict(TEXT, first.quote, first) == verdict(TEXT, first.quote, second) == "supported"


def test_an_altered_quotation_is_unsupported_even_where_only_spaces_differ() -> None:
    for quote in (BRIDGE.quote.replace("closed", "opened"), BRIDGE.quote.replace("\u00a0", " ")):
        assert verdict(TEXT, quote, replace(BRIDGE, quote=quote)) == "unsupported"


def test_an_unknown_document_is_unsupported() -> None:
    assert verdict(TEXT, BRIDGE.quote, replace(BRIDGE, document_id="other")) == "unsupported"


def test_an_empty_quotation_is_unsupported() -> None:
    assert verdict(TEXT, "", cite(TEXT, 3, 3)) == "unsupported"


def test_a_span_that_leaves_the_text_is_wrong_even_where_a_slice_would_forgive_it() -> None:
    end = cite(TEXT, len(TEXT) - 5, len(TEXT))
    assert verdict(TEXT, end.quote, end) == "supported"
    assert verdict(TEXT, end.quote, replace(end, end=len(TEXT) + 9)) == "unsupported"
    inner = replace(end, start=-5, end=-1, quote=TEXT[-5:-1])
    assert verdict(TEXT, inner.quote, inner) == "unsupported"


TEXTS = st.text(alphabet="ab é\n\u00a0.", min_size=1, max_size=30)
PLACES = st.integers(-3, 34)


@given(TEXTS, PLACES, PLACES, TEXTS)
def test_supported_means_exact(text: str, start: int, end: int, quote: str) -> None:
    citation = replace(cite(text, 0, 1), start=start, end=end, quote=quote)
    exact = 0 <= start < end <= len(text) and text[start:end] == quote
    assert verdict(text, quote, citation) == ("supported" if exact else "unsupported")


@given(TEXTS, st.data())
def test_every_exact_quotation_is_supported_and_no_longer_statement_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    citation = cite(text, start, end)
    assert verdict(text, citation.quote, citation) == "supported"
    assert verdict(text, one_line(citation.quote) + "x", citation) == "unsupported"


@given(st.text(max_size=40))
def test_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert line.split() == text.split()


@given(TEXTS, TEXTS)
def test_a_quotation_of_another_text_is_unsupported(text: str, other: str) -> None:
    assume(other not in text)
    assert verdict(text, other, cite(other, 0, len(other))) == "unsupported"
