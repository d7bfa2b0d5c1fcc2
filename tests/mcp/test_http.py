"""The server over real sockets: many clients, who may do what, articles that come and go underneath."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS, ListResourcesResult, TextResourceContents

from rag.access import Tokens
from rag.indexing import IngestRequest, ingest
from rag.settings import Settings, load_settings
from tests.doubles import HashEmbedder
from tests.mcp.conftest import MANY, ODD, Connect, Connected, listening, served
from tests.shelves import ARTICLES, write_articles

TOTAL = len(ARTICLES) + len(ODD) + MANY


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    settings = load_settings(index=tmp_path / "index", reader=False)
    _ingest(settings, write_articles(tmp_path / "articles"))
    return settings


def _ingest(settings: Settings, folder: Path) -> None:
    assert not ingest(settings, HashEmbedder(dimension=512), IngestRequest(paths=[folder])).failed


# the articles, of which there may be many


def test_articles_are_listed_a_page_at_a_time(reached: Connected) -> None:
    names, offset = [], 0
    while offset is not None:
        page = reached.data("list_articles", limit=100, offset=offset)
        assert (page["total"], page["offset"]) == (TOTAL, offset)
        names += [article["document_id"] for article in page["articles"]]
        offset = page["next_offset"]
    assert len(names) == len(set(names)) == TOTAL
    assert reached.data("list_articles", offset=TOTAL)["articles"] == []
    assert f"{TOTAL} articles match" in reached.text("list_articles", offset=TOTAL)


def test_words_are_looked_for(reached: Connected) -> None:
    for words, found in (("flood", ["flood.md"]), ("MAIRE ferme", ["crue.md"]), ("number 22", 11), ("zebra", [])):
        listed = reached.data("list_articles", words=words)
        names = [article["document_id"] for article in listed["articles"]]
        assert listed["total"] == len(names)
        assert found in (names, len(names))


def test_resources_are_listed_a_page_at_a_time(reached: Connected) -> None:
    pages = [_resources(reached, None)]
    while pages[-1].next_cursor is not None:
        pages.append(_resources(reached, pages[-1].next_cursor))
    found = [resource for page in pages for resource in page.resources]
    assert [len(page.resources) for page in pages[:-1]] == [100] * (len(pages) - 1)
    assert len({resource.uri for resource in found}) == len(found) == TOTAL
    assert ODD.keys() <= {resource.name for resource in found}
    with pytest.raises(MCPError) as refused:
        _resources(reached, "elsewhere")
    assert refused.value.code == INVALID_PARAMS


def _resources(client: Connected, cursor: str | None) -> ListResourcesResult:
    async def listed() -> ListResourcesResult:
        return await client.client.list_resources(cursor=cursor)

    return client.portal.call(listed)


@pytest.mark.parametrize("name", ODD)
def test_an_article_has_an_address_whatever_its_id(reached: Connected, name: str) -> None:
    (uri,) = (one.uri for one in _all_resources(reached) if one.name == name)
    assert uri.isascii()
    assert not set(uri.removeprefix("sourcier://articles/")) & set(" /?#")
    (contents,) = reached.portal.call(reached.client.read_resource, uri).contents
    assert isinstance(contents, TextResourceContents)
    assert contents.uri == uri
    assert contents.text.startswith(f"{ODD[name]}\nen\n\n{ODD[name]} are in")
    assert contents.meta is not None
    assert contents.meta["sourcier/document_id"] == name
    assert (
        reached.data("read_article", document_id=name)["text"] == contents.text[contents.meta["sourcier/text_start"] :]
    )


def _all_resources(client: Connected) -> list[Any]:
    found, cursor = [], None
    while True:
        page = _resources(client, cursor)
        found += page.resources
        if (cursor := page.next_cursor) is None:
            return found


def test_an_address_of_nothing_is_refused(reached: Connected) -> None:
    (template,) = reached.portal.call(reached.client.list_resource_templates).resource_templates
    assert template.uri_template == "sourcier://articles/{id}"
    for uri in ("sourcier://articles/nothing", "sourcier://articles/..%2F..%2Fetc%2Fpasswd", "file:///etc/passwd"):
        with pytest.raises(MCPError, match="No article of the index") as refused:
            reached.portal.call(reached.client.read_resource, uri)
        assert refused.value.code == INVALID_PARAMS


# many clients


def test_many_clients_are_served_at_once(many: Settings, reached: Connected) -> None:
    async def one(url: str, question: str) -> Any:
        async with Client(url) as client:
            return await client.call_tool("search", {"question": question, "k": 1})

    with listening(served(many)) as url:
        asked = ["The mayor closed the road.", "It holds forty thousand books."] * 10
        tasks = [reached.portal.start_task_soon(one, url, question) for question in asked]
        found = [reached.checked("search", task.result())["hits"][0]["document_id"] for task in tasks]
    assert found == ["flood.md", "library.md"] * 10


def test_clients_of_before_are_served_too(many: Settings, connect: Connect) -> None:
    """Those that shake hands first."""
    with listening(served(many)) as url, connect(url, mode="legacy") as client:
        assert client.client.protocol_version < "2026"
        assert client.data("list_articles", limit=1)["total"] == TOTAL


# who may do what


def test_names_and_pages_of_others_are_turned_away(many: Settings) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    with listening(served(many)) as url, httpx.Client(headers={"accept": "application/json"}) as browser:
        assert browser.post(url, json=ping).status_code == 200
        assert browser.post(url, json=ping, headers={"host": "evil.example"}).status_code == 421
        assert browser.post(url, json=ping, headers={"origin": "http://evil.example"}).status_code == 403
        assert browser.post(url, content=b"x" * (5 << 20)).status_code == 413


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tokens_are_needed_once_there_is_one(small: Settings, connect: Connect, stack: ExitStack, mode: str) -> None:
    """Those of readers read; those of editors find the tools that change the articles, too."""
    secrets = {role: Tokens(small.data_folder).add(role, role)[1] for role in ("reader", "editor")}
    url = stack.enter_context(listening(served(small, write=True)))
    assert httpx.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "ping"}).status_code == 401
    clients = {
        role: stack.enter_context(connect(_with_token(url, secret), mode=mode)) for role, secret in secrets.items()
    }
    assert {"add_article", "remove_article"} <= clients["editor"].tools.keys()
    assert not {"add_article", "remove_article"} & clients["reader"].tools.keys()
    with pytest.raises(MCPError):
        clients["reader"].call("remove_article", document_id="crue.md")
    assert clients["reader"].data("read_article", document_id="crue.md")["title"] == "La crue"
    assert clients["editor"].data("remove_article", document_id="crue.md") == {
        "document_id": "crue.md",
        "title": "La crue",
    }


def _with_token(url: str, secret: str) -> Any:
    return streamable_http_client(url, http_client=httpx2.AsyncClient(headers={"authorization": f"Bearer {secret}"}))


def test_without_write_nothing_can_be_changed(reached: Connected) -> None:
    assert {tool.annotations.read_only_hint for tool in reached.tools.values() if tool.annotations} == {True}
    with pytest.raises(MCPError, match="Unknown tool"):
        reached.call("add_article", title="x", text="y")


# changes


def test_an_article_is_added_and_removed(small: Settings, connect: Connect, stack: ExitStack) -> None:
    client = stack.enter_context(connect(stack.enter_context(listening(served(small, write=True)))))
    hints = {name: tool.annotations for name, tool in client.tools.items() if tool.annotations}
    assert (hints["add_article"].read_only_hint, hints["add_article"].destructive_hint) == (False, False)
    assert (hints["remove_article"].read_only_hint, hints["remove_article"].destructive_hint) == (False, True)
    added = client.data(
        "add_article", title="Le pont", text="Le pont neuf mesure 312 mètres.", language="fr", date="2026-01-02",
        source="La Gazette", url="https://example.org/pont",
    )  # fmt: skip
    assert {**added, "passages": 1} == added
    assert (added["title"], added["language"], added["date"]) == ("Le pont", "fr", "2026-01-02")
    assert (added["source"], added["url"]) == ("La Gazette", "https://example.org/pont")
    (file,) = (small.data_folder / "articles").iterdir()
    assert file.read_text("utf-8").endswith("Le pont neuf mesure 312 mètres.")
    hit = client.data("search", question="pont neuf 312 mètres", k=1)["hits"][0]
    assert hit["document_id"] == added["document_id"]
    again = client.data("add_article", title="Le pont", text="Un autre article.")
    assert again["document_id"] != added["document_id"]
    removed = client.data("remove_article", document_id=added["document_id"])
    assert removed["title"] == "Le pont"
    assert not file.exists()
    assert client.mistake("read_article", document_id=added["document_id"]).startswith("No article of the index")


def test_what_cannot_be_added_or_removed_is_told(small: Settings, connect: Connect, stack: ExitStack) -> None:
    client = stack.enter_context(connect(stack.enter_context(listening(served(small, "fr", write=True)))))
    assert client.mistake("add_article", title="Vide", text="…").startswith(
        "L’article «\u00a0Vide\u00a0» n’a pas été ajouté. Il ne contient"
    )
    assert "hier" in client.mistake("add_article", title="x", text="y", date="hier")
    assert client.mistake("remove_article", document_id="crue").startswith("Aucun article de l’index n’a l’identifiant")
    assert "crue.md" in client.mistake("remove_article", document_id="crue")
    assert client.data("list_articles")["total"] == len(ARTICLES)


def test_the_first_article_makes_the_index(tmp_path: Path, connect: Connect, stack: ExitStack) -> None:
    settings = load_settings(index=tmp_path / "index", reader=False)
    client = stack.enter_context(connect(stack.enter_context(listening(served(settings, write=True)))))
    missing = "There is no index of the articles yet. Ask whoever runs the server: its log says what to do."
    assert client.mistake("list_articles") == missing
    with pytest.raises(MCPError) as refused:
        _resources(client, None)
    assert refused.value.message == missing
    client.data("add_article", title="The bridge", text="The new bridge is 312 metres long.")
    assert client.data("list_articles")["total"] == 1


def test_an_index_published_underneath_is_picked_up(small: Settings, reached: Connected, connect: Connect) -> None:
    with listening(served(small)) as url, connect(url) as client:
        assert client.data("list_articles")["total"] == len(ARTICLES)
        new = small.index.with_name("more")
        new.mkdir()
        (new / "new.md").write_text("# New\n\nZebras drink at the fountain of the town hall.\n", "utf-8")
        _ingest(small, new)
        assert client.data("list_articles")["total"] == len(ARTICLES) + 1
        assert client.data("search", question="Where do zebras drink?", k=1)["hits"][0]["document_id"] == "new.md"
        assert any(one.name == "new.md" for one in _all_resources(client))
