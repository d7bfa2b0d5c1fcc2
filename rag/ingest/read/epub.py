"""EPUB books: the chapters of the spine, in order."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from rag.errors import DocumentError
from rag.ingest.read.archive import Archive
from rag.ingest.read.base import Block, Draft, ReadLimits
from rag.ingest.read.clean import one_line
from rag.ingest.read.dates import parse_date
from rag.ingest.read.html import decode_html, is_navigation
from rag.ingest.read.html_blocks import blocks_of, is_hidden
from rag.ingest.read.meta import language_code
from rag.ingest.read.tree import Element, parse_html

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_LISTS_OF_PLACES = frozenset({"toc", "landmarks", "page-list", "index", "loi", "lot"})


def read_epub(data: bytes, limits: ReadLimits) -> Draft:
    """A book. Raises DocumentError where it is damaged, protected, or unpacks to too much."""
    archive = Archive(data, "EPUB", limits)
    package_name = _package_name(archive)
    package = list(parse_html(decode_html(archive.read(package_name))).walk())
    chapters = _chapters(package, posixpath.dirname(package_name))
    if not chapters:
        raise DocumentError("file_damaged", kind="EPUB")
    _refuse_encrypted(archive, chapters)
    return Draft(
        blocks=[block for name in chapters for block in _chapter(archive.read(name))],
        meta_title=_first(package, "dc:title"),
        fallback_date=next((d for e in package if e.tag == "dc:date" and (d := parse_date(one_line(e.text())))), None),
        declared_language=language_code(_first(package, "dc:language")),
        source=_first(package, "dc:publisher"),
    )


def _first(package: list[Element], tag: str) -> str:
    return next((text for e in package if e.tag == tag and (text := one_line(e.text()))), "")


def _package_name(archive: Archive) -> str:
    container = parse_html(decode_html(archive.read(_CONTAINER)))
    paths = [e.get("full-path") for e in container.walk() if e.tag == "rootfile" and e.get("full-path")]
    if not paths:
        raise DocumentError("file_damaged", kind="EPUB")
    return paths[0]


def _chapters(package: list[Element], folder: str) -> list[str]:
    """The names of the members that the spine lists, without the table of contents."""
    items = {e.get("id"): e for e in package if e.tag == "item"}
    spine = [items[e.get("idref")] for e in package if e.tag == "itemref" and e.get("idref") in items]
    names = []
    for item in spine:
        is_text = item.get("media-type") in ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "")
        if is_text and "nav" not in item.get("properties").split():
            names.append(posixpath.normpath(posixpath.join(folder, unquote(item.get("href").split("#")[0]))))
    return list(dict.fromkeys(names))


def _refuse_encrypted(archive: Archive, chapters: list[str]) -> None:
    """Fonts are often encrypted in books that can be read; chapters only in those that cannot."""
    if _ENCRYPTION not in archive.names:
        return
    listed = parse_html(decode_html(archive.read(_ENCRYPTION))).walk()
    hidden = {unquote(e.get("uri")) for e in listed if e.tag.endswith("cipherreference")}
    if hidden & set(chapters):
        raise DocumentError("file_encrypted")


def _chapter(data: bytes) -> list[Block]:
    root = parse_html(decode_html(data))
    body = next((e for e in root.walk() if e.tag == "body"), root)
    pruned = _prune(body)
    blocks = list(blocks_of(body))
    # The heading of an index or a table of contents goes with it; a part's title page is only a heading too.
    return [] if pruned and all(block.level for block in blocks) else blocks


def _prune(body: Element) -> bool:
    """Takes out what is not text and says whether there was any."""
    pruned = False
    waiting = [body]
    while waiting:
        parent = waiting.pop()
        kept = [c for c in parent.children if isinstance(c, str) or not _is_apparatus(c)]
        pruned = pruned or len(kept) < len(parent.children)
        parent.children = kept
        waiting += [c for c in kept if isinstance(c, Element)]
    return pruned


def _is_apparatus(element: Element) -> bool:
    """Whether it helps to leaf through the book and is not part of its text."""
    kinds = set(element.get("epub:type").lower().split())
    if is_hidden(element) or element.tag == "nav" or kinds & _LISTS_OF_PLACES:
        return True
    return element.tag in ("ul", "ol", "table") and is_navigation(element)
