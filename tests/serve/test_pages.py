"""The pages that describe the endpoint: whole without a network, and able to ask the server that they come from."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from tests.serve.conftest import Small
from tests.ui.server import CHROMIUM, chromium

PAGES = {"/docs": ".opblock", "/redoc": "h1"}
"""And what is on them once they are there."""


class Loads(HTMLParser):
    """The addresses that a page loads something from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("src", "href") and value]


@pytest.mark.parametrize("path", PAGES)
def test_all_that_a_page_names_comes_from_the_server(shipped_client: httpx.Client, path: str) -> None:
    page = shipped_client.get(path)
    assert page.headers["content-type"].startswith("text/html")
    loads = Loads()
    loads.feed(page.text)
    assert len(loads.found) >= 2
    for address in loads.found:
        whole = urljoin(str(page.url), address)
        assert urlsplit(whole).netloc == urlsplit(str(page.url)).netloc
        given = shipped_client.get(whole)
        assert given.status_code == 200
        assert len(given.content) > 500


def test_it_says_that_it_is_alive(shipped_client: httpx.Client) -> None:
    given = shipped_client.get("/healthz")
    assert (given.status_code, given.text) == (200, "ok\n")


def test_no_validator_is_asked(shipped_client: httpx.Client) -> None:
    assert '"validatorUrl": null' in shipped_client.get("/docs").text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: install it, or name it in CHROMIUM")
def test_a_browser_shows_them_and_asks_nobody_else(small: Small) -> None:
    with chromium() as browser:
        for path, shown in PAGES.items():
            _check_shown(browser.new_page(), small.address, path, shown)


def _check_shown(page: Page, address: str, path: str, shown: str) -> None:
    asked, told = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(f"{message.type} {message.text}"))
    page.goto(address + path)
    page.wait_for_selector(shown)
    page.wait_for_load_state("networkidle")
    assert "Sourcier" in page.title()
    assert f"{address}/openapi.json" in asked
    assert [one for one in asked if not one.startswith((address, "data:", "blob:"))] == []
    assert [message for message in told if message.startswith("error")] == []
    assert _asks(page) == 200


def _asks(page: Page) -> int:
    """The status when a script of the page asks the server."""
    body = (
        "{method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({question: 'a river'})}"
    )
    status = page.evaluate(f"fetch('/api/search', {body}).then(response => response.status)")
    assert isinstance(status, int)
    return status
