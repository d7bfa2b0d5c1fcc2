"""`ask` and `search` over a part of the articles, and what is said of a part that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import build, indexing, stores
from rag.answer.refusal import REFUSAL
from rag.store.faiss_store import FaissStore
from rag.store.index import StoreKind
from tests.command import refuse_embedders, sourcier, use
from tests.contract import check_answer
from tests.doubles import HashEmbedder
from tests.shelves import ARTICLES, write_articles


@pytest.fixture(autouse=True)
def _english_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    use(monkeypatch, HashEmbedder(dimension=512))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("filters")
    other = write_articles(root / "articles") / "other.md"
    other.write_text("---\ntitle: Other\nlang: en\nsource: Le Monde\n---\n\nA river elsewhere.\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, HashEmbedder(dimension=512))
        assert sourcier("ingest", root / "articles", "--index", root / "index").code == 0
    return root / "index"


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ("--language fr", {"crue.md", "budget.md"}),
        ("--language FR --language en", {*ARTICLES, "other.md"}),
        ("--document crue.md --document flood.md", {"crue.md", "flood.md"}),
        ("--source Le\xa0Monde", {"other.md"}),
        ("--from 2024-05-04", {"flood.md", "budget.md", "library.md"}),
        ("--to 2024-05-04", {"crue.md", "flood.md"}),
        ("--from 2024-05-04 --to 2025-01-10 --language fr", {"budget.md"}),
        ("--from 2030-01-01", set()),
        ("--document crue.md --language en", set()),
    ],
)
def test_search_finds_only_what_the_filter_lets_through(index: Path, options: str, left: set[str]) -> None:
    given = [option.replace("\xa0", " ") for option in options.split(" ")]
    done = sourcier("search", "the river la ville", "--json", "--index", index, *given)
    assert done.code == 0
    assert {hit["document_id"] for hit in done.json} == left


def test_where_a_filter_leaves_nothing_that_is_said(index: Path) -> None:
    done = sourcier("search", "the river", "--from", "2030-01-01", "--index", index)
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "No passage found.\nA filter was set; only what it lets through was searched: from 2030-01-01 on.\n"
    )


def test_ask_answers_from_what_is_let_through_and_an_abstention_tells_of_the_filter(index: Path) -> None:
    asked = sourcier("ask", "Where do zebras drink?", "--document", "library.md", "--index", index)
    assert asked.code == 3
    assert asked.out.splitlines()[:2] == [
        REFUSAL["en"], "A filter was set; only what it lets through was searched: article library.md.",
    ]  # fmt: skip
    told = sourcier("ask", "Where do zebras drink?", "--document", "library.md", "--json", "--index", index)
    check_answer(told.json)
    assert {hit["document_id"] for hit in told.json["hits"]} == {"library.md"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "yesterday"], "“yesterday” is not a date that can be read. Write it as YYYY-MM-DD."),
        (["--to", "2025-02-30"], "“2025-02-30” is not a date that can be read. Write it as YYYY-MM-DD."),
        (["--to", "20250101"], "“20250101” is not a date that can be read. Write it as YYYY-MM-DD."),
        (["--from", ""], "“” is not a date that can be read. Write it as YYYY-MM-DD."),
        (
            ["--from", "2025-02-01", "--to", "2025-01-01"],
            "No article is both from 2025-02-01 on and until 2025-01-01. Give --from the earlier of the two.",
        ),
        (["--language", "de"], "The index holds nothing in the language “de”. Languages that it holds: en, fr."),
        (
            ["--document", "crue.md", "--document", "flod.md"],
            "No article of the index has the id “flod.md”. Nearest: flood.md",
        ),
        (
            ["--document", "LE BUDGET"],
            "No article of the index has the id “LE BUDGET”. Nearest: budget.md",
        ),
        (
            ["--source", "gazette"],
            "No article of the index comes from the source “gazette”. Nearest: The Gazette.",
        ),
        (
            ["--source", "zzzz"],
            "No article of the index comes from the source “zzzz”. Nothing comes near to it.",
        ),
        (
            ["--source", "Mond"],
            "No article of the index comes from the source “Mond”. Nearest: Le Monde.",
        ),
        (
            ["--document", "zzzz"],
            "No article of the index has the id “zzzz”. Nothing comes near to it. See all with: sourcier list",
        ),
        (["--source", "a\n\x1b[31mb"], "No article of the index comes from the source “a [31mb”."),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_filter_that_cannot_be(
    index: Path, command: str, options: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_embedders(monkeypatch)
    assert sourcier(command, "the river", "--index", index, *options).mistake().startswith(said)


@pytest.mark.parametrize("options", ["", "--from 2024-05-04", "--language fr --document crue.md"])
def test_the_index_is_opened_once(index: Path, options: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def load(folder: Path) -> FaissStore:
        opened.append(folder)
        return FaissStore.load(folder)

    for module in (build, indexing, stores):
        monkeypatch.setattr(module, "store_kind", lambda _: StoreKind(FaissStore, load))
    assert sourcier("search", "la crue", "--index", index, *options.split()).code == 0
    assert len(opened) == 1


@pytest.mark.parametrize("options", [[], ["--language", "fr"]])
def test_an_index_of_another_model_is_told_of(index: Path, options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, HashEmbedder("other", dimension=512))
    told = sourcier("search", "la crue", "--index", index, *options).mistake()
    assert "was made with the embedding model hash (" in told
    assert told.endswith(f"sourcier ingest --rebuild --index {index}")


def test_mistakes_are_told_in_french_too(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    told = sourcier("search", "la crue", "--source", "gazette", "--index", index).mistake()
    assert told == "Aucun article de l’index ne vient de la source « gazette ». Les plus proches : The Gazette."
    told = sourcier("search", "la crue", "--source", "zzzz", "--index", index).mistake()
    assert told == "Aucun article de l’index ne vient de la source « zzzz ». Rien ne s’en approche."
    found = sourcier("search", "la crue", "--language", "fr", "--index", index).out
    assert "% · français · " in found


def test_an_empty_index_has_nothing_to_name(index: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    sourcier("ingest", tmp_path / "articles", "--index", tmp_path / "index")
    sourcier("remove", *ARTICLES, "--index", tmp_path / "index")
    told = sourcier("search", "the river", "--language", "fr", "--index", tmp_path / "index").mistake()
    assert told.endswith("Languages that it holds: —.")
