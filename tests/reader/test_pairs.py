"""Question and passage in one row: every token of the passage stands where its words do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embed.e5s import Container
from rag.reader.pairs import QUESTION_TOKENS, Pairing
from rag.types import Span

PASSAGE = "Lyon\nLa ville fut fondée en 43 av. J.-C. par Munatius Plancus, sur la colline de Fourvière."


def test_a_row_is_the_question_then_the_passage_under_the_prefixes_of_the_encoder(
    container: Container, pairing: Pairing
) -> None:
    (question,), (passage,) = pairing.questions(["Qui l’a fondée ?"]), pairing.passages([PASSAGE])
    pair = pairing.pair(question, passage, 0, len(passage.ids))
    pieces = container.pieces
    shown = "".join(pieces.text(i) for i in pair.ids.tolist()).replace("▁", " ")
    assert shown == f"<s> query: Qui l'a fondée ?</s></s> passage: {PASSAGE}</s>".replace("\n", " ").replace("'", "’")


@given(text=st.text(min_size=1, max_size=80), question=st.text(max_size=40))
def test_spans_are_in_the_text_in_order_and_nothing_but_white_space_lies_between(
    pairing: Pairing, text: str, question: str
) -> None:
    (asked,), (passage,) = pairing.questions([question]), pairing.passages([text])
    pair = pairing.pair(asked, passage, 0, len(passage.ids))
    assert len(pair.ids) == pair.first + len(pair.spans) + 1
    assert (pair.spans[:, 0] <= pair.spans[:, 1]).all()
    assert (pair.spans[1:, 0] >= pair.spans[:-1, 0]).all()
    assert not len(pair.spans) or (pair.spans[0, 0] >= 0 and pair.spans[-1, 1] <= len(text))


def test_the_tokens_of_a_span_are_those_of_its_words(pairing: Pairing) -> None:
    (question,), (passage,) = pairing.questions(["Qui ?"]), pairing.passages([PASSAGE])
    pair = pairing.pair(question, passage, 0, len(passage.ids))
    start = PASSAGE.index("Munatius")
    found = pair.tokens_of(Span(start, start + len("Munatius Plancus")))
    assert found is not None
    first, last = found
    words = PASSAGE[pair.spans[first - pair.first, 0] : pair.spans[last - pair.first, 1]]
    assert words.strip() == "Munatius Plancus"


def test_a_span_that_a_window_cuts_has_no_tokens(pairing: Pairing) -> None:
    (question,), (passage,) = pairing.questions(["Qui ?"]), pairing.passages([PASSAGE])
    pair = pairing.pair(question, passage, 0, len(passage.ids) // 2)
    start = PASSAGE.index("Munatius")
    assert pair.tokens_of(Span(start, start + 16)) is None


def test_a_long_question_leaves_room_for_the_passage(container: Container, pairing: Pairing) -> None:
    (question,), (passage,) = pairing.questions(["pourquoi " * 500]), pairing.passages(["mot " * 1000])
    assert len(question) == QUESTION_TOKENS
    room = pairing.room(question, passage, container.header.positions)
    pair = pairing.pair(question, passage, 500, 500 + room)
    assert len(pair.ids) == container.header.positions
    with pytest.raises(ValueError, match="positions"):
        pairing.pair(question, passage, 0, room + 10)
