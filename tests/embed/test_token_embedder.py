"""The contract of TokenEmbedder, over the bundled model and the wrapper that remembers."""

from __future__ import annotations

import numpy as np
import pytest

from rag.embed.cache import CachingTokenEmbedder, caching
from rag.ports import Embedder, TokenEmbedder
from tests.doubles import HashEmbedder

TEXTS = [
    "Meta prévoit d’investir de 60 à 65 milliards de dollars en 2025.",
    "",
    "Stability AI was founded in London in 2020.",
    "🙂 é\u0301 \ud800",
    "un deux trois " * 400,
]


@pytest.fixture(params=["bundled", "caching"])
def showing(request: pytest.FixtureRequest, embedder: Embedder) -> TokenEmbedder:
    assert isinstance(embedder, TokenEmbedder)
    return embedder if request.param == "bundled" else CachingTokenEmbedder(embedder)


def test_each_text_has_its_tokens_in_its_order(showing: TokenEmbedder) -> None:
    for text, tokens in zip(TEXTS, showing.embed_passage_tokens(TEXTS), strict=True):
        assert tokens.vectors.shape == (len(tokens.spans), showing.dimension)
        assert tokens.vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-4)
        assert ((tokens.spans[:, 0] >= 0) & (tokens.spans[:, 1] <= len(text))).all()
        assert (tokens.spans[:, 0] < tokens.spans[:, 1]).all()
        assert (np.diff(tokens.spans[:, 0]) >= 0).all()


def test_the_tokens_of_a_text_cover_its_words(showing: TokenEmbedder) -> None:
    (tokens,) = showing.embed_passage_tokens(TEXTS[:1])
    covered = {i for start, end in tokens.spans.tolist() for i in range(start, end)}
    assert [c for i, c in enumerate(TEXTS[0]) if i not in covered and not c.isspace()] == []


def test_the_whole_is_what_the_embedder_makes_of_the_text(showing: TokenEmbedder) -> None:
    texts = [TEXTS[0], TEXTS[2]]
    wholes = np.stack([t.whole for t in showing.embed_passage_tokens(texts)])
    assert ((wholes * showing.embed_passages(texts)).sum(axis=1) > 0.999).all()
    question = "Où Stability AI est-elle née ?"
    assert float(showing.embed_query_tokens(question).whole @ showing.embed_query(question)) > 0.999


def test_a_word_is_nearer_to_its_translation_than_to_another_word(showing: TokenEmbedder) -> None:
    question = showing.embed_query_tokens("salaire")
    near, far = showing.embed_passage_tokens(["His salary was published.", "The bridge was painted."])
    assert (question.vectors @ near.vectors.T).max() > (question.vectors @ far.vectors.T).max()


def test_the_wrapper_asks_the_model_once(embedder: Embedder) -> None:
    assert isinstance(embedder, TokenEmbedder)
    wrapper = CachingTokenEmbedder(embedder)
    first, again = wrapper.embed_passage_tokens([TEXTS[0]]), wrapper.embed_passage_tokens([TEXTS[0]])
    assert first[0] is again[0]
    assert wrapper.embed_query_tokens("où ?") is wrapper.embed_query_tokens("où ?")


def test_an_embedder_that_shows_no_tokens_is_wrapped_without_them() -> None:
    assert not isinstance(caching(HashEmbedder()), TokenEmbedder)


def test_an_embedder_that_remembers_already_is_not_wrapped_again(embedder: Embedder) -> None:
    for plain in (HashEmbedder(), embedder):
        wrapper = caching(plain)
        assert caching(wrapper) is wrapper
