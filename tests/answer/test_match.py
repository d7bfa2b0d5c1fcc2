"""Late interaction: each word of the question finds the token that is nearest to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.match import Matcher
from rag.text.words import Term, terms
from rag.types import Tokens
from tests.answer.shelf import TokenHashEmbedder

EMBEDDER = TokenHashEmbedder(dimension=512)
NOTHING = EMBEDDER.embed_query_tokens("")
WORDS = st.lists(st.sampled_from(["river", "bridge", "mayor", "cats", "road", "May"]), max_size=8).map(" ".join)


def matcher(question: str, weights: dict[str, float] | None = None) -> Matcher:
    words = terms(question, "en")
    own = [(weights or {}).get(w.raw, 1.0) for w in words]
    return Matcher(EMBEDDER.embed_query_tokens(question), words, own)


def shown(text: str) -> Tokens:
    return EMBEDDER.embed_query_tokens(text)


def score(question: str, *texts: str, weights: dict[str, float] | None = None) -> float:
    own = matcher(question, weights)
    return own.score(*(own.best(shown(text)) for text in texts))


def test_a_text_with_every_word_scores_one_whatever_else_it_holds() -> None:
    assert score("Where is the river?", "The mayor saw the river rise.") == pytest.approx(1, abs=1e-5)


def test_a_text_with_half_the_words_scores_about_half() -> None:
    assert score("river bridge", "the river") == pytest.approx(0.5, abs=0.1)
    assert score("river bridge", "cats") == pytest.approx(0, abs=0.1)


def test_function_words_count_nothing() -> None:
    assert score("Where is the river?", "Where is the") < 0.2


def test_a_heavier_word_counts_more() -> None:
    light = score("river bridge", "river", weights={"river": 1, "bridge": 9})
    heavy = score("river bridge", "river", weights={"river": 9, "bridge": 1})
    assert light == pytest.approx(0.1, abs=0.1)
    assert heavy == pytest.approx(0.9, abs=0.1)


def test_several_texts_together_are_as_good_as_the_best_for_each_word() -> None:
    assert score("river bridge", "the river", "the bridge") == pytest.approx(1, abs=1e-5)


def test_best_has_a_number_for_each_token_of_the_question() -> None:
    best = matcher("the river bridge").best(shown("a bridge"))
    assert best.shape == (3,)
    assert best[2] == pytest.approx(1, abs=1e-5)


def test_a_text_without_tokens_is_as_far_as_can_be() -> None:
    assert matcher("the river").best(NOTHING).tolist() == [-1, -1]
    assert score("the river", "") == pytest.approx(-1)


@pytest.mark.parametrize("question", ["", "is it the", "???"])
def test_a_question_without_content_words_scores_nothing(question: str) -> None:
    assert score(question, "the river") == 0
    assert matcher("river").score() == 0


def test_a_word_of_several_tokens_is_the_mean_of_them() -> None:
    # "river" as two tokens, one that the text has and one that it has not
    vectors = np.stack([EMBEDDER.embed_query("riv"), EMBEDDER.embed_query("er")])
    question = Tokens(vectors, np.array([[0, 3], [3, 5]], dtype=np.int32), vectors[0])
    own = Matcher(question, terms("river", "en"), [1.0])
    assert own.score(own.best(shown("riv"))) == pytest.approx(0.5, abs=0.1)


def test_a_word_beyond_what_the_model_took_is_left_out() -> None:
    tokens = shown("river bridge")
    cut = Tokens(tokens.vectors[:1], tokens.spans[:1], tokens.whole)
    words: list[Term] = terms("river bridge", "en")
    own = Matcher(cut, words, [1.0, 100.0])
    assert own.score(own.best(shown("river"))) == pytest.approx(1, abs=1e-5)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_a_score_is_a_cosine_and_more_text_never_lowers_it(question: str, texts: list[str]) -> None:
    found = score(question, *texts)
    assert -1.00001 <= found <= 1.00001
    if texts:
        assert score(question, *texts, "mayor cats") >= found - 1e-6
