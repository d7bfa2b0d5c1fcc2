"""PDF: lines on pages to paragraphs under headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.errors import DocumentError
from rag.ingest.read.base import Draft, ReadLimits
from rag.ingest.read.dates import parse_date
from rag.ingest.read.meta import language_code, useful_title
from rag.ingest.read.pdf_headings import mark_headings
from rag.ingest.read.pdf_pages import page_lines, without_contents, without_furniture
from rag.ingest.read.pdf_paragraphs import pdf_blocks
from rag.ingest.read.vendor import extract


def read_pdf(data: bytes, stem: str, limits: ReadLimits) -> Draft:
    """A PDF; `stem` is its file name without the ending.

    Raises DocumentError where it is damaged, protected by a password, or holds only pictures of text.
    """
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("file_damaged", kind="PDF")
    result = extract(data, "application/pdf", "PDF", limits)
    metadata: Mapping[str, Any] = result.metadata
    document: Mapping[str, Any] = result.document or {}
    pages = [page_lines(page["content"]) for page in result.pages or []]
    if not any(any(map(str.isalnum, line)) for page in pages for line in page):
        raise DocumentError("file_scanned")
    pages, contents = without_contents(without_furniture(pages))
    lines = mark_headings(pages, document.get("nodes") or [], contents)
    return Draft(
        blocks=pdf_blocks(lines),
        meta_title=useful_title(str(metadata.get("title") or ""), stem),
        fallback_date=parse_date(str(metadata.get("created_at") or "")),
        declared_language=language_code(str(metadata.get("language") or "")),
        first_line_titles=True,
    )
