"""Every command: what it prints, as text and as JSON, and how it exits."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer.refusal import REFUSAL
from rag.embed.cache import caching
from rag.ports import Embedder
from tests.command import refuse_embedders, sourcier, use
from tests.contract import check_answer, check_hits
from tests.doubles import HashEmbedder
from tests.shelves import ARTICLES, write_articles


@pytest.fixture(autouse=True)
def _english_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    use(monkeypatch, HashEmbedder(dimension=512))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "index"
    assert sourcier("ingest", folder, "--index", path).code == 0
    return path


# ingest


def test_ingest_says_what_it_did_and_a_second_time_that_nothing_changed(folder: Path, tmp_path: Path) -> None:
    first = sourcier("ingest", folder, "--index", tmp_path / "index")
    assert first.code == 0
    assert first.out.startswith("5 added, 0 replaced, 0 unchanged, 0 removed; 5 passages embedded in ")
    second = sourcier("ingest", folder, "--index", tmp_path / "index")
    assert second.code == 0
    assert second.out.startswith("0 added, 0 replaced, 5 unchanged, 0 removed; 0 passages embedded in ")


def test_ingest_prunes_when_told_to(folder: Path, index: Path) -> None:
    (folder / "crue.md").unlink()
    assert "0 removed" in sourcier("ingest", folder, "--index", index).out
    assert "1 removed" in sourcier("ingest", folder, "--index", index, "--prune").out


def test_ingest_makes_the_index_again_from_what_it_holds(index: Path) -> None:
    assert sourcier("ingest", "--rebuild", "--index", index).out.startswith("5 added")
    assert sourcier("status", "--verify", "--index", index).code == 0


def test_ingest_counts_files_of_other_kinds(folder: Path, index: Path) -> None:
    (folder / "picture.xyz").write_text("x", encoding="utf-8")
    again = sourcier("ingest", folder, "--index", index)
    assert (again.code, again.err) == (0, "1 files of other kinds were passed over.\n")


def test_nothing_but_the_result_is_printed_where_nobody_watches(folder: Path, tmp_path: Path) -> None:
    done = sourcier("ingest", folder, "--index", tmp_path / "index")
    assert (done.err, done.out.count("\n")) == ("", 1)
    assert sourcier("ask", "Who closed the road?", "--index", tmp_path / "index").err == ""


# ask


@pytest.fixture(scope="module")
def remembering(embedder: Embedder) -> Embedder:
    """The model, which sees each sentence once however often a command opens the index."""
    return caching(embedder)


def test_ask_answers_and_exits_0(shipped_index: Path, remembering: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, remembering)
    done = sourcier("ask", "Qui dirige Groq ?", "--index", shipped_index)
    assert (done.code, done.err) == (0, "")
    assert "Jonathan Ross" in done.out
    assert "open-models-ecosystem.md:" in done.out
    told = sourcier("ask", "Qui dirige Groq ?", "--json", "--index", shipped_index)
    assert told.code == 0
    check_answer(told.json)
    for statement in told.json["statements"]:
        assert statement["text"] in done.out


def test_ask_abstains_and_exits_3(shipped_index: Path, remembering: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, remembering)
    done = sourcier("ask", "What is the capital of Australia?", "--index", shipped_index)
    assert (done.code, done.err) == (3, "")
    assert done.out.startswith(REFUSAL["en"])
    told = sourcier("ask", "What is the capital of Australia?", "--json", "--index", shipped_index)
    assert (told.code, told.json["abstained"], told.json["answer"]) == (3, True, REFUSAL["en"])
    check_answer(told.json)


def test_ask_takes_any_characters(index: Path) -> None:
    asked = "<script>alert('road')</script>\x1b[31m & \u202e \"closed\" 💧 \\ %s {0}"
    done = sourcier("ask", asked, "--json", "--index", index)
    assert done.code in {0, 3}
    check_answer(done.json)
    assert done.json["question"] == "<script>alert('road')</script> [31m & \"closed\" 💧 \\ %s {0}"


def test_an_article_cannot_steer_the_terminal(tmp_path: Path) -> None:
    article = tmp_path / "a.md"
    article.write_text("The mayor \x1b[31mclosed\x07 the \x9b2Jroad on Friday evening.\n", encoding="utf-8")
    sourcier("ingest", article, "--index", tmp_path / "index")
    for command in ("ask", "search"):
        out = sourcier(command, "mayor closed road", "--index", tmp_path / "index").out
        assert "closed" in out
        assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in out)


# search, list, remove, status


def test_search(index: Path) -> None:
    done = sourcier("search", "The mayor closed the road", "-k", "2", "--index", index)
    assert done.code == 0
    assert [line[:2] for line in done.out.splitlines()] == ["1.", "  ", "2.", "  "]
    assert done.out.startswith("1. The flood — flood.md:0-")
    told = sourcier("search", "The mayor closed the road", "-k", "2", "--json", "--index", index)
    check_hits(told.json)
    assert told.json[0]["document_id"] == "flood.md"
    assert len(told.json) == 2


def test_list_needs_no_model(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    done = sourcier("list", "--index", index)
    assert done.code == 0
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert {line[0] for line in lines} == set(ARTICLES)
    assert ["crue.md", "2024-05-03", "fr", "1", "La crue"] in lines
    assert ["undated.md", "—", "en", "1", "Notes"] in lines
    told = sourcier("list", "--json", "--index", index).json
    assert [article["document_id"] for article in told] == [line[0] for line in lines]
    assert {article["title"] for article in told} == {title for _, _, title, _ in ARTICLES.values()}


def test_remove_by_id_by_file_and_by_folder(index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    assert sourcier("remove", "crue.md", "--index", index).out == "Removed: crue.md.\n"
    assert sourcier("remove", folder / "flood.md", "--index", index).out == "Removed: flood.md.\n"
    left = set(ARTICLES) - {"crue.md", "flood.md"}
    assert {article["document_id"] for article in sourcier("list", "--json", "--index", index).json} == left
    assert sourcier("remove", folder, "--index", index).code == 0
    empty = sourcier("list", "--index", index)
    assert (empty.code, empty.out, empty.err) == (0, "", "The index holds no article.\n")
    assert sourcier("list", "--json", "--index", index).json == []


def test_an_index_without_articles_abstains(index: Path) -> None:
    sourcier("remove", *ARTICLES, "--index", index)
    assert sourcier("ask", "Who closed the road?", "--index", index).code == 3
    nothing = sourcier("search", "Who closed the road?", "--index", index)
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "No passage found.\n")
    assert sourcier("search", "Who closed the road?", "--json", "--index", index).json == []


def test_status(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    done = sourcier("status", "--index", index)
    assert done.code == 0
    assert "documents: 5\n" in done.out
    assert "languages: " in done.out
    use(monkeypatch, HashEmbedder(dimension=512))
    facts = sourcier("status", "--json", "--verify", "--index", index).json
    assert (facts["documents"], facts["passages"], facts["embedder"], facts["generation"]) == (5, 5, "hash", 1)
    assert facts["settings"]["index"] == str(index)
    whole = sourcier("status", "--verify", "--index", index)
    assert "Every file, span and vector of the index is as it was written.\n5 passages, spread" in whole.out


def test_the_index_can_be_named_by_a_variable(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_INDEX", str(index))
    assert len(sourcier("list", "--json").json) == 5
    assert sourcier("list", "--index", index / "other").code == 2  # and the argument wins


def test_version_and_help_go_to_stdout() -> None:
    assert sourcier("--version").out.startswith("sourcier, version ")
    for arguments in (["--help"], ["-h"], ["ask", "--help"], ["ingest", "-h"]):
        done = sourcier(*arguments)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("Usage: sourcier")
