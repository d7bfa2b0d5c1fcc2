"""One file to its articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from rag.errors import DocumentError
from rag.ingest.article import Article
from rag.ingest.read.apart import READERS
from rag.ingest.read.base import SUFFIXES, Block, Draft, ReadLimits, read_bytes
from rag.ingest.read.clean import assemble, one_line, visible
from rag.ingest.read.dates import date_in_name, date_line
from rag.ingest.read.decode import decode
from rag.ingest.read.docx import read_docx
from rag.ingest.read.epub import read_epub
from rag.ingest.read.find import os_error, printable
from rag.ingest.read.html import read_html
from rag.ingest.read.jsonl import line_name, read_jsonl
from rag.ingest.read.markdown import read_markdown
from rag.ingest.read.meta import title_of_name, useful_title
from rag.ingest.read.pdf import read_pdf
from rag.ingest.read.plain import read_text
from rag.ingest.read.problem import Problem
from rag.text.language import UNKNOWN, detect_language

SUPPORTED_SUFFIXES = frozenset(SUFFIXES)
"""The file name endings that are read, in lower case with their dot."""

SURE_CHARACTERS = 300
"""From this length on the text itself tells French from English better than what a template declares."""

FIRST_LINE_CHARACTERS = 120

APART = frozenset({"pdf", "docx", "epub", "html"})
"""Formats whose readers are large, or have known ways to be kept busy."""

APART_FROM = 100_000
"""A file of any other format with more bytes than this is read apart as well. A smaller one takes seconds at most."""


def read_file(path: Path, limits: ReadLimits) -> Iterator[Article | Problem]:
    """The articles of a file: one, or for JSONL as many as there are lines.

    Raises nothing: what cannot be read comes as a Problem, named by the file, or by the file and the line.
    """
    name = printable(path.name)
    try:
        if is_streamed(path):
            yield from _lines(path, limits)
        else:
            _kind(path)  # before its bytes are read, which may be many
            yield _somewhere(path, read_bytes(path, limits), limits)
    except DocumentError as error:
        yield Problem(name, error)
    except OSError as error:
        yield Problem(name, os_error(error))


def is_streamed(path: PurePath) -> bool:
    """Whether a file holds many articles, and is read as it goes."""
    return SUFFIXES.get(path.suffix.lower()) == "jsonl"


def read_data(path: PurePath, data: bytes, limits: ReadLimits) -> Iterator[Article | Problem]:
    """The article of a file whose bytes are at hand; of `path` only the name counts. Not for JSONL.

    Raises nothing, as `read_file`.
    """
    try:
        yield _somewhere(path, data, limits)
    except DocumentError as error:
        yield Problem(printable(path.name), error)


def read_one(path: PurePath, data: bytes, limits: ReadLimits) -> Article:
    """The article of a file whose bytes are at hand, read in this process. Raises DocumentError."""
    return _article(_draft(_kind(path), path, data, limits), path)


def _somewhere(path: PurePath, data: bytes, limits: ReadLimits) -> Article:
    """What can be made to do harm, or to take long, is read in a process apart."""
    if _kind(path) in APART or len(data) > APART_FROM:
        return READERS.read(path.name, data, limits)
    return read_one(path, data, limits)


def _lines(path: Path, limits: ReadLimits) -> Iterator[Article | Problem]:
    for draft in read_jsonl(path, limits):
        if isinstance(draft, Problem):
            yield draft
            continue
        try:
            yield _article(draft, path)
        except DocumentError as error:
            yield Problem(line_name(path, draft.line), error)


def _kind(path: PurePath) -> str:
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        supported = ", ".join(SUFFIXES)
        raise DocumentError("file_unsupported", suffix=path.suffix or path.name, supported=supported)
    return kind


def _draft(kind: str, path: PurePath, data: bytes, limits: ReadLimits) -> Draft:
    if kind == "pdf":
        return read_pdf(data, path.stem, limits)
    if kind == "docx":
        return read_docx(data, path.stem, limits)
    if kind == "epub":
        return read_epub(data, limits)
    if kind == "html":
        return read_html(data)
    text = decode(data)
    return read_markdown(text.replace("\r\n", "\n")) if kind == "markdown" else read_text(text)


def _article(draft: Draft, path: PurePath) -> Article:
    """Fills in what the file does not say. Raises DocumentError (`file_no_text`) where there is nothing to read."""
    title = _title(draft, path.stem)
    text, headings = assemble(_without_title(_titled(draft), title))
    if not text:
        raise DocumentError("file_no_text")
    date = draft.date or date_in_name(path.stem) if not draft.member else draft.date
    return Article(
        title=title,
        text=text,
        headings=headings,
        date=date or (date_line(text) if not draft.member else None) or draft.fallback_date,
        language=_language(draft, text),
        source=one_line(draft.source),
        url=one_line(draft.url),
        member=one_line(draft.member),
        given_id=one_line(draft.given_id),
    )


def _title(draft: Draft, stem: str) -> str:
    """As stated, else from the properties of the file, the first heading, the first line, the file name."""
    first = next((block for block in draft.blocks if visible(block.text)), Block(""))
    heading = next((text for block in draft.blocks if block.level and (text := one_line(block.text))), "")
    stated = one_line(draft.title) or useful_title(one_line(draft.meta_title), stem)
    return (
        stated or heading or (_first_line(first) if draft.first_line_titles else "") or title_of_name(printable(stem))
    )


def _first_line(block: Block) -> str:
    """A first paragraph that reads like a title: one short line that does not end like a sentence."""
    line = block.text.strip()
    fits = "\n" not in line and len(line) <= FIRST_LINE_CHARACTERS and any(map(str.isalpha, line))
    return one_line(line) if fits and not line.endswith((".", ",", ";", ":", "…")) else ""


def _titled(draft: Draft) -> list[Block]:
    """The blocks, with a first line that reads like a title as the heading that it is."""
    for position, block in enumerate(draft.blocks):
        if visible(block.text):
            if draft.first_line_titles and not block.level and _first_line(block):
                return [*draft.blocks[:position], replace(block, level=1), *draft.blocks[position + 1 :]]
            break
    return draft.blocks


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without a first heading that only repeats the title, unless it is all there is.

    It is the title where it is of the first level or no other heading is as high.
    """
    position = next((i for i, block in enumerate(blocks) if visible(block.text)), 0)
    first, rest = (blocks[position], blocks[position + 1 :]) if blocks else (Block(""), [])
    highest = first.level == 1 or all(not block.level or block.level > first.level for block in rest)
    repeats = first.level > 0 and highest and _folded(first.text) == _folded(title)
    return rest if repeats and any(visible(block.text) for block in rest) else blocks


def _folded(text: str) -> str:
    return one_line(text).replace("\u00a0", " ").replace("’", "'").casefold()


def _language(draft: Draft, text: str) -> str:
    if draft.language:
        return draft.language
    found = detect_language(text)
    sure = found in ("fr", "en") and len(text) >= SURE_CHARACTERS
    return found if sure or not draft.declared_language else draft.declared_language or UNKNOWN
