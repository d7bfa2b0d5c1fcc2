"""Texts that say the same in the same words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.duplicates import near_duplicates, shingles

AGENCY = (
    "Le conseil municipal de Brest a adopté mardi soir le budget de la ville pour l’année prochaine, qui prévoit "
    "douze millions d’euros pour les écoles et autant pour la voirie, après un débat de quatre heures."
)
OTHER = (
    "La bibliothèque de Quimper rouvre ses portes samedi avec quarante mille livres, une salle de lecture agrandie et "
    "des horaires étendus le soir, se félicite sa directrice dans un communiqué transmis à la presse régionale."
)
WORDS = ["la", "rivière", "a", "inondé", "le", "pont", "et", "route", "du", "village"]
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def same(one: str, other: str) -> bool:
    return near_duplicates(shingles(one), shingles(other))


@given(texts, texts)
def test_it_goes_both_ways(one: str, other: str) -> None:
    assert same(one, other) == same(other, one)


@given(st.text(max_size=80) | texts)
def test_every_text_is_its_own_duplicate_in_any_case_and_punctuation(text: str) -> None:
    assert same(text, text)


@given(texts)
def test_case_and_punctuation_do_not_matter(text: str) -> None:
    assert same(text, f"« {text.upper().replace(' ', ', ')} » !")


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=30, unique=True), st.integers(0, 100))
def test_a_text_is_no_duplicate_of_one_more_than_twice_as_long(numbers: list[int], more: int) -> None:
    short = [f"mot{n}" for n in numbers]
    rest = [f"autre{n}" for n in range(len(short) + 5 + more)]
    assert not same(" ".join(short), " ".join(short + rest))


def test_the_same_text_with_a_word_changed_or_a_line_before_it() -> None:
    assert same(AGENCY, AGENCY.replace("mardi", "mercredi"))
    assert same(AGENCY, "BREST (Agence) — " + AGENCY)
    assert same(AGENCY, AGENCY + " La séance a été levée à minuit passé.")
    assert same(AGENCY, AGENCY[: int(len(AGENCY) * 0.7)])


def test_other_texts_and_texts_of_common_words() -> None:
    assert not same(AGENCY, OTHER)
    assert not same(AGENCY, f"{AGENCY} {OTHER} {OTHER}")
    assert not same(AGENCY, f"{AGENCY[: len(AGENCY) // 2]} {OTHER[len(OTHER) // 2 :]}")
    assert not same("Le maire parle.", "Le maire écoute.")


def test_a_text_shorter_than_a_shingle_is_compared_whole() -> None:
    assert same("Deux mots", "deux, mots")
    assert not same("Deux mots", "deux maux")
    assert len(shingles("")) == 1
