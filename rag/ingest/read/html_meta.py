"""What the head of a web page says of it."""

from __future__ import annotations

import datetime as dt
import re

from rag.ingest.read.clean import one_line
from rag.ingest.read.dates import parse_date
from rag.ingest.read.html_blocks import inline_text
from rag.ingest.read.meta import language_code
from rag.ingest.read.tree import Element

_DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc:date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "pubdate",
    "publish-date",
    "publication_date",
    "citation_publication_date",
    "parsely-pub-date",
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_SEPARATOR = re.compile(r"\s+[-–—|·:•»]\s+|\s*[|»]\s*")
BYLINE_CHARACTERS = 600
"""A `<time>` later in the page than this belongs to the story, not to the page."""


def metas(elements: list[Element]) -> dict[str, str]:
    """The `<meta>` values by name or property in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for element in elements:
        if element.tag == "meta":
            name = (element.get("property") or element.get("name") or element.get("itemprop")).lower().strip()
            content = one_line(element.get("content"))
            if name and content:
                found.setdefault(name, content)
    return found


def page_title(elements: list[Element], meta: dict[str, str]) -> str:
    """The title that the page gives itself, without the name of its site; "" where it gives none.

    A first-level heading that is part of `<title>` is the title; so is og:title.
    """
    tagged = next((one_line(e.text()) for e in elements if e.tag == "title"), "")
    heading = next((t for e in elements if e.tag == "h1" and (t := one_line(inline_text(e).replace("\v", " ")))), "")
    if meta.get("og:title"):
        return meta["og:title"]
    if heading and _folded(heading) in _folded(tagged):
        return heading
    site = meta.get("og:site_name", "")
    parts = _SEPARATOR.split(tagged)
    if site and len(parts) > 1 and _folded(parts[-1]) == _folded(site):
        return tagged[: tagged.rindex(parts[-1])].rstrip(" -–—|·:•»")
    return tagged


def _folded(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").casefold().split())


def page_date(elements: list[Element], meta: dict[str, str]) -> dt.date | None:
    """When the page says that it was published; values that are no dates are passed over for the next source."""
    stated = [meta[name] for name in _DATE_NAMES if name in meta]
    for element in elements:
        if element.tag == "script" and "ld+json" in element.get("type"):
            stated += _JSON_DATE.findall(element.text())
    stated += _times(elements)
    return next((date for value in stated if (date := parse_date(value))), None)


def _times(elements: list[Element]) -> list[str]:
    """The moments of `<time>` elements that say so or stand above the text."""
    found, passed, in_body = [], 0, False
    for element in elements:
        in_body = in_body or element.tag in ("article", "main")
        if element.tag == "time" and element.get("datetime"):
            published = element.get("itemprop").lower() == "datepublished" or "pubdate" in element.attributes
            if published or (in_body and passed < BYLINE_CHARACTERS):
                found.append(element.get("datetime"))
        if in_body and element.tag in ("p", "li", "td"):
            passed += element.size
    return found


def page_language(elements: list[Element], meta: dict[str, str]) -> str:
    """The code of the language that the page declares, or ""."""
    for element in elements:
        if element.tag in ("html", "body"):
            code = language_code(element.get("lang") or element.get("xml:lang"))
            if code:
                return code
    return language_code(meta.get("og:locale", "") or meta.get("language", ""))


def page_url(elements: list[Element], meta: dict[str, str]) -> str:
    """The address that the page calls its own, or ""."""
    links = [e.get("href") for e in elements if e.tag == "link" and "canonical" in e.get("rel").lower().split()]
    candidates = [*links, meta.get("og:url", "")]
    return next((url.strip() for url in candidates if url.strip().startswith(("http://", "https://"))), "")
