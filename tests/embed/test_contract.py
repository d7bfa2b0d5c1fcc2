"""What every Embedder does, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.embeddings import DeterministicFakeEmbedding

from rag.embed.cache import PASSAGES, CachingEmbedder
from rag.embed.langchain import LangChainEmbedder
from rag.errors import EmbedderError
from rag.ports import Embedder
from rag.types import Vectors
from tests.doubles import HashEmbedder

TEXTS = [
    "Le conseil municipal a voté jeudi un budget en hausse.",
    "The town council voted on Thursday for a larger budget.",
    "Où est la source ?",
    "1, 2, 3",
]
ODD = {
    "empty": "",
    "spaces": " \n\t ",
    "long": "La rivière déborde. " * 500,  # 10,000 characters
    "no spaces": "anticonstitutionnellement" * 400,
    "surrogate": "avant \ud800 après \udfff",
    "emoji": "👩‍👩‍👧 🇫🇷 ☕️",
    "control": "a\x00b\x1bc\u202e",
    "another script": "水源はどこですか。 Где источник?",
}


@pytest.fixture(scope="module", params=["bundled", "caching", "langchain", "hash"])
def part(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedder]:
    if request.param == "bundled":
        yield request.getfixturevalue("embedder")
    elif request.param == "caching":
        yield CachingEmbedder(HashEmbedder())
    elif request.param == "langchain":
        fake = DeterministicFakeEmbedding(size=48)
        yield LangChainEmbedder(fake, "fake", tmp_path_factory.mktemp("cache"))
    else:
        yield HashEmbedder()


def agree(left: Vectors, right: Vectors) -> bool:
    return bool((1 - (left * right).sum(axis=-1) <= 1e-3).all())


def well_formed(vectors: Vectors, shape: tuple[int, ...]) -> bool:
    lengths = np.linalg.norm(vectors, axis=-1)
    return vectors.dtype == np.float32 and vectors.shape == shape and bool((abs(lengths - 1) < 1e-5).all())


def test_it_is_an_embedder(part: Embedder) -> None:
    assert isinstance(part, Embedder)
    assert part.name
    assert part.fingerprint
    assert part.dimension > 1
    assert part.max_tokens > 100
    assert (part.fingerprint, part.dimension) == (part.fingerprint, part.dimension)


def test_vectors_have_their_shape_and_length_one(part: Embedder) -> None:
    assert well_formed(part.embed_passages(TEXTS), (len(TEXTS), part.dimension))
    assert well_formed(part.embed_query(TEXTS[2]), (part.dimension,))


def test_no_texts_give_no_vectors(part: Embedder) -> None:
    vectors = part.embed_passages([])
    assert vectors.shape == (0, part.dimension)
    assert vectors.dtype == np.float32
    assert part.count_tokens([]) == []


def test_vectors_come_in_the_order_of_the_texts(part: Embedder) -> None:
    texts = [*TEXTS, "x", TEXTS[0] * 20]  # of different lengths, which a batch may sort
    assert agree(part.embed_passages(texts)[::-1], part.embed_passages(texts[::-1]))
    assert not agree(part.embed_passages(texts), part.embed_passages(texts[::-1]))


def test_a_text_has_one_vector_whatever_is_embedded_with_it(part: Embedder) -> None:
    together = part.embed_passages([*TEXTS, *ODD.values()])
    alone = np.concatenate([part.embed_passages([text]) for text in [*TEXTS, *ODD.values()]])
    assert agree(together, alone)


def test_the_same_text_twice_has_the_same_vector(part: Embedder) -> None:
    first, _, second = part.embed_passages([TEXTS[0], TEXTS[1], TEXTS[0]])
    assert agree(first, second)
    assert agree(part.embed_query(TEXTS[0]), part.embed_query(TEXTS[0]))


def test_different_texts_have_different_vectors(part: Embedder) -> None:
    vectors = part.embed_passages(TEXTS)
    assert (vectors @ vectors.T - np.eye(len(TEXTS)) * 2 < 0.9999).all()


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_has_a_vector(part: Embedder, text: str) -> None:
    assert well_formed(part.embed_passages([text]), (1, part.dimension))
    assert well_formed(part.embed_query(text), (part.dimension,))
    assert part.count_tokens([text])[0] >= 0


@settings(max_examples=15)
@given(texts=st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=4))
def test_whatever_the_texts_there_is_a_vector_and_a_number_for_each(part: Embedder, texts: list[str]) -> None:
    assert well_formed(part.embed_passages(texts), (len(texts), part.dimension))
    numbers = part.count_tokens(texts)
    assert len(numbers) == len(texts)
    assert all(isinstance(number, int) and number >= 0 for number in numbers)


def test_what_a_caller_does_to_a_vector_is_his_own_affair(part: Embedder) -> None:
    query, passages = part.embed_query(TEXTS[0]), part.embed_passages(TEXTS)
    before = query.copy(), passages.copy()
    query[:], passages[:] = 0, 0
    assert agree(part.embed_query(TEXTS[0]), before[0])
    assert agree(part.embed_passages(TEXTS), before[1])


def test_tokens_are_counted_for_each_text_alone(part: Embedder) -> None:
    texts = [*TEXTS, *ODD.values()]
    assert part.count_tokens(texts) == [part.count_tokens([text])[0] for text in texts]
    assert part.count_tokens([""]) == [0]


@settings(max_examples=50)
@given(words=st.lists(st.sampled_from(["le", "source", "eau", "rivière", "the", "municipal", "2024"]), min_size=1))
def test_more_words_are_more_tokens(part: Embedder, words: list[str]) -> None:
    growing = part.count_tokens([" ".join(words[:n]) for n in range(len(words) + 1)])
    assert growing == sorted(growing)
    assert growing[-1] >= len(words)


def test_a_long_text_is_counted_to_its_end(part: Embedder) -> None:
    sentence = "La rivière déborde encore. "
    few, many = part.count_tokens([sentence * 100, sentence * 1000])
    assert many > part.max_tokens
    assert abs(many - 10 * few) <= 0.01 * many


def test_a_damaged_answer_of_the_vendor_is_no_vector(tmp_path: Path) -> None:
    for numbers in ([float("nan"), 1.0], [float("inf"), 1.0], [0.0, 0.0]):
        part = LangChainEmbedder(Fixed(size=2, numbers=numbers), "broken", tmp_path)
        with pytest.raises(EmbedderError) as caught:
            part.embed_query("x")
        assert caught.value.values["name"] == "broken"
        with pytest.raises(EmbedderError):
            part.embed_passages(["x", "y"])


class Fixed(DeterministicFakeEmbedding):
    """A model that gives the same numbers for everything."""

    numbers: list[float]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.numbers for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.numbers


def test_the_cache_asks_for_each_text_once() -> None:
    inner = HashEmbedder()
    part = CachingEmbedder(inner)
    part.embed_passages([*TEXTS, TEXTS[0]])
    part.embed_passages(TEXTS[::-1])
    assert inner.embedded == TEXTS


def test_the_cache_keeps_questions_and_passages_apart() -> None:
    class Two(HashEmbedder):
        def embed_query(self, text: str) -> Vectors:
            return super().embed_query("query " + text)

    part = CachingEmbedder(Two())
    assert not agree(part.embed_query(TEXTS[0]), part.embed_passages([TEXTS[0]])[0])
    assert agree(part.embed_query(TEXTS[0]), Two().embed_query(TEXTS[0]))


def test_the_cache_forgets_what_is_old() -> None:
    inner = HashEmbedder(dimension=2)
    part = CachingEmbedder(inner)
    texts = [str(n) for n in range(PASSAGES + 10)]
    vectors = part.embed_passages(texts)
    inner.embedded.clear()
    assert np.array_equal(part.embed_passages([texts[0], texts[-1]]), vectors[[0, -1]])
    assert inner.embedded == ["0"]
