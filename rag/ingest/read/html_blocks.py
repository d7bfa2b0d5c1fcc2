"""A tree of HTML elements to blocks of reading text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.ingest.read.base import Block
from rag.ingest.read.clean import squeeze
from rag.ingest.read.tree import HEADING_TAGS, IGNORED, Element, Holds, parse_html

_LISTS = frozenset({"ul", "ol", "menu"})
_ANCHOR_SIGNS = frozenset({"¶", "#", "§", "🔗", "", "\uf0c1"})
_NOTE_MARK = re.compile(r"^\s*[\[(]?(?:\d{1,3}|[a-z]|note \d{1,3}|[*†‡↩︎^]+)[\])]?\s*$")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SKIPPED_TAGS = IGNORED | {"head", "title", "rt", "rp", "datalist"}
LONG_ITEM = 1500
"""A list item with more characters than this is a page in pieces, not an item."""


def html_blocks(source: str) -> list[Block]:
    """The blocks of a piece of HTML, such as stands in a Markdown file."""
    return list(blocks_of(parse_html(source)))


def is_hidden(element: Element) -> bool:
    """Whether a reader of the page does not see it: by its tag, its `hidden` attribute or its own style."""
    return (
        element.tag in _SKIPPED_TAGS
        or "hidden" in element.attributes
        or element.get("aria-hidden").lower() == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style")))
    )


def blocks_of(element: Element) -> Iterator[Block]:
    """The blocks below an element, in order."""
    inline: list[str] = []
    for child in element.children:
        if isinstance(child, Element) and is_hidden(child):
            continue
        # Also an inline element, such as `<a>` or `<span>`, with a block somewhere in it.
        if isinstance(child, Element) and Holds.BLOCK in child.holds:
            yield from _paragraphs(inline)
            inline = []
            yield from _block(child)
        else:
            inline.append(inline_text(child))
    yield from _paragraphs(inline)


def _paragraphs(inline: list[str]) -> Iterator[Block]:
    """Paragraphs out of running text; two line breaks on end part them, as writers of old pages mean."""
    for part in "".join(inline).split("\v\v"):
        text = squeeze(part.replace("\v", "\n"))
        if text:
            yield Block(text)


def inline_text(node: Element | str) -> str:
    """The text of an inline element, spaces not yet squeezed, each `<br>` as a vertical tab."""
    if isinstance(node, str):
        return _SPACE.sub(" ", node)
    if is_hidden(node) or node.tag == "img":
        return ""
    if node.tag == "br":
        return "\v"
    text = "".join(inline_text(child) for child in node.children)
    if _is_reference(node, text):
        return ""
    return f"“{text}”" if node.tag == "q" else text


def _is_reference(node: Element, text: str) -> bool:
    """Marks that are no part of the sentence: the sign that links to a heading, the number of a footnote."""
    if node.tag == "a" and text.strip() in _ANCHOR_SIGNS:
        return True
    if node.tag not in ("sup", "a") or not _NOTE_MARK.match(text):
        return False
    below = list(node.walk())
    links = [e for e in below if e.tag == "a"]
    named = any("note" in f"{e.get('class')} {e.get('epub:type')} {e.get('role')}".lower() for e in below)
    raised = any(e.tag == "sup" for e in below)
    return bool(links) and all("#" in link.get("href") for link in links) and (named or raised)


def _block(element: Element) -> Iterator[Block]:
    tag = element.tag
    if tag in HEADING_TAGS:
        yield Block(inline_text(element).replace("\v", " "), level=int(tag[1]))
    elif tag == "pre":
        yield Block(_verbatim(element).removeprefix("\n"), verbatim=True)
    elif tag in _LISTS and not _is_page_in_pieces(element):
        text = "\n".join(_list_lines(element))
        if text:
            yield Block(text, is_list=True)
    elif tag == "table" and not _is_layout(element):
        text = "\n".join(_table_lines(element))
        if text:
            yield Block(text)
    else:
        yield from blocks_of(element)


def _verbatim(element: Element) -> str:
    pieces = []
    for child in element.children:
        if isinstance(child, str):
            pieces.append(child)
        elif not is_hidden(child):
            pieces.append("\n" if child.tag == "br" else _verbatim(child))
    return "".join(pieces)


def _is_page_in_pieces(element: Element) -> bool:
    """Whether a list is a way to lay out teasers or sections: items with headings, or as long as articles."""
    items = (e for e in element.children if isinstance(e, Element))
    return Holds.HEADING in element.holds or any(item.size > LONG_ITEM for item in items)


def _list_lines(element: Element) -> Iterator[str]:
    start = element.get("start")
    number = int(start) if start.isdecimal() and len(start) < 9 else 1
    for item in element.children:
        if isinstance(item, str) or is_hidden(item):
            continue
        if item.tag in _LISTS:
            yield from _list_lines(item)
            continue
        marker = f"{number}. " if element.tag == "ol" else "• "
        number += 1
        yield from _item_lines(item, marker)


def _item_lines(item: Element, marker: str) -> Iterator[str]:
    """The lines of an item: its own text behind the marker, lists in it with markers of their own."""
    for block in blocks_of(item):
        text = block.text.strip("\n") if block.verbatim else squeeze(block.text)
        if text and block.is_list:
            yield text
        elif text:
            yield marker + text
            marker = ""


def _is_layout(table: Element) -> bool:
    """Whether a table only arranges the page: another table, headings or several paragraphs stand in its cells."""
    parts = [e for e in table.children if isinstance(e, Element)]
    if any(e.holds & (Holds.HEADING | Holds.TABLE) for e in parts):
        return True
    cells = (e for e in table.walk() if e.tag in ("td", "th"))
    return any(sum(e.tag in ("p", "div", "ul") for e in cell.walk()) > 3 for cell in cells)


def _table_lines(table: Element) -> Iterator[str]:
    for element in table.walk():
        if element.tag == "caption":
            yield squeeze(inline_text(element).replace("\v", " "))
        elif element.tag == "tr":
            cells = [c for c in element.children if isinstance(c, Element) and not is_hidden(c)]
            texts = [squeeze(" ".join(b.text for b in blocks_of(cell))).replace("\n", " ") for cell in cells]
            if any(texts):
                yield " | ".join(texts)
