"""An article to a document: its id, its origin, and text that every later step can rely on."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from rag.ingest.article import Article
from rag.text.language import detect_language
from rag.types import Document

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def to_document(article: Article, path: Path, relative: str) -> Document:
    """The document with the id that it wants; `relative` is the file's path in the folder it was found in.

    The id is the article's own, or the relative path, with a hash for one of several articles in a file: the same
    wherever the folder lies and whatever stands before it in the file.
    """
    text = scrub(article.text)
    member = ""
    title = scrub(article.title).strip()
    name = _shortened(scrub(article.given_id).strip())
    if article.member:
        member = "#" + (name or _hash(f"{title}\0{text}", 12))
    return Document(
        id=name or relative + member,
        title=title or Path(relative).stem,
        text=text,
        language=article.language or detect_language(text),
        origin=f"{path}{member}",
        date=article.date,
        source=scrub(article.source).strip(),
        url=scrub(article.url).strip(),
        headings=article.headings,
    )


def apart(document_id: str, origin: str) -> str:
    """An id for a document whose own is taken by another that is still there."""
    return f"{document_id}~{_hash(origin, 6)}"


def _shortened(name: str) -> str:
    """An id of at most 200 characters; one that is cut is told from others by a hash."""
    return name if len(name) <= 200 else f"{name[:180]}~{_hash(name, 12)}"


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:digits]


def scrub(text: str) -> str:
    """Control characters and lone surrogates become U+FFFD, one for one, so that spans stay where they are.

    Neither SQLite nor a tokenizer takes them as text.
    """
    return _UNWANTED.sub("\ufffd", text)
