"""Catalogue, vectors and words hold the same passages after whatever is done to an index."""

from __future__ import annotations

from rag.text.words import terms
from rag.types import Filter
from tests.ingest.library import ENGLISH, FRENCH, Library, article


def in_step(library: Library) -> set[str]:
    """The ids of all passages, which all three have."""
    index = library.open()
    ids = {passage.id for passage in library.passages()}
    assert index.lexical.ids() == index.vectors.ids() == ids
    assert len(index.lexical) == len(index.vectors) == len(ids)
    return ids


def found(library: Library, words: str, language: str = "fr") -> set[str]:
    """The articles whose passages hold one of the words."""
    index = library.open()
    query = dict.fromkeys((t.stem for t in terms(words, language)), 1.0)
    names = [name for name, _ in index.lexical.search(query, 50, Filter(languages=(language,)))]
    return {passage.document_id for passage in index.catalogue.passages(names)}


def scores(library: Library) -> dict[str, float]:
    index = library.open()
    query = {"riv": 1.0, "pont": 1.0, "mair": 0.5, "titr": 1.0}
    return dict(index.lexical.search(query, 100, Filter(languages=("fr",)), also=sorted(index.lexical.ids())))


def test_after_every_step_they_hold_the_same(two: Library) -> None:
    first = in_step(two)
    two.ingest()
    assert in_step(two) == first

    two.write("crue.md", "Le zèbre boit à la fontaine du village depuis jeudi.", title="La crue")
    two.ingest()
    assert len(in_step(two) - first) == 1
    assert found(two, "zèbres") == {"crue.md"}
    assert found(two, "rivière") == set()

    two.lines("more.jsonl", *(article(f"Titre {n}", FRENCH, id=f"m{n}") for n in range(5)))
    two.ingest()
    assert found(two, "rivière") == {f"m{n}" for n in range(5)} & found(two, "titre")

    two.remove("m3", "crue.md")
    assert len(in_step(two)) == 5
    assert found(two, "zèbres") == set()

    (two.folder / "sub" / "flood.md").unlink()
    two.lines("more.jsonl", article("Titre 1", FRENCH, id="m1"))
    two.ingest(prune=True)
    in_step(two)
    assert found(two, "rivière") == {"m1"}
    assert found(two, "river", "en") == set()
    assert found(two, "zèbre") == {"crue.md"}  # whose file is there still

    two.write("sub/flood.md", ENGLISH, title="The flood")
    two.ingest()
    in_step(two)
    assert found(two, "rivers", "en") == {"sub/flood.md"}


def test_changed_step_by_step_it_scores_as_if_made_again(two: Library) -> None:
    two.lines("more.jsonl", *(article(f"Titre {n}", f"{FRENCH} {n}.\n\n" * (1 + n), id=f"m{n}") for n in range(5)))
    two.ingest()
    two.write("crue.md", FRENCH + " Le pont rouvre samedi.", title="Titre nouveau")
    two.ingest()
    two.remove("m2")
    before, stepped = in_step(two), scores(two)
    two.rebuild()
    assert in_step(two) == before
    again = scores(two)
    assert stepped.keys() == again.keys()
    assert all(abs(stepped[name] - again[name]) < 1e-4 for name in again)


def test_a_word_of_the_title_alone_finds_the_article(two: Library) -> None:
    two.write("budget.md", "Les dépenses augmentent encore de douze millions.", title="Le maillot jaune", lang="fr")
    two.ingest()
    in_step(two)
    assert found(two, "maillots jaunes") == {"budget.md"}


def test_an_index_emptied_and_filled_again(two: Library) -> None:
    two.remove("crue.md", "sub/flood.md")
    assert in_step(two) == set()
    two.ingest(rebuild=True)
    assert len(in_step(two)) == 2
    assert found(two, "rivière") == {"crue.md"}
