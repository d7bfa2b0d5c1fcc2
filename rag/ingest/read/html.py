"""Web pages: the main content of a page, without what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.ingest.read.base import Draft, words
from rag.ingest.read.decode import decode
from rag.ingest.read.html_blocks import blocks_of, is_hidden
from rag.ingest.read.html_meta import metas, page_date, page_language, page_title, page_url
from rag.ingest.read.tree import Element, Holds, parse_html

MAIN_SHARE = 0.25
"""`<main>` or an `<article>` is the content where it holds at least this share of the page's text."""

BOILERPLATE_SHARE = 0.3
"""What is called a menu but holds more than this share of the page's text is not one."""

LINK_SHARE = 0.9
"""A list with more of its text than this inside links within the site is navigation."""

_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?([A-Za-z0-9_.:-]+)""", re.I
)
_ROLES = frozenset(words("navigation banner contentinfo search complementary menu menubar dialog alertdialog toolbar"))
_AROUND = frozenset({"header", "footer", "aside", "nav", "search"})
_NAMES = re.compile(
    r"""(?:^|[\s_-])(?:nav(?:bar|header|footer|igation)?|menus?|breadcrumbs?|side-?bar|footer|masthead|cookies?(?:-?banner)?
    |consent|gdpr|share|sharing|social|related|recommended|newsletter|subscribe|adverts?|ads?|sponsored|promo|comments?
    |pagination|pager|skip(?:-?link)?s?|toc|table-of-contents|related-?articles|screen-reader-text|sr-only
    |visually-?hidden|print-only|noprint|editsection|mw-editsection|mw-jump-link)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_NEVER_DROPPED = frozenset(words("html body main article h1 h2 h3 h4 h5 h6 p td th tr tbody pre code"))


def read_html(data: bytes) -> Draft:
    """A web page. Raises DocumentError where the bytes are no text."""
    root = parse_html(decode_html(data))
    elements = list(root.walk())
    meta = metas(elements)
    draft = Draft(
        meta_title=page_title(elements, meta),
        date=page_date(elements, meta),
        declared_language=page_language(elements, meta),
        source=meta.get("og:site_name", ""),
        url=page_url(elements, meta),
    )
    draft.blocks = list(blocks_of(main_content(root)))
    return draft


def decode_html(data: bytes) -> str:
    """The text of a page, with the encoding that it declares as a hint."""
    declared = _DECLARED.search(data[:4096])
    return decode(data, declared[1].decode("ascii") if declared else "")


def main_content(root: Element) -> Element:
    """The element that holds the content, with the navigation and the like below it taken out."""
    body = next((e for e in root.walk() if e.tag == "body"), root)
    main = _largest(body, lambda e: e.tag == "main" or e.get("role").lower() == "main") or body
    articles = [e for e in main.walk() if e.tag == "article"]
    article = max(articles, key=lambda e: e.size, default=main)
    # Of several articles side by side none is the page; a long one with comments as articles below it is.
    chosen = article if article.size > 0.5 * main.size else main
    prune(chosen, total=max(chosen.size, 1), around=chosen is body)
    return chosen


def _largest(body: Element, wanted: Callable[[Element], bool]) -> Element | None:
    found = [e for e in body.walk() if wanted(e) and e.size >= MAIN_SHARE * body.size]
    return max(found, key=lambda e: e.size, default=None)


def prune(element: Element, total: int, around: bool) -> None:
    """Takes out what is not content. `around`: whether a header, footer or aside here belongs to the whole page."""
    waiting = [element]
    while waiting:
        parent = waiting.pop()
        kept = [c for c in parent.children if isinstance(c, str) or not _is_boilerplate(c, total, around)]
        parent.children = kept
        waiting += [c for c in kept if isinstance(c, Element)]


def _is_boilerplate(element: Element, total: int, around: bool) -> bool:
    if is_hidden(element) or element.tag == "nav" or element.get("role").lower() in _ROLES:
        return True
    if element.size > BOILERPLATE_SHARE * total:
        return False
    if around and element.tag in _AROUND and Holds.H1 not in element.holds:
        return True
    if element.tag not in _NEVER_DROPPED and _NAMES.search(f"{element.get('class')} {element.get('id')}"):
        return Holds.H1 not in element.holds
    return around and element.tag in ("ul", "ol") and is_navigation(element)


def is_navigation(element: Element) -> bool:
    """Whether it holds three links or more within the site and hardly anything else."""
    links = [e for e in element.walk() if e.tag == "a" and not e.get("href").startswith(("http:", "https:", "//"))]
    return len(links) > 2 and sum(link.size for link in links) > LINK_SHARE * element.size
