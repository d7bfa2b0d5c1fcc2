"""Addresses of citations: signed where tokens are needed, and good for one article each."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.access import Tokens
from rag.errors import UsageError
from rag.indexing import IngestRequest, ingest
from rag.serve.links import PATH, Links
from rag.service import Service
from rag.settings import Settings, load_settings
from rag.types import Citation
from tests.doubles import HashEmbedder
from tests.serve.openai.asked import ask, client_of
from tests.serve.running import running
from tests.serve.shown import Shown
from tests.test_render import CRUE, FLOOD

BASE = "http://127.0.0.1:8765/"


def own(document_id: str) -> Citation:
    """A citation of an article without an address of its own."""
    return replace(FLOOD, document_id=document_id)


def values(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)


def test_an_article_with_an_address_of_its_own_is_linked_there(tmp_path: Path) -> None:
    links = Links(tmp_path)
    assert links.of(BASE, CRUE, signed=True) == CRUE.url
    for url in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.org", ""):
        assert links.of(BASE, replace(CRUE, url=url), signed=False).startswith(f"{BASE[:-1]}{PATH}?id=crue.md&")
    assert list(tmp_path.iterdir()) == [], "without tokens there is no key"


@given(st.text(), st.booleans())
def test_any_id_is_found_again(tmp_path_factory: pytest.TempPathFactory, document_id: str, signed: bool) -> None:
    links = Links(tmp_path_factory.getbasetemp() / "links")
    url = links.of(BASE, own(document_id), signed=signed)
    assert url.isascii()
    assert httpx.URL(url).path == PATH
    found = values(url)
    assert found["id"] == [document_id]
    assert (found["start"], found["end"]) == (["0"], ["27"])
    assert ("key" in found) is signed
    if signed:
        assert links.opens(document_id, found["key"][0])
        assert not links.opens(f"{document_id}.", found["key"][0])


@pytest.mark.parametrize("key", ["", "0" * 64, "é", "\ud800"])
def test_a_wrong_key_opens_nothing(tmp_path: Path, key: str) -> None:
    assert not Links(tmp_path).opens("flood.md", key)


def test_a_key_is_kept_for_its_owner_and_good_after_a_restart(tmp_path: Path) -> None:
    (key,) = values(Links(tmp_path / "data").of(BASE, own("a"), signed=True))["key"]
    file = tmp_path / "data" / "links.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["links.key"]
    again = Links(tmp_path / "data")
    assert again.opens("a", key)
    file.unlink()
    assert again.opens("a", key), "it is read once"
    assert not Links(tmp_path / "data").opens("a", key)


def test_a_key_that_is_not_whole_is_said(tmp_path: Path) -> None:
    (tmp_path / "links.key").write_bytes(b"short")
    with pytest.raises(UsageError) as caught:
        Links(tmp_path).opens("a", "b")
    assert caught.value.key == "serve_link_key"


def test_two_that_begin_at_once_have_one_key(tmp_path: Path) -> None:
    first, second = Links(tmp_path), Links(tmp_path)
    url = first.of(BASE, own("a"), signed=True)
    assert second.of(BASE, own("a"), signed=True) == url


# over a socket

NAMES = (
    "plain.md", "dans un dossier/été à Paris?#&=%2F.md", "a//b", "..", "./x/../y", "new\nline", "北京\u202e.md",
    "a+b c",
)  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index of articles whose ids are odd, as a JSONL file may give them."""
    folder = tmp_path_factory.mktemp("odd")
    rows = [
        {"id": name, "title": f"Pont {n}", "text": f"Le pont {n} date de {1900 + n}."} for n, name in enumerate(NAMES)
    ]
    (folder / "odd.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    settings = load_settings(index=folder / "index", reader=False)
    ingest(settings, HashEmbedder(), IngestRequest(paths=[folder / "odd.jsonl"]))
    return settings


@pytest.fixture(scope="module")
def open_service(odd: Settings) -> Service:
    """Nobody needs a token."""
    return Service(odd, HashEmbedder())


@pytest.fixture(scope="module")
def open_address(open_service: Service) -> Iterator[str]:
    """Where it is served."""
    with running(open_service) as address:
        yield address


@pytest.fixture(scope="module")
def closed(odd: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Links]]:
    """Where a token is needed: the address, a secret, the links."""
    data = tmp_path_factory.mktemp("closed")
    _, secret = Tokens(data).add("somebody", "reader")
    with running(Service(odd.model_copy(update={"data": data}), HashEmbedder())) as address:
        yield address, secret, Links(data)


def ids_of(service: Service) -> list[str]:
    return service.open(lambda _: None).index.catalogue.document_ids()


def test_without_tokens_any_article_is_shown(open_address: str, open_service: Service, tmp_path: Path) -> None:
    ids = ids_of(open_service)
    assert len(ids) == len(NAMES)
    assert {"..", "a//b", "./x/../y"} <= set(ids)
    for document_id in ids:
        page = httpx.get(Links(tmp_path).of(open_address, own(document_id), signed=False))
        text = open_service.open(lambda _: None).index.catalogue.document(document_id).text
        assert (page.status_code, Shown(page.text).marked) == (200, text[:27])


def test_with_tokens_a_link_opens_its_own_article(closed: tuple[str, str, Links], open_service: Service) -> None:
    address, _, links = closed
    urls = {document_id: links.of(address, own(document_id), signed=True) for document_id in ids_of(open_service)}
    for url in urls.values():
        page = httpx.get(url)
        assert (page.status_code, len(Shown(page.text).marked) > 10) == (200, True)
    keys = {name: values(url)["key"][0] for name, url in urls.items()}
    assert len(set(keys.values())) == len(keys)


def test_what_may_not_be_seen_looks_like_what_is_not_there(closed: tuple[str, str, Links]) -> None:
    address, secret, links = closed
    key = values(links.of(address, own("a//b"), signed=True))["key"][0]
    tried = [
        httpx.get(f"{address}{PATH}", params={"id": name, **({"key": given} if given is not None else {})})
        for name in ("plain.md", "nowhere.md") for given in (None, "", "0" * 64, key, "é")
    ]  # fmt: skip
    assert {answer.status_code for answer in tried} == {401}
    told = [{**answer.json(), "request_id": ""} for answer in tried]
    assert all(one == told[0] for one in told)
    assert {answer.headers["content-type"] for answer in tried} == {"application/problem+json"}
    with_token = {"authorization": f"Bearer {secret}"}
    found = [
        httpx.get(f"{address}{PATH}", params={"id": name}, headers=with_token) for name in ("plain.md", "nowhere.md")
    ]
    assert [answer.status_code for answer in found] == [200, 404]
    assert found[1].json()["code"] == "document_unknown"
    of_nothing = links.of(address, own("nowhere.md"), signed=True)
    assert httpx.get(of_nothing).status_code == 404, "it was given out for it, and it has left since"
    bad = httpx.get(f"{address}{PATH}", params={"id": "plain.md"}, headers={"authorization": "Bearer srcr_wrong"})
    assert bad.status_code == 401


def test_an_answer_links_as_its_reader_needs_it(closed: tuple[str, str, Links], open_address: str) -> None:
    address, secret, _ = closed
    for where, key, signed in ((address, secret, True), (open_address, "none", False)):
        with client_of(where, key) as client:
            told = ask(client, "De quand date le pont 0 ?", filter={"documents": ["plain.md"]})
        urls = [span["url"] for span in told.spans] or re.findall(r"<(http[^>]*)>", told.text)
        assert urls
        for url in urls:
            assert ("key" in values(url)) is signed
            assert httpx.get(url).status_code == 200


def test_a_person_who_opens_a_link_that_is_dead_is_told_so_on_a_page(closed: tuple[str, str, Links]) -> None:
    headers = {"accept": "text/html", "accept-language": "fr"}
    shown = httpx.get(f"{closed[0]}{PATH}", params={"id": "<b>.md", "key": "x"}, headers=headers)
    assert (shown.status_code, shown.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "www-authenticate" not in shown.headers
    assert "Ce point d’accès demande un jeton." in shown.text
    assert "<b>" not in shown.text
