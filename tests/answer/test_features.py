"""What speaks for a sentence: rare words in common, and the kind of thing that is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.features import KINDS, Bag, asked_kinds, coverage, offers
from rag.text.words import Term, terms

WORDS = st.lists(st.sampled_from(["river", "rivers", "bridge", "Ada", "2024", "investment", "the"]), max_size=8)


def words(text: str, language: str = "en") -> list[Term]:
    return terms(text, language)


# words in common


def test_a_bag_holds_a_word_in_any_form_and_half_believes_a_cognate() -> None:
    bag = Bag(words("Investments in the Bridge of 2024"))
    assert [bag.holds(w) for w in words("investment bridges 2024 mayor")] == [1, 1, 1, 0]
    assert bag.holds(words("investisseur", "fr")[0]) == 0.6
    assert bag.holds(words("inn")[0]) == 0
    assert Bag([]).holds(words("bridge")[0]) == 0


def test_accents_and_case_do_not_matter() -> None:
    assert Bag(words("DEPENSES", "fr")).holds(words("dépenses", "fr")[0]) == 1


def test_coverage_is_the_share_of_weight() -> None:
    question = words("river bridge")
    weight = {"river": 1.0, "bridg": 3.0}
    assert coverage(question, Bag(words("a bridge")), weight) == 0.75
    assert coverage(question, Bag(words("the river")), weight) == 0.25
    assert coverage(question, Bag(words("river, bridge")), weight) == 1
    assert coverage(question, Bag([]), weight) == 0


def test_a_question_of_function_words_is_covered_by_nothing() -> None:
    assert coverage([], Bag(words("river")), {}) == 0


@given(WORDS, WORDS, WORDS, st.floats(0.2, 20))
def test_coverage_is_a_share_and_grows_with_the_text(
    question: list[str], text: list[str], more: list[str], rare: float
) -> None:
    asked = words(" ".join(question))
    weight = {t.stem: rare if t.is_name else 1.0 for t in asked}
    less = coverage(asked, Bag(words(" ".join(text))), weight)
    assert 0 <= less <= coverage(asked, Bag(words(" ".join(text + more))), weight) <= 1 + 1e-9
    assert coverage(asked, Bag(asked), weight) == (pytest.approx(1) if asked else 0)


# the kind of thing


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Combien Meta compte-t-elle investir en 2025 ?", "number"),
        ("À combien s’élève la dette ?", "number"),
        ("Quel est le montant de la dette ?", "number"),
        ("Quelle part du capital détient-il ?", "number"),
        ("How many people lost their jobs?", "number"),
        ("how much did it lose", "number"),
        ("What is the price of the glasses?", "number"),
        ("What percentage was lost?", "number"),
        ("Quand LlamaCon a-t-elle eu lieu ?", "date"),
        ("En quelle année Stability AI est-elle née ?", "date"),
        ("À QUELLE DATE ?", "date"),
        ("When did the bridge open?", "date"),
        ("what year was it", "date"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert kind in KINDS
    assert asked_kinds(question) == {kind}


@pytest.mark.parametrize(
    "question",
    ["Que vend Groq ?", "What does Groq sell?", "Showmany whenever", "Quelqu’un a-t-il quandonné ?", "", "?"],
)
def test_other_questions_ask_for_none_of_them(question: str) -> None:
    assert not asked_kinds(question) & {"number", "date"}


def test_a_question_can_ask_for_both() -> None:
    assert asked_kinds("When and how much did Meta invest?") >= {"number", "date"}


def offered(kind: str, sentence: str, language: str = "en", known: str = "") -> bool:
    stems = {t.stem for t in words(known, language)}
    return offers(kind, sentence, [t for t in words(sentence, language) if t.stem not in stems])


@pytest.mark.parametrize("sentence", ["It cost 12 euros.", "Forty-two thousand came.", "La moitié est partie."])
def test_sentences_that_offer_a_number(sentence: str) -> None:
    assert offered("number", sentence)


@pytest.mark.parametrize("sentence", ["On 3 May 2024.", "in 1789", "Fin août, elle part.", "au XIXe siècle"])
def test_sentences_that_offer_a_date(sentence: str) -> None:
    assert offered("date", sentence)


@pytest.mark.parametrize("kind", ["number", "date"])
def test_a_sentence_without_offers_neither(kind: str) -> None:
    assert not offered(kind, "The mayor closed the road.")
