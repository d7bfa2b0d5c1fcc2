"""Passages for a question: best first, each language in its place, nothing that the filter keeps out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.build import Sourcier, open_sourcier, remove
from rag.types import Filter, Hit
from tests.doubles import HashEmbedder
from tests.shelves import ARTICLES, QUESTIONS, small_sourcier

RIVER = "river rivière library"


def ids(hits: list[Hit]) -> list[str]:
    return [hit.document.id for hit in hits]


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_exact_unique_and_best_first(small: Sourcier, question: str) -> None:
    hits = small.retriever.retrieve(question, 20)
    assert len({hit.passage.id for hit in hits}) == len(hits) == len(ARTICLES)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        passage, document = hit.passage, small.document(hit.document.id)
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.document_id == hit.document.id == document.id
        assert (hit.document.title, hit.document.language) == (document.title, document.language)


def test_the_words_of_the_question_are_found(small: Sourcier) -> None:
    assert ids(small.retriever.retrieve("How many thousand books does the library hold?", 1)) == ["library.md"]
    assert ids(small.retriever.retrieve("budget de la ville en euros", 1)) == ["budget.md"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_is_counted_in_deviations_above_the_mean_of_its_language(small: Sourcier, question: str) -> None:
    query = HashEmbedder(dimension=512).embed_query(question)
    scales = small.retriever.scales(query)
    assert set(scales) == {"fr", "en"}
    for hit in small.retriever.nearest(query, 20):
        product = float(small.index.vectors.get([hit.passage.id])[0] @ query)
        assert hit.score == pytest.approx(scales[hit.passage.language].standardise(product), abs=1e-4)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_fewer_hits_are_the_first_of_more(small: Sourcier, k: int) -> None:
    assert small.retriever.retrieve(RIVER, k) == small.retriever.retrieve(RIVER, 20)[:k]


@pytest.mark.parametrize("k", [0, -1])
def test_no_hits_when_none_are_wanted(small: Sourcier, k: int) -> None:
    assert small.retriever.retrieve(RIVER, k) == []


def test_the_same_question_has_the_same_hits_in_any_process(small: Sourcier, tmp_path: Path) -> None:
    again = small_sourcier(tmp_path)
    for question in QUESTIONS:
        assert _bare(small.retriever.retrieve(question, 20)) == _bare(again.retriever.retrieve(question, 20))


def _bare(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.passage.id, hit.score) for hit in hits]


JANUARY = dt.date(2025, 1, 1)
FILTERS: list[tuple[Filter, Callable[[Hit], bool]]] = [
    (Filter(), lambda hit: True),
    (Filter(languages=("fr",)), lambda hit: hit.passage.language == "fr"),
    (Filter(languages=("fr", "en")), lambda hit: True),
    (Filter(languages=("de",)), lambda hit: False),
    (Filter(documents=("crue.md", "library.md")), lambda hit: hit.document.id in {"crue.md", "library.md"}),
    (Filter(languages=("en",), documents=("crue.md", "library.md")), lambda hit: hit.document.id == "library.md"),
    (Filter(documents=("nothing.md",)), lambda hit: False),
    (Filter(date_from=JANUARY), lambda hit: hit.document.date is not None and hit.document.date >= JANUARY),
    (Filter(date_to=JANUARY), lambda hit: hit.document.date is not None and hit.document.date <= JANUARY),
    (Filter(date_from=dt.date(2024, 5, 4), date_to=dt.date(2024, 5, 4)), lambda hit: hit.document.id == "flood.md"),
]


@pytest.mark.parametrize(("where", "passes"), FILTERS, ids=str)
def test_a_filter_keeps_exactly_what_passes_and_leaves_the_scores(
    small: Sourcier, where: Filter, passes: Callable[[Hit], bool]
) -> None:
    everything = small.retriever.retrieve(RIVER, 20)
    assert small.retriever.retrieve(RIVER, 20, where) == [hit for hit in everything if passes(hit)]


def test_an_empty_index_has_no_hits(tmp_path: Path) -> None:
    full = small_sourcier(tmp_path)
    remove(full.settings, list(ARTICLES))
    empty = open_sourcier(full.settings, HashEmbedder(dimension=512))
    assert empty.documents() == []
    assert empty.retriever.retrieve(RIVER, 20) == []
    assert empty.ask(RIVER).abstained
    assert len(full.retriever.retrieve(RIVER, 20)) == len(ARTICLES)  # what was open stays what it was


TWINS = [
    ("Qui dirige Groq ?", "en", "Jonathan Ross"),
    ("chez qui sont partis les ingénieurs de Stability AI", "en", "Runway and Hugging Face"),
    ("Which cities does Stability AI have offices in?", "fr", "à Londres, à San Francisco et à Tokyo"),
    ("how many people lost their jobs at Reality Labs", "fr", "Plus de 100 salariés"),
]


@pytest.mark.parametrize(("question", "language", "fact"), TWINS)
def test_a_passage_in_the_other_language_has_its_place(
    shipped: Sourcier, question: str, language: str, fact: str
) -> None:
    hits = shipped.retriever.retrieve(question, 12)
    found = [hit for hit in hits if fact in hit.passage.text]
    assert language in {hit.passage.language for hit in found}
    assert {hit.passage.language for hit in hits} == {"fr", "en"}


def test_a_question_and_its_translation_find_passages_in_common(shipped: Sourcier) -> None:
    french = {hit.passage.id for hit in shipped.retriever.retrieve("Quelle a été l’issue de LlamaCon 2025 ?", 12)}
    english = {hit.passage.id for hit in shipped.retriever.retrieve("What was the outcome of LlamaCon 2025?", 12)}
    assert len(french & english) >= 4
