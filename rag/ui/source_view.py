"""An article as HTML, with the quotation highlighted in its exact place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.messages import Language
from rag.types import Citation, Document, Span
from rag.ui.markup import Html, alert, element, escape, join, language_code, link
from rag.ui.texts import TEXTS, date_text

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_REACH = 60_000
"""Characters shown on either side of the quotation: a browser need not lay out a whole book to show one line."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (level 0) or a heading of a document."""

    span: Span
    level: int = 0


def article_html(document: Document, citation: Citation, language: Language) -> Html:
    """The article around the quotation. Where the quotation is not in its place any more, that is said."""
    texts = TEXTS[language]
    quoted = Span(citation.start, citation.end)
    holds = document.text[quoted.start : quoted.end] == citation.quote
    shown = Span(max(0, quoted.start - _REACH), min(len(document.text), quoted.end + _REACH))
    lang = language_code(document.language)
    return element(
        "article",
        element(
            "header",
            _close(language),
            element("h2", document.title, lang=lang, tabindex="-1"),
            element("p", _origin(document, language), class_="where"),
            None if holds else alert(texts.article_changed),
        ),
        element(
            "div",
            element("p", texts.cut_before, class_="cut") if shown.start > 0 else None,
            *_text(document, shown, quoted if holds else Span(0, 0)),
            element("p", texts.cut_after, class_="cut") if shown.end < len(document.text) else None,
            class_="text", lang=lang, tabindex="0", role="group", aria_label=texts.read_article,
        ),
        class_="article", aria_label=texts.article, data_place=f"{document.id}:{quoted.start}-{quoted.end}",
    )  # fmt: skip


def missing_html(language: Language) -> Html:
    """What stands in the article's place when it has left the index."""
    return element(
        "article", element("header", _close(language), alert(TEXTS[language].article_gone)), class_="article"
    )


def blocks(document: Document) -> Iterator[Block]:
    """The headings and, between them, the paragraphs that blank lines set off, in their order."""
    position = 0
    for heading in sorted(document.headings, key=lambda heading: heading.span):
        if heading.span.start < position:
            continue
        yield from _paragraphs(document.text, Span(position, heading.span.start))
        yield Block(heading.span, heading.level)
        position = heading.span.end
    yield from _paragraphs(document.text, Span(position, len(document.text)))


def _paragraphs(text: str, span: Span) -> Iterator[Block]:
    start = span.start
    for gap in [*_BLANK_LINES.finditer(text, span.start, span.end), None]:
        end = gap.start() if gap else span.end
        if text[start:end].strip():
            yield Block(Span(start, end))
        start = gap.end() if gap else span.end


def _text(document: Document, shown: Span, quoted: Span) -> Iterator[Html]:
    top = min((heading.level for heading in document.headings), default=1)
    for position, block in enumerate(blocks(document)):
        span = Span(max(block.span.start, shown.start), min(block.span.end, shown.end))
        if span.start >= span.end or (position == 0 and _repeats_title(document, block, quoted)):
            continue
        tag = f"h{min(block.level - top + 3, 6)}" if block.level else "p"
        yield element(tag, _highlighted(document.text, span, quoted))


def _repeats_title(document: Document, block: Block, quoted: Span) -> bool:
    text = document.text[block.span.start : block.span.end]
    return bool(block.level) and text.strip() == document.title.strip() and quoted.start >= block.span.end


def _highlighted(text: str, span: Span, quoted: Span) -> Html:
    start, end = max(span.start, quoted.start), min(span.end, quoted.end)
    if start >= end:
        return escape(text[span.start : span.end])
    return join(text[span.start : start], element("mark", text[start:end]), text[end : span.end])


def _close(language: Language) -> Html:
    label = TEXTS[language].close
    return element("button", "×", type="button", class_="close", data_event="closed", data_value="", aria_label=label)


def _origin(document: Document, language: Language) -> Html:
    parts = [escape(part) for part in (document.source, date_text(document.date, language)) if part]
    if document.url:
        parts.append(link(document.url))
    return Html(" · ".join(parts))
