"""The sentences that could be quoted, and their features."""

from __future__ import annotations

import pytest

from rag.answer.asked import LEAST_WEIGHT, READ, Asked
from rag.answer.candidates import Candidate, candidates
from rag.answer.features import Bag
from rag.answer.weights import ANY_EMBEDDER, BUNDLED, READER, Weights
from rag.text.words import terms
from tests.answer.shelf import RIVER, Shelf
from tests.doubles import WordReader

WHEN = "When did the river flood the bridge?"


def found(question: str, shelf: Shelf = RIVER, *, language: str = "en", tokens: bool = False) -> list[Candidate]:
    reading = shelf.reading(tokens=tokens)
    scales = shelf.scales(shelf.embedder.embed_query(question))
    hits = [hit for hit in shelf.hits(question) if hit.passage.language == language]
    return candidates(Asked.of(question, "en", reading, scales), hits, reading)


def one(text: str, question: str = WHEN, *, tokens: bool = False) -> Candidate:
    (candidate,) = (c for c in found(question, tokens=tokens) if c.text.startswith(text))
    return candidate


@pytest.mark.parametrize("tokens", [False, True])
def test_every_sentence_is_there_once_at_its_place_and_no_heading_is(tokens: bool) -> None:
    got = found(WHEN, tokens=tokens)
    for candidate in got:
        text = RIVER.document(candidate.hit.document.id).text
        assert text[candidate.span.start : candidate.span.end] == candidate.text
    assert sorted(c.text for c in got) == [
        "Cats sleep.",
        "Forty families slept in the school.",
        "The damage was put at 12 million euros.",
        "The library opens at nine.",
        "The mayor, Ada Byron, closed the road on the same evening.",
        "The mayor, Ada Byron, closed the road the same evening.",
        "The river flooded the bridge on 3 May 2024.",
        "Who will pay for the damage?",
    ]


@pytest.mark.parametrize("tokens", [False, True])
def test_the_features_are_all_that_the_shipped_weights_name(tokens: bool) -> None:
    for weights in (BUNDLED, ANY_EMBEDDER):
        assert _sentence_features(weights) <= set(found(WHEN, tokens=tokens)[0].features)


def _sentence_features(weights: Weights) -> set[str]:
    return {*weights.sentence_same.weights, *weights.sentence_cross.weights}


def test_what_a_sentence_holds_itself_and_what_stands_near_it() -> None:
    flood, families = one("The river flooded"), one("Forty families")
    assert flood.features["coverage"] == 1
    assert families.features["coverage"] == 0
    assert families.features["coverage_near"] == flood.features["coverage_near"] == 1
    assert flood.features["sentence_z"] > families.features["sentence_z"]


def test_what_is_asked_for_speaks_for_it_and_its_lack_against() -> None:
    assert one("The river flooded").features["date"] == 1
    assert one("Cats sleep").features["date"] == -1
    assert one("The river flooded", "Which bridge is it?").features["date"] == 0
    assert one("The damage", "How much is the damage?").features["number"] == 1
    assert one("Cats sleep", "How much is the damage?").features["number"] == -1


def test_questions_and_scraps_are_marked() -> None:
    marks = {c.text: (c.features["question"], c.features["short"]) for c in found(WHEN)}
    assert marks["Who will pay for the damage?"] == (1, 1)
    assert marks["Cats sleep."] == (0, 1)
    assert marks["The mayor, Ada Byron, closed the road the same evening."] == (0, 0)


def test_rank_counts_within_the_hits_given() -> None:
    ranks = [c.features["reciprocal_rank"] for c in found(WHEN)]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == 1
    assert found("Quand le pont a-t-il été inondé ?", language="fr")[0].features["reciprocal_rank"] == 1


def test_names_and_numbers_of_the_question() -> None:
    reading = RIVER.reading()
    asked = Asked.of("What did Ada Byron do in 2024?", "en", reading, {})
    assert asked.names_held(Bag(terms("Ada Byron in 2024", "en"))) == 1
    assert asked.names_held(Bag(terms("Ada in 1999", "en"))) == pytest.approx(1 / 3)
    nameless = Asked.of("which road is it", "en", reading, {})
    assert nameless.names_held(Bag(terms("the road", "en"))) == 0.5


def test_the_rarer_a_word_in_the_questions_language_the_heavier_and_none_weighs_nothing() -> None:
    shelf = Shelf({**{f"d{n:02}": "The river." for n in range(80)}, "bridge": "The river has a bridge."})
    weight = Asked.of("Does the river have a bridge or a zebra?", "en", shelf.reading(), {}).weight
    assert weight["zebra"] > weight["bridg"] > weight["river"] == LEAST_WEIGHT
    # No French passage holds it: what is common among the English ones says nothing of that.
    assert Asked.of("river", "fr", shelf.reading(), {}).weight["riv"] > LEAST_WEIGHT


def test_an_index_of_nothing_has_weights_too() -> None:
    assert Asked.of("river", "en", Shelf({"one": "Cats."}).reading(), {}).weight["river"] > 0


def test_tokens_are_matched_where_they_are_shown_and_only_there() -> None:
    assert one("The river flooded").features["match"] == 0
    flood, cats = one("The river flooded", tokens=True), one("Cats sleep", tokens=True)
    assert flood.features["match"] > 0.6 > cats.features["match"]
    assert flood.features["match_near"] >= flood.features["match"]


def test_no_hits_give_no_sentences() -> None:
    reading = RIVER.reading(tokens=True)
    assert candidates(Asked.of(WHEN, "en", reading, {}), [], reading) == []


def test_only_the_first_passages_are_looked_at_in_each_language() -> None:
    texts = {f"{tongue}{i:02}": f"The river has {i} boats." for i in range(READ + 5) for tongue in ("en", "fr")}
    many = Shelf(texts, {name: name[:2] for name in texts})
    hits = many.hits("How many boats has the river?")
    groups = many.reading().by_language(hits)
    tongues = dict.fromkeys(hit.passage.language for hit in hits)
    assert groups == [[hit for hit in hits if hit.passage.language == own][:READ] for own in tongues]
    assert len(groups) == 2


def test_a_reader_is_given_the_first_passages_in_all_and_no_sentence_is_embedded() -> None:
    reader = WordReader()
    reading = RIVER.reading(reader=reader, passages=3)
    hits = RIVER.hits(WHEN)
    asked = Asked.of(WHEN, "en", reading, {})
    groups = reading.by_language(hits)
    assert sorted((hit for group in groups for hit in group), key=hits.index) == hits[:3]
    before = len(RIVER.embedder.embedded)
    for group in groups:
        candidates(asked, group, reading)
    assert len(RIVER.embedder.embedded) == before
    assert reader.given == groups


def test_what_the_reader_says_is_among_the_features() -> None:
    reading = RIVER.reading(reader=WordReader())
    group = reading.by_language(RIVER.hits(WHEN))[0]
    made = candidates(Asked.of(WHEN, "en", reading, {}), group, reading)
    assert _sentence_features(READER) <= set(made[0].features)
    (flood,) = (c for c in made if c.text.startswith("The river flooded"))
    assert flood.best is not None
    assert RIVER.document("flood").text[slice(*flood.best.span)] == "2024"
    (cats,) = (c for c in made if c.text.startswith("Cats sleep"))
    assert cats.features["share"] < flood.features["share"] <= 0
    assert cats.features["span"] < flood.features["span"]
    assert cats.features["answers"] < flood.features["answers"]


def test_a_passage_that_is_all_heading_gives_no_sentence() -> None:
    bare = Shelf({"bare": "# Nothing but this", "more": "The river has boats."})
    assert [c.text for c in found("What has the river?", bare)] == ["The river has boats."]
