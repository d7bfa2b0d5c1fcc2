"""One language searched by both legs: what each finds is there, and a word is worth no more abroad than at home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.pool import LEXICAL_WEIGHT, LEXICAL_WEIGHT_ACROSS, Asked, Found, Legs, Stores, search_pool
from rag.text.words import terms
from rag.types import Filter, Scale
from tests.retrieve.shelf import Article, MemoryShelf, filler

SCALE = Scale(0.1, 0.1)
SHELF = MemoryShelf(
    Article("results", "en", "The company had 41.39 billion dollars of revenue.\n\nIt was founded on April 29, 2025."),
    Article("pour", "en", "An ingredient to pour with care, says Robespierre."),
    Article("resultats", "fr", "La société a publié un revenu de 41,39 milliards de dollars."),
    Article("loin", "fr", "Robespierre aime les chats et les chiens pour une organisation."),
    *filler(30, "en"),
    *filler(30, "fr"),
)


def asked(question: str, language: str, shelf: MemoryShelf = SHELF) -> Asked:
    vector = shelf.embedder.embed_query(question)
    return Asked.of(vector, language, terms(question, language), shelf.lexical)


def pool(question: str, language: str, where: str, legs: Legs = "hybrid", k: int = 10) -> list[Found]:
    only = Filter(languages=(where,))
    return search_pool(asked(question, language), Stores(SHELF.vectors, SHELF.lexical, legs), k, only, SCALE)


def documents(found: list[Found]) -> list[str]:
    return [p.document_id for p in SHELF.passages([f.name for f in found])]


@pytest.mark.parametrize(
    ("question", "language", "where", "best"),
    [
        ("Que sont ces 41,39 milliards ?", "fr", "en", "results"),
        ("What are these 41.39 billion?", "en", "fr", "resultats"),
        ("Que sont ces 41 390 millions ?", "fr", "en", "results"),
        ("Quid du 29 avril 2025 ?", "fr", "en", "results"),
        ("Que dit Robespierre ?", "fr", "en", "pour"),
        ("What does ROBESPIERRE say?", "en", "fr", "loin"),
    ],
)
def test_numbers_dates_and_names_are_found_across_languages(
    question: str, language: str, where: str, best: str
) -> None:
    found = pool(question, language, where, "lexical")
    assert documents(found)[0] == best
    assert found[0].lexical > 0


WORDS = st.sampled_from(
    ["pour", "chat", "chien", "conseil", "council", "talk", "revenu", "revenue", "dollars", "organisation", "2025"]
)
LANGUAGES = st.sampled_from(["fr", "en"])


@given(WORDS, LANGUAGES, LANGUAGES)
def test_a_word_is_worth_no_more_in_another_language_than_in_its_own(word: str, language: str, there: str) -> None:
    about = asked(word, language)
    for term, weight in about.query(there, SHELF.lexical).items():
        assert 0 < weight <= 1
        assert weight * SHELF.lexical.idf(term, there) <= about.ideal + 1e-6


@given(st.lists(WORDS, max_size=6), LANGUAGES, LANGUAGES)
def test_nor_are_all_the_words_together(question: list[str], language: str, there: str) -> None:
    about = asked(" ".join(question), language)
    worth = sum(w * SHELF.lexical.idf(t, there) for t, w in about.query(there, SHELF.lexical).items())
    assert worth <= about.ideal + 1e-6


def test_a_common_word_that_is_rare_abroad_is_worth_there_what_it_is_worth_at_home() -> None:
    """« conseil » stands in nearly every French passage, and in no English one."""
    shelf = MemoryShelf(*filler(60, "fr"), *filler(60, "en"), Article("odd", "en", "The conseil of Paris met."))
    about = asked("Où est le conseil ?", "fr", shelf)
    ((term, weight),) = about.query("en", shelf.lexical).items()
    assert shelf.lexical.idf(term, "en") > 3
    assert weight * shelf.lexical.idf(term, "en") == pytest.approx(shelf.lexical.idf("conseil", "fr"))
    assert weight * shelf.lexical.idf(term, "en") < 0.1


def test_in_its_own_language_each_word_counts_once_and_in_full() -> None:
    about = asked("budget, budgets et le conseil du budget", "fr")
    assert about.query("fr", SHELF.lexical) == {"budget": 1.0, "conseil": 1.0}
    assert about.ideal == pytest.approx(sum(SHELF.lexical.idf(t, "fr") for t in ("budget", "conseil")))


def test_the_dense_leg_alone_knows_no_words() -> None:
    found = pool("Que dit Robespierre ?", "fr", "fr", "dense")
    assert {f.lexical for f in found} == {0.0}
    about = SHELF.embedder.embed_query("Que dit Robespierre ?")
    for f in found:
        assert f.strength == pytest.approx(SCALE.standardise(float(SHELF.vectors.get([f.name])[0] @ about)), abs=1e-5)


def test_the_lexical_leg_alone_finds_those_that_hold_a_word_by_its_score() -> None:
    found = pool("Que dit Robespierre ?", "fr", "fr", "lexical")
    assert documents(found) == ["loin"]
    assert found[0].strength == pytest.approx(LEXICAL_WEIGHT * found[0].lexical)
    assert pool("Que dit Nabuchodonosor ?", "fr", "fr", "lexical") == []
    assert pool("Et pourquoi ?", "fr", "fr", "lexical") == []


@pytest.mark.parametrize(("where", "weight"), [("fr", LEXICAL_WEIGHT), ("en", LEXICAL_WEIGHT_ACROSS)])
def test_both_legs_add_up_for_every_passage(where: str, weight: float) -> None:
    question = "Que dit Robespierre des 41,39 milliards ?"
    dense = {f.name: f.strength for f in pool(question, "fr", where, "dense", 100)}
    lexical = {f.name: f.lexical for f in pool(question, "fr", where, "lexical", 100)}
    both = pool(question, "fr", where, k=100)
    assert {f.name for f in both} == dense.keys() | lexical.keys()
    for f in both:
        assert f.lexical == pytest.approx(lexical.get(f.name, 0.0), abs=1e-5)
        assert f.strength == pytest.approx(dense[f.name] + weight * lexical.get(f.name, 0.0), abs=1e-4)
    assert [f.strength for f in both] == sorted((f.strength for f in both), reverse=True)


def test_what_only_the_words_find_has_its_dense_score_too() -> None:
    """Of more passages than the dense leg names."""
    shelf = MemoryShelf(*filler(400, "fr"), Article("far", "fr", "Ornithorynque" + " mot" * 30 + "."))
    question = "Le conseil a parlé de l’ornithorynque"
    about = asked(question, "fr", shelf)
    only = Filter(languages=("fr",))
    (far,) = [p.id for p in shelf.passages(shelf.passage_ids()) if p.document_id == "far"]
    named = {n for n, _ in shelf.vectors.search(about.vector, 100, only)}
    assert far not in named
    found = {f.name: f for f in search_pool(about, Stores(shelf.vectors, shelf.lexical), 10, only, SCALE)}
    product = float(shelf.vectors.get([far])[0] @ about.vector)
    wanted = SCALE.standardise(product) + LEXICAL_WEIGHT * found[far].lexical
    assert found[far].strength == pytest.approx(wanted, abs=1e-4)
    assert found.keys() > named


def test_a_filter_holds_for_both_legs() -> None:
    about = asked("Que dit Robespierre du conseil ?", "fr")
    only = Filter(languages=("fr",), documents=("fr001", "resultats"))
    every: tuple[Legs, ...] = ("dense", "lexical", "hybrid")
    for legs in every:
        stores = Stores(SHELF.vectors, SHELF.lexical, legs)
        assert set(documents(search_pool(about, stores, 10, only, SCALE))) <= {"fr001", "resultats"}
