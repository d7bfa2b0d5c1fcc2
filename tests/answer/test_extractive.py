"""Answers by quotation: exact, in order, without repeating themselves, or an abstention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive import NEAREST, ExtractiveAnswerer
from rag.answer.verify import SpanVerifier
from rag.answer.weights import ANY_EMBEDDER, BUNDLED, READER, Model, Weights
from rag.types import Draft
from tests.answer.shelf import COUNTING, RIVER
from tests.doubles import WordReader

_EVEN = Model(0.0, {})
FLAT = Weights(_EVEN, _EVEN, _EVEN, _EVEN)
"""Every sentence is as likely as any other, and an answer as likely as none."""
WORDS = [
    "when",
    "the",
    "river",
    "flood",
    "bridge",
    "mayor",
    "Ada",
    "damage",
    "euros",
    "rivière",
    "pont",
    "2024",
    "zebra",
]
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)


def texts(draft: Draft) -> list[str]:
    return [s.text for s in draft.statements]


def check(draft: Draft, most: int) -> None:
    """What holds of every draft."""
    verifier = SpanVerifier(RIVER)
    assert 0 <= draft.confidence <= 1
    assert draft.abstained == (not draft.statements)
    assert len(draft.statements) <= most
    assert len(set(texts(draft))) == len(draft.statements)
    assert [c.marker for s in draft.statements for c in s.citations] == list(range(1, len(draft.statements) + 1))
    for statement in draft.statements:
        for citation in statement.citations:
            assert verifier.verify(statement.text, citation) == "supported"
            assert citation.language == RIVER.document(citation.document_id).language
            for heading in RIVER.headings(citation.document_id):
                assert citation.end <= heading.span.start or heading.span.end <= citation.start
    for number, nearest in enumerate(draft.nearest, 1):
        assert nearest.marker == number
        assert RIVER.document(nearest.document_id).text[nearest.start : nearest.end] == nearest.quote


def test_the_sentence_that_answers_is_quoted() -> None:
    draft = RIVER.answer("When did the river flood the bridge?")
    assert texts(draft)[0] == "The river flooded the bridge on 3 May 2024."
    assert draft.statements[0].citations[0].document_id == "flood"
    assert not draft.abstained
    assert draft.nearest == ()
    check(draft, 3)


def test_a_heading_is_never_quoted_though_it_holds_every_word() -> None:
    draft = RIVER.answer("When did the river flood the bridge?", threshold=0, most=10, weights=FLAT)
    assert not any("When did" in text for text in texts(draft))
    check(draft, 10)


def test_the_same_fact_is_not_said_twice() -> None:
    draft = RIVER.answer("Which road did the mayor Ada Byron close the same evening?", threshold=0, most=10)
    assert len([text for text in texts(draft) if "Ada Byron, closed" in text]) == 1
    check(draft, 10)


def test_the_best_comes_first_then_its_article_in_reading_order_then_others() -> None:
    draft = RIVER.answer("damage bridge families school euros library", threshold=0, most=10, weights=FLAT)
    got = [(c.document_id, c.start) for s in draft.statements for c in s.citations]
    first, rest = got[0], got[1:]
    documents = list(dict.fromkeys(name for name, _ in got))
    assert documents[0] == first[0]
    assert [name for name, _ in rest] == sorted((n for n, _ in rest), key=documents.index)
    for name in documents:
        starts = [start for n, start in rest if n == name]
        assert starts == sorted(starts)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_more_sentences_than_asked_for(most: int) -> None:
    draft = RIVER.answer("river bridge mayor road damage", threshold=0, most=most, weights=FLAT)
    assert len(draft.statements) == most


def test_one_sentence_that_is_sure_stands_alone() -> None:
    sure = Weights(Model(0, {"coverage": 40.0}), Model(0, {"coverage": 40.0}), Model(0, {}), Model(-60, {}))
    draft = RIVER.answer("How many families slept in the school?", weights=sure, threshold=0)
    assert texts(draft) == ["Forty families slept in the school."]


def test_a_question_in_one_language_is_answered_in_the_words_of_the_other() -> None:
    draft = RIVER.answer("When did the rivière flood the pont with dégâts évalués ?", "en")
    citation = draft.statements[0].citations[0]
    assert (citation.document_id, citation.language) == ("pont", "fr")
    assert draft.statements[0].text == citation.quote
    check(draft, 3)


def test_it_abstains_below_the_threshold_and_offers_the_nearest_passages() -> None:
    question = "Where do zebras drink?"
    draft = RIVER.answer(question)
    assert draft.abstained
    assert draft.confidence < 0.5
    hits = RIVER.hits(question)[:NEAREST]
    assert [n.quote for n in draft.nearest] == [hit.passage.text for hit in hits]
    check(draft, 3)


def test_nothing_found_is_an_abstention_without_confidence() -> None:
    answerer = ExtractiveAnswerer(RIVER.reading(), RIVER, COUNTING, most=3, threshold=0.5)
    assert answerer.answer("When?", "en", []) == Draft((), abstained=True, confidence=0.0, nearest=())
    assert answerer.name == "extractive"


@given(QUESTIONS, st.sampled_from(["fr", "en"]), st.booleans(), st.integers(1, 10))
def test_threshold_0_never_abstains(question: str, language: str, tokens: bool, most: int) -> None:
    weights = BUNDLED if tokens else ANY_EMBEDDER
    draft = RIVER.answer(question, language, threshold=0, most=most, tokens=tokens, weights=weights)
    assert not draft.abstained
    check(draft, most)


@given(QUESTIONS, st.sampled_from(["fr", "en"]), st.booleans())
def test_threshold_1_always_abstains(question: str, language: str, tokens: bool) -> None:
    weights = BUNDLED if tokens else ANY_EMBEDDER
    draft = RIVER.answer(question, language, threshold=1, tokens=tokens, weights=weights)
    assert draft.abstained
    assert len(draft.nearest) == NEAREST
    check(draft, 3)


@given(QUESTIONS, st.floats(0, 1))
def test_it_answers_from_the_threshold_on(question: str, threshold: float) -> None:
    draft = RIVER.answer(question, threshold=threshold)
    assert draft.abstained == (draft.confidence < threshold)
    assert draft.confidence == RIVER.answer(question, threshold=0).confidence
    assert not RIVER.answer(question, threshold=draft.confidence).abstained


# with a reader


@given(question=QUESTIONS, threshold=st.sampled_from([0.0, 0.5]), most=st.integers(1, 4))
def test_every_draft_of_what_was_read_holds_and_its_short_answer_stands_in_the_first_quotation(
    question: str, threshold: float, most: int
) -> None:
    draft = RIVER.answer(question, threshold=threshold, most=most, weights=READER, reader=WordReader())
    check(draft, most)
    assert (draft.short is None) == draft.abstained
    if draft.short is not None:
        first, short = draft.statements[0].citations[0], draft.short
        assert (short.document_id, short.language) == (first.document_id, first.language)
        assert first.start <= short.start < short.end <= first.end
        assert RIVER.document(short.document_id).text[short.start : short.end] == short.text


def test_without_a_reader_there_is_no_short_answer() -> None:
    assert RIVER.answer("When did the river flood the bridge?").short is None
