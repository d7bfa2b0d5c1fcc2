"""Ranking by reading: the first passages by what the reader says of them, all others behind."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.calibration import READ, Read
from rag.retrieve.reading import FEW, ReadingReranker
from rag.retrieve.retriever import Ways
from rag.types import Hit
from tests.doubles import WordReader
from tests.retrieve.shelf import Article, MemoryShelf

QUESTION = "Qui a fermé la route du pont ?"
SHELF = MemoryShelf(
    *(
        Article(f"{i}", "fr", text)
        for i, text in enumerate(
            [
                "Le pont de la route est fermé.\n\nLa maire a fermé la route.\n\nLe budget est voté.",
                "Les écoles ouvrent lundi.\n\nLe musée du pont a fermé.\n\nLa route est longue.",
                "Qui dort dîne.\n\nLe marché a lieu le samedi.\n\nLa rivière monte.",
            ]
        )
    )
)
HITS = SHELF.retriever().retrieve(QUESTION, 9)


def names(hits: list[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


@given(passages=st.integers(1, 12), sure=st.floats(-5, 5))
def test_it_reads_so_many_and_leaves_the_others_behind_them_in_their_order(passages: int, sure: float) -> None:
    reader = WordReader()
    ranked = ReadingReranker(reader, passages, sure=sure).rerank(QUESTION, HITS)
    read = [hit for given in reader.given for hit in given]
    assert len(read) in {min(FEW, passages), min(passages, len(HITS))}
    assert read == HITS[: len(read)]
    assert [hit.read for hit in ranked] == [i < len(read) for i in range(len(HITS))]
    assert sorted(names(ranked[: len(read)])) == sorted(names(read))
    assert names(ranked[len(read) :]) == names(HITS[len(read) :])
    scores = [hit.score for hit in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_it_reads_on_unless_one_of_the_first_surely_answers() -> None:
    for sure, most in ((-math.inf, FEW), (math.inf, len(HITS))):
        reader = WordReader()
        ReadingReranker(reader, 9, sure=sure).rerank(QUESTION, HITS)
        assert sum(map(len, reader.given)) == most


def test_a_passage_is_ranked_by_retrieval_and_reader_together() -> None:
    read = dict(zip(names(HITS), WordReader().read(QUESTION, HITS), strict=True))
    by_reader = ReadingReranker(WordReader(), 9, Read(0.0, 0.0, 1.0, 0.0), sure=math.inf).rerank(QUESTION, HITS)
    assert [read[name].answers for name in names(by_reader)] == sorted((r.answers for r in read.values()), reverse=True)
    assert names(ReadingReranker(WordReader(), 9, Read(0.0, 1.0, 0.0, 0.0)).rerank(QUESTION, HITS)) == names(HITS)


def test_the_shipped_calibration_heeds_both() -> None:
    assert READ.searched > 0
    assert READ.answers > 0


def test_nothing_found_is_nothing_read() -> None:
    reader = WordReader()
    assert ReadingReranker(reader, 8).rerank(QUESTION, []) == []
    assert SHELF.retriever(Ways(reranker=ReadingReranker(reader, 2), depth=4)).retrieve(QUESTION, 0) == []
