"""The page of an article: it shows all of it, and whatever the article says, it is text."""

from __future__ import annotations

import html
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.messages import LANGUAGES, Language
from rag.serve.article import page
from rag.serve.links import PATH
from rag.types import Document
from tests.serve.shown import Shown
from tests.ui.samples import HOSTILE, TEXT, document

TAGS = ["html", "head", "meta", "meta", "title", "style", "body", "main", "h1", "p", "pre"]


def shown(article: Document, start: int = 0, end: int = 0, language: Language = "en") -> Shown:
    return Shown(page(article, start, end, language))


@given(st.text(min_size=1), st.integers(0, 30), st.integers(0, 30))
def test_any_text_is_shown_as_it_is(text: str, start: int, end: int) -> None:
    found = shown(document(text=text, url=""), start, end)
    assert found.text == text
    assert found.marked == text[start:end]
    assert found.tags == TAGS + ["mark"] * (text[start:end] != "")


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_nothing_of_an_article_becomes_an_element(title: str, source: str, url: str) -> None:
    found = shown(document(title=title, source=source, url=url))
    assert [tag for tag in found.tags if tag != "a"] == TAGS
    assert all(value == url for value in found.of("a", "href"))
    harmless = shown(document())
    assert {(tag, name) for tag, name, _ in found.attributes} <= {(tag, name) for tag, name, _ in harmless.attributes}


@pytest.mark.parametrize("text", [*HOSTILE, "</pre></title></style><script>alert(1)</script>", "{text}", "%s"])
def test_hostile_texts_stay_text(text: str) -> None:
    article = document(title=text, source=text, url=text, text=text)
    markup = page(article, 0, len(text), "fr")
    found = Shown(markup)
    assert found.tags == [*TAGS, "mark"]
    assert (found.text, found.marked) == (text, text)
    assert not found.of("a", "href")
    assert html.escape(text, quote=False) in markup or text in html.unescape(markup)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "x"])
def test_only_addresses_of_the_web_are_linked(url: str) -> None:
    assert not shown(document(url=url)).of("a", "href")
    assert shown(document()).of("a", "href") == ["https://example.com/meta"]
    assert shown(document()).of("a", "rel") == ["noopener noreferrer"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_the_article_say_their_languages(language: Language) -> None:
    english = shown(document(language="en"), language=language)
    assert (english.of("html", "lang"), english.of("main", "lang")) == ([language], ["en"])
    assert shown(document(language="und"), language=language).of("main", "lang") == [""]
    undated = page(replace(document(), date=None), 0, 0, language)
    assert {"fr": "sans date", "en": "undated"}[language] in undated
    assert {"fr": "30 avril 2025", "en": "30 April 2025"}[language] in page(document(), 0, 0, language)


def test_a_span_beyond_the_text_marks_what_there_is() -> None:
    assert shown(document(), 5, 10**9).marked == TEXT[5:]
    assert shown(document(), 10**9, 10**9 + 5).marked == ""
    assert shown(document(), 10, 5).marked == ""
    assert shown(document(), 10, 5).text == TEXT


# over a socket


def test_it_runs_nothing_and_loads_nothing(shipped_address: str) -> None:
    found = httpx.get(f"{shipped_address}{PATH}", params={"id": "meta-ai-app.md", "start": 5, "end": 25})
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(part.split(" ", 1) for part in found.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "script-src" not in policy
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["cache-control"] == "no-store"
    shown = Shown(found.text)
    assert not {"script", "img", "link", "iframe", "form", "base", "object"} & set(shown.tags)
    assert "url(" not in found.text
    assert "@import" not in found.text
    whole = httpx.get(f"{shipped_address}/api/documents/meta-ai-app.md").json()
    assert shown.text == whole["text"]
    assert shown.marked == whole["text"][5:25]


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"id": "nowhere.md"}, 404, "document_unknown"), ({"id": ""}, 404, "document_unknown"),
        ({}, 422, "serve_invalid"), ({"id": "meta-ai-app.md", "start": "-1"}, 422, "serve_invalid"),
        ({"id": "meta-ai-app.md", "end": "x"}, 422, "serve_invalid"),
        ({"id": "meta-ai-app.md", "end": "9" * 400}, 200, ""),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(shipped_address: str, values: dict[str, str], status: int, code: str) -> None:
    found = httpx.get(f"{shipped_address}{PATH}", params=values, headers={"accept-language": "fr"})
    assert found.status_code == status
    if code:
        assert found.headers["content-type"] == "application/problem+json"
        assert found.json()["code"] == code
