"""`/api/documents` over real sockets: articles are listed, read by their ids, and leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from rag.indexing import IngestRequest, ingest
from tests.doubles import HashEmbedder
from tests.serve.conftest import Small, client_of
from tests.serve.problem import check_problem
from tests.serve.uploads import COMET, article, found, kept, send
from tests.shelves import ARTICLES

NAMES = ["a b.md", "100%.md", "what?.md", "c#d.md", "été/où donc/à côté.md", "ⅷ 🏺 Ελλάς.md", "a&b=c;d+e.md"]


def test_the_list_is_by_title_and_comes_in_parts(shared: Small) -> None:
    whole = shared.client.get("/api/documents").json()
    assert (whole["total"], whole["offset"]) == (len(ARTICLES), 0)
    assert [one["title"] for one in whole["documents"]] == [
        "La crue", "Le budget", "Notes", "The flood", "The library",
    ]  # fmt: skip
    assert whole["documents"][0] == {
        "document_id": "crue.md", "title": "La crue", "language": "fr", "date": "2024-05-03", "source": "The Gazette",
        "url": "", "characters": 64, "passages": 1,
    }  # fmt: skip
    part = shared.client.get("/api/documents", params={"offset": 3, "limit": 1}).json()
    assert part == {"total": 5, "offset": 3, "documents": whole["documents"][3:4]}
    assert shared.client.get("/api/documents", params={"offset": 9}).json()["documents"] == []


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("river", ["flood.md", "undated.md"]),
        ("CRUE", ["crue.md"]),
        ("gaz lib", ["library.md", "undated.md"]),
        ("x", []),
    ],
)
def test_only_those_with_the_words_are_listed(shared: Small, words: str, ids: list[str]) -> None:
    listed = shared.client.get("/api/documents", params={"words": words}).json()
    assert sorted(one["document_id"] for one in listed["documents"]) == ids
    assert listed["total"] == len(ids)


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "offset=9999999999", "words=" + "a" * 501])
def test_a_part_that_cannot_be_is_said(shared: Small, query: str) -> None:
    check_problem(shared.client.get(f"/api/documents?{query}"), 422, "serve_invalid")


def test_an_article_is_read_by_its_id_whatever_that_holds(small: Small, tmp_path: Path) -> None:
    for name in NAMES:
        path = tmp_path / "odd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(article(f"Ceci est « {name} ».\r\n\r\n\U0001f3fa fin", name))
    ingest(small.settings, HashEmbedder(dimension=512), IngestRequest(paths=[tmp_path / "odd"]))
    catalogue = small.service.open(lambda _: None, newest=True).index.catalogue
    listed = small.client.get("/api/documents", params={"limit": 1000}).json()["documents"]
    assert {one["document_id"] for one in listed} == {*NAMES, *ARTICLES}
    for one in listed:
        for safe in ("", "/"):
            given = small.client.get(f"/api/documents/{quote(one['document_id'], safe=safe)}")
            assert given.json() == {**one, "text": catalogue.document(one["document_id"]).text}
            assert str(tmp_path) not in given.text
            assert "origin" not in given.json()


@pytest.mark.parametrize(
    "name", ["nobody.md", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "%00", "%FF", "a" * 3000, ""]
)
def test_an_article_that_is_not_there_is_said(shared: Small, name: str) -> None:
    for method in ("GET", "DELETE"):
        given = shared.client.request(method, f"/api/documents/{name}")
        check_problem(given, 404, "document_unknown")


def test_an_article_that_was_added_leaves_with_its_file(small: Small) -> None:
    send(small, ("comet.md", article()))
    given = small.client.delete("/api/documents/comet.md")
    assert (given.status_code, given.json()) == (200, {"removed": ["comet.md"]})
    assert COMET not in found(small)
    assert kept(small) == set()
    check_problem(small.client.get("/api/documents/comet.md"), 404, "document_unknown", name="comet.md")


def test_an_article_from_elsewhere_leaves_and_its_file_stays(small: Small, tmp_path: Path) -> None:
    assert small.client.delete("/api/documents/library.md").status_code == 200
    assert (tmp_path / "given" / "library.md").exists()
    assert small.client.get("/api/documents").json()["total"] == len(ARTICLES) - 1


def test_who_may_only_read_learns_nothing_by_trying_to_change(small: Small) -> None:
    with client_of(small.address, small.secret("reader")) as reader:
        answers: list[Any] = [reader.delete(f"/api/documents/{name}") for name in ("crue.md", "nobody.md", "")]
        answers += [send(small, ("comet.md", article()), client=reader), reader.post("/api/documents")]
        assert reader.get("/api/documents/crue.md").status_code == 200
    for given in answers:
        check_problem(given, 403, "serve_not_editor")
    told = [{**given.json(), "request_id": ""} for given in answers]
    assert all(one == told[0] for one in told)
    assert len({tuple(sorted(set(given.headers) - {"date"})) for given in answers}) == 1
    assert kept(small) == set()


def test_of_a_file_with_several_articles_one_leaves_and_the_file_stays(small: Small) -> None:
    send(small, ("many.jsonl", b'{"id": "one", "text": "A meteor fell."}\n{"id": "two", "text": "A comet passes."}\n'))
    assert small.client.delete("/api/documents/one").json() == {"removed": ["one"]}
    assert kept(small) == {"many.jsonl"}
    assert small.client.get("/api/documents/two").status_code == 200
