"""The commands over an index whose vectors are in Milvus: the same as over any other, and one line when it is away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.store.milvus import lite
from tests.command import refuse_embedders, sourcier, use
from tests.contract import check_answer
from tests.doubles import HashEmbedder
from tests.shelves import QUESTIONS, write_articles
from tests.store.served import Served


@pytest.fixture(autouse=True)
def _english_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    use(monkeypatch, HashEmbedder(dimension=512))
    monkeypatch.setenv("SOURCIER_STORE_TIMEOUT", "5")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.fixture
def index(tmp_path: Path, folder: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> Path:
    """On a server."""
    monkeypatch.setenv("SOURCIER_STORE", "milvus")
    monkeypatch.setenv("SOURCIER_STORE_URI", served.uri)
    assert sourcier("ingest", folder, "--index", tmp_path / "index").code == 0
    return tmp_path / "index"


def hits(index: Path, question: str) -> dict[str, float]:
    found = sourcier("search", question, "--index", index, "--json").json
    return {hit["document_id"]: hit["score"] for hit in found}


def test_every_question_finds_what_it_finds_without_milvus(
    index: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_STORE", "faiss")
    assert sourcier("ingest", folder, "--index", tmp_path / "plain").code == 0
    monkeypatch.delenv("SOURCIER_STORE")
    for question in QUESTIONS:
        found, wanted = hits(index, question), hits(tmp_path / "plain", question)
        assert list(found) == list(wanted)
        assert found == pytest.approx(wanted, abs=1e-5)
    check_answer(sourcier("ask", "Who closed the road?", "--index", index, "--json").json)


def test_articles_leave_change_and_come_back(index: Path, folder: Path) -> None:
    assert "The library" in sourcier("ask", "When does the library open?", "--index", index).out
    assert sourcier("remove", folder / "library.md", "--index", index).code == 0
    assert "library.md" not in hits(index, "When does the library open?")
    (folder / "crue.md").write_text("La rivière a retrouvé son lit.\n", encoding="utf-8")
    assert sourcier("ingest", folder, "--index", index).out.startswith("1 added, 1 replaced, 3 unchanged")
    assert "nine" in sourcier("ask", "When does the library open?", "--index", index).out
    assert sourcier("ingest", "--rebuild", "--index", index).out.startswith("5 added")
    assert sourcier("status", "--verify", "--index", index).code == 0


def test_without_an_address_the_vectors_are_in_a_file_of_the_index(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    monkeypatch.setenv("SOURCIER_STORE", "milvus")
    assert sourcier("ingest", folder, "--index", path).code == 0
    assert (path / "milvus.db").exists()
    monkeypatch.delenv("SOURCIER_STORE")  # an index keeps the store that it has
    assert "nine" in sourcier("ask", "When does the library open?", "--index", path).out
    lite.release(str(path / "milvus.db"))
    assert "nine" in sourcier("ask", "When does the library open?", "--index", path).out
    lite.release(str(path / "milvus.db"))


def test_a_server_that_is_away_is_one_line_and_then_forgotten(
    index: Path, served: Served, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_STORE_TIMEOUT", "1")
    served.kill()
    try:
        said = sourcier("ask", "When does the library open?", "--index", index).mistake()
        assert said.startswith(f"The Milvus server at {served.uri} does not answer. See that it runs")
        (folder / "new.md").write_text("A new article.\n", encoding="utf-8")
        assert "does not answer" in sourcier("ingest", folder, "--index", index).mistake()
        assert len(sourcier("list", "--index", index).out.splitlines()) == 5
        assert sourcier("status", "--index", index).code == 0
    finally:
        served.start()
    monkeypatch.setenv("SOURCIER_STORE_TIMEOUT", "5")
    assert "nine" in sourcier("ask", "When does the library open?", "--index", index).out
    assert sourcier("ingest", folder, "--index", index).out.startswith("1 added, 0 replaced, 5 unchanged")


def test_an_index_is_not_written_to_in_another_store_than_its_own(
    index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_embedders(monkeypatch)
    monkeypatch.setenv("SOURCIER_STORE", "faiss")
    said = sourcier("ingest", folder, "--index", index).mistake()
    assert said == (
        f"The index in {index} keeps its vectors in milvus, and the settings name faiss. "
        f"Move it with: sourcier move --to faiss --index {index}"
    )


def test_nobody_connects_to_an_address_that_only_the_index_names(
    index: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCIER_STORE_URI")
    said = sourcier("ask", "When does the library open?", "--index", index).mistake()
    assert f"SOURCIER_STORE_URI={served.uri}" in said


def test_credentials_are_neither_shown_nor_kept(index: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_STORE_URI", served.uri.replace("//", "//ada:verysecret@"))
    monkeypatch.setenv("MILVUS_TOKEN", "ada:verysecret")
    done = sourcier("ingest", "--rebuild", "--index", index)
    assert done.code == 0
    told = sourcier("status", "--index", index, "--json")
    kept = "".join(path.read_text("utf-8", "replace") for path in index.rglob("*.json"))
    assert "verysecret" not in done.out + done.err + told.out + kept
    assert json.loads(told.out)["settings"]["store_uri"] == served.uri.replace("//", "//…@")
