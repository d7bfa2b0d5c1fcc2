"""An article as HTML, with the places where it was cut into passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.messages import Language
from rag.types import Document, Passage, Span
from rag.ui.markup import Html, alert, element, escape, join, language_code, link
from rag.ui.source_view import blocks
from rag.ui.sources.holdings import Like, Row
from rag.ui.sources.list_view import likeness_text
from rag.ui.sources.style import ARTICLE_CSS
from rag.ui.sources.texts import SOURCES_TEXTS
from rag.ui.texts import count_text, date_text

STYLE = element("style", Html(ARTICLE_CSS))

PART = 60
"""Passages shown at a time: a browser need not lay out a whole book."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An article that is read. `part` counts from 0; `likes` are (id, title, likeness) of those that it resembles.

    `deeds`: whether the reader may replace and delete it; `waits`: not now, because the articles are being changed.
    """

    row: Row
    document: Document
    passages: Sequence[Passage]
    part: int
    likes: Sequence[tuple[str, Like]]
    language: Language
    deeds: bool
    waits: bool

    @property
    def parts(self) -> int:
        """How many there are."""
        return max(1, -(-len(self.passages) // PART))

    @property
    def shown(self) -> tuple[int, Sequence[Passage]]:
        """The passages of the part, and the number of the first, from 0."""
        part = min(max(0, self.part), self.parts - 1)
        return part * PART, self.passages[part * PART : (part + 1) * PART]


def article_html(opened: Opened) -> Html:
    """The whole sheet: what is known of the article, and its text with its passages."""
    texts, document = SOURCES_TEXTS[opened.language], opened.document
    lang = language_code(document.language)
    first, _ = opened.shown
    return element(
        "article",
        element(
            "header",
            close_html(opened.language),
            element("h2", document.title, lang=lang, tabindex="-1"),
            element("p", _origin(document, opened.language), class_="where"),
            *_facts(opened),
            _likes(opened),
            _deeds(opened),
            _parts(opened),
            STYLE,
        ),
        element("div", *_text(opened), class_="text", lang=lang, tabindex="0", role="group",
                aria_label=texts.read_article),
        class_="article", aria_label=texts.open_article, data_place=f"{document.id}:{first}",
    )  # fmt: skip


def gone_html(language: Language) -> Html:
    """What stands in the place of an article that has left the index."""
    header = element("header", close_html(language), alert(SOURCES_TEXTS[language].gone), STYLE)
    return element("article", header, class_="article")


def close_html(language: Language) -> Html:
    """The button that closes the article."""
    return element(
        "button", "×", type="button", class_="close", data_event="closed", data_value="",
        aria_label=SOURCES_TEXTS[language].close,
    )  # fmt: skip


def _origin(document: Document, language: Language) -> Html:
    parts = [escape(part) for part in (document.source, date_text(document.date, language)) if part]
    if document.url:
        parts.append(link(document.url))
    return Html(" · ".join(parts))


def _facts(opened: Opened) -> Iterator[Html]:
    texts, language = SOURCES_TEXTS[opened.language], opened.language
    words = count_text(texts.words_one, texts.words_many, len(opened.document.text.split()), language)
    cut = count_text(texts.cut_into_one, texts.cut_into_many, len(opened.passages), language)
    yield element("p", f"{cut} · {words}", class_="facts")
    if opened.row.added:
        name = opened.row.file.replace("\\", "/").rpartition("/")[2]
        told = texts.file_added.format(file=name)
    elif opened.deeds:  # where things lie on the server is not every reader's business
        told = texts.file_elsewhere.format(file=opened.row.file)
    else:
        return
    yield element("p", told, class_="facts path")


def _likes(opened: Opened) -> Html | None:
    if not opened.likes:
        return None
    items = []
    for title, like in opened.likes[:5]:
        button = element("button", title, type="button", data_event="opened", data_value=like.id)
        share = element("span", f"{likeness_text(like, opened.language)} ", class_="share")
        items.append(element("li", share, button))
    return element("ul", *items, class_="likes")


def _deeds(opened: Opened) -> Html | None:
    if not opened.deeds:
        return None
    texts, name = SOURCES_TEXTS[opened.language], opened.document.id
    return element(
        "div",
        element("button", texts.replace, type="button", data_event="replaced", data_value=name, disabled=opened.waits),
        element("button", texts.delete, type="button", data_event="deleted", data_value=name, disabled=opened.waits),
        class_="deeds",
    )


def _parts(opened: Opened) -> Html | None:
    """Which part of a long article is shown, and the way to the others."""
    if opened.parts == 1:
        return None
    texts, part = SOURCES_TEXTS[opened.language], opened.shown[0] // PART
    told = element("span", texts.part.format(number=part + 1, all=opened.parts))
    ways = [
        element("button", label, type="button", data_event="turned", data_value=str(to))
        for label, to in ((texts.part_before, part - 1), (texts.part_after, part + 1))
        if 0 <= to < opened.parts
    ]
    return element("div", told, *ways, class_="parts")


def _text(opened: Opened) -> Iterator[Html]:
    """The blocks of the text; before where a passage begins, its number."""
    document, (first, passages) = opened.document, opened.shown
    if not passages:
        return
    texts, all_of_them = SOURCES_TEXTS[opened.language], len(opened.passages)
    end = passages[-1].end if first + len(passages) < all_of_them else len(document.text)
    begin = passages[0].start if first else 0
    starts = {passage.start: first + number for number, passage in enumerate(passages, 1)}
    top = min((heading.level for heading in document.headings), default=1)
    for block in blocks(document):
        span = Span(max(block.span.start, begin), min(block.span.end, end))
        tag = f"h{min(block.level - top + 3, 6)}" if block.level else "p"
        for piece in _pieces(span, sorted(starts)):
            if (number := starts.get(piece.start)) is not None:
                label = texts.passage.format(number=number)
                yield element("div", label, class_="cut-here")
            yield element(tag, join(document.text[piece.start : piece.end]))


def _pieces(span: Span, starts: Sequence[int]) -> Iterator[Span]:
    """The span, cut where a passage begins within it."""
    if span.start >= span.end:
        return
    cuts = [span.start, *(start for start in starts if span.start < start < span.end), span.end]
    for start, end in pairwise(cuts):
        yield Span(start, end)
