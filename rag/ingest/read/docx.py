"""Word documents."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from rag.errors import DocumentError
from rag.ingest.read.archive import Archive
from rag.ingest.read.base import Block, Draft, ReadLimits
from rag.ingest.read.dates import parse_date
from rag.ingest.read.meta import language_code, useful_title
from rag.ingest.read.vendor import extract

MIME_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SPACE = b'<w:t xml:space="preserve"> </w:t>'
_RUN = re.compile(rb"<w:r(?: [^>]*)?>(?:(?!</w:r>).)*?</w:r>", re.DOTALL)
_VANISHES = re.compile(rb"<w:(?:webHidden|vanish)(?: w:val=\"(?:1|true|on)\")?\s*/>")
_REPLACED = (
    (re.compile(rb"<w:(?:tab|ptab)(?: [^>]*)?/>(?!\s*</w:tabs>|\s*<w:tab )"), _SPACE),
    (re.compile(rb"<w:noBreakHyphen\s*/>"), b"<w:t>-</w:t>"),
    (re.compile(rb"<w:softHyphen\s*/>"), b""),
)
_NOTE_MARK = re.compile(r"\[\^\d+\]:?")
_TAB_STOPS = re.compile(rb"<w:tabs>.*?</w:tabs>", re.DOTALL)


def read_docx(data: bytes, stem: str, limits: ReadLimits) -> Draft:
    """A Word document; `stem` is its file name without the ending.

    Raises DocumentError where it is damaged, protected, or unpacks to too much.
    """
    archive = Archive(data, "DOCX", limits)
    if not any(name.startswith("word/document") for name in archive.names):
        raise DocumentError("file_damaged", kind="DOCX")
    result = extract(_text_parts(archive), MIME_TYPE, "DOCX", limits)
    metadata: Mapping[str, Any] = result.metadata
    document: Mapping[str, Any] = result.document or {}
    return Draft(
        blocks=list(_blocks(document.get("nodes") or [])),
        meta_title=useful_title(str(metadata.get("title") or ""), stem),
        fallback_date=parse_date(str(metadata.get("created_at") or "")),
        declared_language=language_code(str(metadata.get("language") or "")),
    )


def _text_parts(archive: Archive) -> bytes:
    """The document without its pictures, and with tabs as spaces, which are lost between words otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in sorted(archive.names):
            if name.endswith((".xml", ".rels")):
                part = archive.read(name)
                packed.writestr(name, _mend(part) if name.startswith("word/document") else part)
    return buffer.getvalue()


def _mend(part: bytes) -> bytes:
    part = _TAB_STOPS.sub(b"", part)
    for pattern, replacement in _REPLACED:
        part = pattern.sub(replacement, part)
    return _RUN.sub(lambda run: b"" if _VANISHES.search(run[0]) else run[0], part)


def _blocks(nodes: list[Mapping[str, Any]]) -> Iterator[Block]:
    """The nodes in reading order. Groups repeat their heading, so only leaves are taken."""
    items: list[str] = []
    for node in nodes:
        content = node["content"]
        kind = content["node_type"]
        if kind == "list_item":
            ordered = _is_ordered(node, nodes)
            items.append(f"{len(items) + 1}. {content['text']}" if ordered else f"• {content['text']}")
            continue
        if items:
            yield Block("\n".join(items), is_list=True)
            items = []
        block = _block(kind, content)
        if block is not None:
            yield block
    if items:
        yield Block("\n".join(items), is_list=True)


def _is_ordered(node: Mapping[str, Any], nodes: list[Mapping[str, Any]]) -> bool:
    parent = node.get("parent")
    return parent is not None and bool(nodes[parent]["content"].get("ordered"))


def _block(kind: str, content: Mapping[str, Any]) -> Block | None:
    if kind in ("heading", "title"):
        return Block(content["text"], level=max(1, int(content.get("level", 1))))
    if kind == "table":
        return Block("\n".join(_rows(content["grid"])))
    text = _NOTE_MARK.sub("", content.get("text", ""))
    return Block(text, verbatim=kind == "code") if text and kind != "group" else None


def _rows(grid: Mapping[str, Any]) -> Iterator[str]:
    rows: dict[int, list[str]] = {}
    for cell in grid["cells"]:
        rows.setdefault(cell["row"], []).append(" ".join(cell["content"].split("\n")))
    yield from (" | ".join(cells) for _, cells in sorted(rows.items()) if any(cells))
