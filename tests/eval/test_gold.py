"""Gold by id and by quotation: what is found, in which passages, and what a ranking of it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fold import fold, fold_with_places
from eval.gold import GAP, Gold, Place, Shelf, direction, ranked_items
from eval.ranking import Judged, rank_metrics
from rag.types import Citation, Hit
from tests.eval.asker import TEXTS, WordAsker

QUOTE = "Le maire a FERMÉ\n l'accès  à la route"
PLACE = "Le maire a fermé l’accès à la route"


def one(text: str, asker: WordAsker | None = None) -> Gold:
    (gold,) = Shelf(asker or WordAsker()).find([[text]])
    return gold


@given(st.text())
def test_the_places_of_a_folded_text_lead_back(text: str) -> None:
    folded, places = fold_with_places(text)
    assert folded == " ".join(folded.split())
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert all(fold(text[at]).strip() or folded[n] == " " for n, at in enumerate(places[:-1]))


@given(st.text(st.characters(codec="cp1252")))
def test_both_ways_of_folding_agree(text: str) -> None:
    assert fold_with_places(text)[0] == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’été", "l'ÉTÉ"),
        ("« oui »,  dit-il", '"oui", dit‑il'),
        ("“a”\nb", " a  b "),
        ("10\u202f% – fin…", "10 % - fin..."),
        ("e\u0301", "é"),
    ],
)
def test_what_only_the_typography_tells_apart_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_the_id_of_a_document_is_that_document() -> None:
    gold = one("pont.md")
    assert (gold.documents, gold.places, gold.languages, gold.missing) == (("pont.md",), (), ("fr",), False)


def test_a_quotation_is_the_place_where_it_stands_however_it_is_written() -> None:
    start = TEXTS["pont.md"][1].index(PLACE)
    gold = one(QUOTE)
    assert gold.places == (Place("pont.md", start, start + len(PLACE)),)
    assert gold.languages == ("fr",)


def test_a_quotation_has_every_place_where_it_stands() -> None:
    gold = one("the", WordAsker(texts={"a": ("en", "The lathe"), "b": ("fr", "the")}))
    assert gold.places == (Place("a", 0, 3), Place("a", 6, 9), Place("b", 0, 3))
    assert gold.languages == ("en", "fr")


@pytest.mark.parametrize(
    "text", ["nowhere.md", "It holds forty thousand maps", '" "', "fermé l’accès à la route du Nord. The flood"]
)
def test_gold_that_is_nowhere_is_missing(text: str) -> None:
    gold = one(text)
    assert gold.missing
    assert not any(gold.is_hit(hit) for hit in WordAsker().search("route", 50))


@pytest.mark.parametrize("words", [2, 3, 5, 8, 13, 40])
def test_quoted_gold_survives_another_way_of_cutting(words: int) -> None:
    """Whatever the passages are, some passages are the quotation, or it lies in smaller pieces."""
    asker = WordAsker(words=words)
    gold = one(QUOTE, asker)
    place = gold.places[0]
    for hit in asker.search("x", 500):
        passage = hit.passage
        common = min(place.end, passage.end) - max(place.start, passage.start)
        wanted = passage.document_id == "pont.md" and 2 * common >= len(PLACE) - GAP
        assert gold.is_hit(hit) == wanted
    if words >= 5:
        assert any(gold.is_hit(hit) for hit in asker.search("x", 500))
    (ranked,) = rank_metrics([Judged([0], ranked_items([gold], asker.search("maire fermé route", 50)))])
    assert ranked["recall@5"] == (1.0 if words >= 5 else 0.0)


@pytest.mark.parametrize(
    ("language", "gold", "wanted"),
    [
        ("fr", [["pont.md"]], "fr->fr"),
        ("fr", [["bridge.md"]], "fr->en"),
        ("en", [["pont.md"], ["bridge.md"]], "en->en"),
        ("en", [["pont.md", "bridge.md"]], "en->en"),
        ("fr", [["The mayor closed", "Le maire a fermé", "nowhere"], ["library.md"]], "fr->fr"),
        ("fr", [["bridge.md"], ["library.md"], ["pont.md"]], "fr->fr"),
        ("de", [["bridge.md"], ["library.md"], ["pont.md"]], "de->en"),
        ("fr", [["nowhere.md"]], ""),
        ("fr", [], ""),
    ],
)
def test_the_direction_leads_to_the_language_of_the_gold(language: str, gold: list[list[str]], wanted: str) -> None:
    assert direction(language, Shelf(WordAsker()).find(gold)) == wanted


def hits(*at: tuple[str, int, int]) -> list[Hit]:
    asker = WordAsker(words=1000)
    whole = {hit.passage.document_id: hit for hit in asker.search("x", 50)}
    made = []
    for name, start, end in at:
        passage = type(whole[name].passage)(name, start, end, TEXTS[name][1][start:end], "fr")
        made.append(Hit(passage, whole[name].document, 1.0))
    return made


def test_a_ranking_for_documents_is_of_distinct_documents() -> None:
    golds = Shelf(WordAsker()).find([["pont.md"], ["nowhere.md"]])
    found = hits(("budget.md", 0, 9), ("budget.md", 9, 20), ("pont.md", 0, 9), ("pont.md", 9, 20), ("library.md", 0, 9))
    assert ranked_items(golds, found) == ("budget.md", 0, "library.md")


def test_a_ranking_for_quotations_is_of_passages() -> None:
    golds = Shelf(WordAsker()).find([["Le budget atteint 12 millions"], ["Il était de 9 millions"], ["pont.md"]])
    found = hits(("budget.md", 0, 80), ("budget.md", 0, 30), ("bridge.md", 0, 9), ("pont.md", 0, 9), ("pont.md", 9, 20))
    ranked = ranked_items(golds, found)
    assert ranked[:2] == (0, 1)
    assert ranked[4] == 2
    assert len(ranked) == 6  # the passage that repeats the first gold, the one of no gold, the second of pont.md


# alternatives

EITHER = ["library.md", "Le maire a fermé l'accès", "The mayor closed the northern road", "nowhere.md"]


def test_an_item_is_any_of_its_alternatives() -> None:
    (gold,) = Shelf(WordAsker()).find([EITHER])
    assert gold.documents == ("library.md",)
    assert [place.document_id for place in gold.places] == ["pont.md", "bridge.md"]
    assert gold.languages == ("en", "fr")
    wanted = {"library.md": (0, 9), "pont.md": (40, 83), "bridge.md": (42, 76)}
    for hit in hits(*((name, *span) for name, span in wanted.items())):
        passage = hit.passage
        citation = Citation(1, passage.document_id, "", "", passage.start, passage.end, passage.text, "supported", "fr")
        assert gold.is_hit(hit)
        assert gold.is_cited(citation)
    assert not any(gold.is_hit(hit) for hit in hits(("pont.md", 0, 38), ("bridge.md", 0, 40), ("budget.md", 0, 40)))


def test_an_item_is_missing_only_where_none_of_its_alternatives_is_there() -> None:
    found = Shelf(WordAsker()).find([EITHER, ["nowhere.md", "pont.md"], ["nowhere.md", "of no article"]])
    assert [gold.missing for gold in found] == [False, False, True]


def test_the_first_alternative_found_is_the_item_and_the_next_only_repeats_it() -> None:
    documents = Shelf(WordAsker()).find([["bridge.md", "pont.md"], ["library.md"]])
    found = hits(("pont.md", 0, 9), ("bridge.md", 0, 9), ("pont.md", 9, 20), ("library.md", 0, 9))
    assert ranked_items(documents, found) == (0, "bridge.md", 1)
    quoted = Shelf(WordAsker()).find([["La crue a emporté", "The flood took"], ["library.md"]])
    assert ranked_items(quoted, found) == (0, found[1].passage.id, found[2].passage.id, 1)


def test_one_alternative_at_the_top_is_all_that_is_wanted() -> None:
    golds = Shelf(WordAsker()).find([["bridge.md", "pont.md"]])
    (found,) = rank_metrics([Judged(range(1), ranked_items(golds, hits(("pont.md", 0, 9), ("budget.md", 0, 9))))])
    assert set(found.values()) == {1.0}
