"""Whatever a text says, it is shown and never obeyed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ui.markup import Html, alert, element, escape, join, language_code, link
from tests.ui.samples import HOSTILE


class Reader(HTMLParser):
    """What a browser makes of markup: its tags, their attributes and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_literally(text: str) -> None:
    read = Reader(element("p", text, title=text))
    assert (read.tags, read.text) == (["p"], text)
    assert read.attributes == [{"title": text}]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    read = Reader(element("p", text, data_value=text))
    assert (read.tags, read.text, read.attributes) == (["p"], text, [{"data-value": text}])


def test_markup_is_not_escaped_twice() -> None:
    inner = element("b", "1 < 2")
    assert element("p", inner, " & ", None) == "<p><b>1 &lt; 2</b> &amp; </p>"
    assert join(inner, "<", None) == "<b>1 &lt; 2</b>&lt;"
    assert escape(inner) is inner
    assert isinstance(element("p"), Html)


def test_attributes_that_say_nothing_are_left_out() -> None:
    assert element("p", class_="a b", aria_label="x", lang=None, hidden=False) == '<p class="a b" aria-label="x"></p>'
    assert element("details", open=True) == "<details open></details>"


def test_an_error_is_announced_and_not_read_as_markdown() -> None:
    read = Reader(alert("**no** [x](javascript:alert(1)) <b>"))
    assert read.tags == ["p"]
    assert read.attributes[0]["role"] == "alert"
    assert read.text == "**no** [x](javascript:alert(1)) <b>"


@pytest.mark.parametrize("url", ["https://example.com/a?b=1&c=2", "http://example.com"])
def test_a_web_address_is_a_link_that_opens_apart(url: str) -> None:
    read = Reader(link(url))
    assert read.tags == ["a"]
    assert read.attributes == [{"href": url, "target": "_blank", "rel": "noopener noreferrer"}]


NO_LINKS = [
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "https:", "http://[",
    "x",
]  # fmt: skip


@pytest.mark.parametrize("url", NO_LINKS)
def test_any_other_address_is_text(url: str) -> None:
    read = Reader(link(url))
    assert (read.tags, read.text) == ([], url)


def test_an_unknown_language_is_not_claimed() -> None:
    assert [language_code(code) for code in ("fr", "und", "")] == ["fr", None, None]
