"""Exported conversations, held to golden files; what articles and people say stays text in each format.

After a change that is meant, delete a golden file and run its test, which fails once and leaves the new one to look at.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.history.export import FORMATS, Format
from rag.history.export.markdown import escaped, markdown
from rag.history.export.text import exchange_text
from rag.messages import LANGUAGES, Language
from rag.types import Citation, Statement
from tests.conftest import ROOT
from tests.history.samples import PONT, TIME, checked, exported, quoted, refused, written
from tests.ui.samples import HOSTILE

GOLDEN = ROOT / "tests" / "golden" / "history"
NOW = dt.datetime(2026, 11, 26, 14, 0, tzinfo=dt.UTC)
WHOLE = exported(quoted(), refused(), written(), checked())
KINDS = {kind.name: kind for kind in FORMATS}


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was missing; look at what was written and keep it if it is right")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_a_conversation_in_each_format(kind: Format, language: Language) -> None:
    golden(f"conversation-{language}{kind.suffix}", kind.write(WHOLE, language, NOW))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_as_it_is_copied(language: Language) -> None:
    parts = [exchange_text(kept, language) for kept in WHOLE.exchanges]
    golden(f"copied-{language}.txt", "\n\n---\n\n".join(parts) + "\n")


def test_every_golden_file_is_of_a_format() -> None:
    names = [f"conversation-{language}{kind.suffix}" for language in LANGUAGES for kind in FORMATS]
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted([*names, "copied-en.txt", "copied-fr.txt"])


# hostile texts


def hostile(text: str) -> Citation:
    url = "" if text.startswith("http") else text
    return replace(PONT, title=text, source=text, url=url, document_id=text, quote=text, end=PONT.start + len(text))


def conversation_of(text: str, kind: str, language: Language = "fr") -> str:
    asked = quoted(text, Statement(text, (hostile(text),), "weak"))
    assert asked.answer is not None
    asked = replace(asked, answer=replace(asked.answer, short=None, searched=text + "!"), rating="up", comment=text)
    return KINDS[kind].write(exported(asked, name=text), language, NOW)


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "text", [*HOSTILE, "</style></title><script>", "{{ 7 * 7 }}", "{quote}", "javascript:alert(1)"]
)
def test_html_stays_text(text: str) -> None:
    markup = conversation_of(text, "HTML")
    harmless = Page(conversation_of("harmless", "HTML"))
    page = Page(markup)
    assert page.tags == harmless.tags
    assert [name for name, _ in page.attributes] == [name for name, _ in harmless.attributes]
    assert page.text.count(text) >= 7
    assert "script" not in page.tags
    assert not [value for name, value in page.attributes if name in {"href", "src"}]
    policy = next(value for _, value in page.attributes if value and value.startswith("default-src"))
    assert policy.startswith("default-src 'none'")


def plain(text: str) -> list[tuple[str, str]]:
    """What CommonMark, with GitHub's tables and strike-through, makes of it: its tokens and their texts."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [(token.type, token.content) for block in parser.parse(text) for token in [block, *(block.children or [])]
            if not token.type.startswith("inline")]  # fmt: skip


def shown(tokens: list[Token]) -> str:
    return "".join(child.content for token in tokens for child in token.children or [] if child.type == "text")


MARKDOWN = [
    *HOSTILE, "# x", "- x", "+ x", "1. x", "12) x", "> x", "```", "===", "---", "* * *", "| a | b |", "~~x~~", "<b>",
    "[x]: http://e.x", "&copy;", "**x**", "__x__", "a\\", "\\*x*", "http://example.com/p.png", "www.example.com", "$x$",
    "    code", "\tcode", "a@example.com", ":smile:", "!!!", "<http://e.x>", "x\n===\ny", "^x^", "==x==",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_stays_text(text: str) -> None:
    line = " ".join(text.split())
    assert plain(escaped(text)) == [("paragraph_open", ""), ("text", line), ("paragraph_close", "")]
    document = MarkdownIt("commonmark").parse(conversation_of(text, "Markdown"))
    kinds = {child.type for token in document for child in [token, *(token.children or [])]}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "code_inline", "fence", "code_block", "hr"}
    assert shown(document).count(line) >= 6
    # GitHub makes links of bare addresses.
    assert not re.search(r"(?<!\\)://|www\.|(?<!\\)@", conversation_of(text, "Markdown"))


@given(st.text(max_size=40))
def test_any_text_is_one_paragraph_of_itself(text: str) -> None:
    found = plain(escaped(text))
    read = "".join(content for kind, content in found if kind == "text")
    assert read.split() == text.replace("\0", "\ufffd").split()
    assert {kind for kind, _ in found} <= {"paragraph_open", "text", "paragraph_close"}


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_json_holds_any_text(text: str) -> None:
    kept = quoted(text, Statement(text, (hostile(text),)))
    plain_text = KINDS["JSON"].write(exported(kept, name=text), "en", NOW)
    plain_text.encode("utf-8")
    found = json.loads(plain_text)
    (exchange,) = found["exchanges"]
    assert (found["format"], found["version"], found["name"]) == ("sourcier-conversation", 1, text)
    assert exchange["question"] == exchange["statements"][0]["text"] == text
    assert exchange["statements"][0]["citations"][0]["quote"] == text


def test_json_has_the_verdicts_and_the_spans_of_all_citations() -> None:
    found = json.loads(KINDS["JSON"].write(WHOLE, "fr", NOW))
    kinds = [one["kind"] for one in found["exchanges"]]
    assert kinds == ["question", "question", "question", "text"]
    for one, kept in zip(found["exchanges"], WHOLE.exchanges, strict=True):
        assert one["asked"] == TIME.isoformat()
        assert [s["verdict"] for s in one["statements"]] == [s.verdict for s in kept.statements]
        spans = [(c["document_id"], c["start"], c["end"]) for s in one["statements"] for c in s["citations"]]
        assert spans == [(c.document_id, c.start, c.end) for s in kept.statements for c in s.citations]
    assert found["exchanges"][1]["rating"] == "down"


def test_the_lines_of_a_quotation_are_kept_in_markdown() -> None:
    document = markdown(exported(quoted()), "fr", NOW)
    assert "> «\u00a0La rivière a inondé le pont\\\n> vendredi 3 mai.\u00a0»" in document


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Où est l’œuvre ?", "ou-est-l-oeuvre.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("???", "conversation.md"),
        ("mot " * 40, ("mot-" * 15).strip("-") + ".md"),
        ("北京", "conversation.md"),
    ],
)
def test_a_file_has_a_name_that_any_system_takes(name: str, file: str) -> None:
    assert KINDS["Markdown"].file_name(name) == file


def test_the_page_is_complete_on_its_own(tmp_path: Path) -> None:
    markup = KINDS["HTML"].write(WHOLE, "en", NOW)
    page = Page(markup)
    assert [value for name, value in page.attributes if name in {"href", "src"}] == ["https://example.org/crue"] * 2
    assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)
    assert "url(" not in markup
    assert "@import" not in markup
