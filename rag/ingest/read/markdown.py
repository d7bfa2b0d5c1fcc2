"""Markdown: CommonMark with tables, to blocks without markup; and front matter."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator, Sequence
from functools import cache

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from rag.errors import DocumentError
from rag.ingest.read.base import Block, Draft
from rag.ingest.read.dates import stated_date
from rag.ingest.read.html_blocks import html_blocks
from rag.ingest.read.meta import stated_language

MAX_FRONT_MATTER = 65_536
"""In characters: what is longer between two `---` is text."""

PART_CHARACTERS = 300_000
"""A longer text is parsed in parts of about this length."""

MAX_DEFINITIONS = 5000
"""How many link definitions of a long text are given to each part."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+.{0,300}$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?[ \t]?")
_PIECES = "pieces"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


_SHORT = reprlib.Repr()
"""Shows the beginning of a value alone: lists of aliases of lists of aliases are endless as text."""
_SHORT.maxlevel = 2


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter, keys in lower case, and the text after it.

    What stands between two `---` but is no mapping is text. Raises DocumentError where the YAML cannot be read.
    """
    match = _FRONT_MATTER.match(text)
    if not match or len(match[1]) > MAX_FRONT_MATTER:
        return {}, text
    try:
        # It makes nothing but strings, lists and mappings, whatever the tags: `lang: no` is Norwegian, `title: 1984` a
        # title, and `!!int` of what is no number no failure.
        found = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506 - safer than SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError("front_matter_bad", line=mark.line + 2 if mark else 1) from error
    except RecursionError as error:
        raise DocumentError("front_matter_bad", line=1) from error
    if not isinstance(found, dict):
        return {}, text
    fields = {str(key).lower(): value for key, value in found.items()}
    return {key: _scalar(key, value) for key, value in fields.items() if key in _FIELDS}, text[match.end() :]


_FIELDS = frozenset(("title", "date", "lang", "language", "source", "url"))


def _scalar(key: str, value: object) -> str:
    if isinstance(value, str):
        return "" if value.strip().lower() in ("null", "~") else value.strip()
    raise DocumentError("field_bad", field=key, value=_SHORT.repr(value)[:80])


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read_markdown(text: str) -> Draft:
    """A Markdown document. Raises DocumentError for front matter that cannot be read."""
    fields, body = front_matter(text)
    blocks = [block for part in _parts(body) for block in _markdown_blocks(part, body)]
    return Draft(
        blocks=blocks,
        title=fields.get("title", ""),
        date=stated_date(fields.get("date", "")),
        language=stated_language(fields.get("lang") or fields.get("language", "")),
        source=fields.get("source", ""),
        url=fields.get("url", ""),
    )


def _parts(body: str) -> Iterator[str]:
    """The text in parts of bounded length: the parser takes 200 times the memory of what it is given at once.

    A part ends before a heading or at a blank line, outside of code.
    """
    start, position, fence = 0, 0, ""
    for line in body.splitlines(keepends=True) if len(body) > PART_CHARACTERS else ():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and position - start > PART_CHARACTERS and (line.startswith("#") or not line.strip()):
            yield body[start:position]
            start = position
        position += len(line)
    yield body[start:]


def _markdown_blocks(part: str, body: str) -> list[Block]:
    env: dict[str, object] = {}
    if len(part) < len(body):
        _parser().parse("\n\n".join(_DEFINITION.findall(body)[:MAX_DEFINITIONS]), env)
    tokens = _parser().parse(part, env)
    for token in tokens:
        if (
            token.type == "inline"
        ):  # what is in a line stays a list: as a tree, a thousand asterisks are a tree too deep
            token.meta[_PIECES], token.children = token.children or [], []
    return [block for node in _nodes(tokens) for block in _blocks(node)]


def _nodes(tokens: Sequence[Token]) -> Iterator[SyntaxTreeNode]:
    """The blocks of the text, each as a tree of its own: one tree of them all is in memory until the last is read."""
    start = 0
    for end, token in enumerate(tokens, 1):
        if token.level == 0 and token.nesting <= 0:  # it closes a block, or is one by itself
            yield from SyntaxTreeNode(tokens[start:end]).children
            start = end


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.type == "heading":
        yield Block(_inline(node), level=int(node.tag[1]))
    elif node.type == "paragraph":
        yield Block(_inline(node))
    elif node.type in ("fence", "code_block"):
        yield Block(node.content, verbatim=True)
    elif node.type in ("bullet_list", "ordered_list"):
        yield Block("\n".join(_list_lines(node)), is_list=True)
    elif node.type == "table":
        yield Block("\n".join(_table_lines(node)))
    elif node.type == "html_block":
        yield from html_blocks(node.content)
    else:
        for child in node.children:
            yield from _blocks(child)


def _list_lines(node: SyntaxTreeNode) -> Iterator[str]:
    number = int(str(node.attrs.get("start", 1)))
    for item in node.children:
        marker = "• " if node.type == "bullet_list" else f"{number}. "
        number += 1
        for block in (b for child in item.children for b in _blocks(child)):
            text = block.text.strip("\n")
            if text and not block.is_list:
                text, marker = marker + text, ""  # an item has one marker; its further paragraphs are lines
            if text:
                yield text


def _table_lines(node: SyntaxTreeNode) -> Iterator[str]:
    for row in node.walk():
        if row.type == "tr":
            yield " | ".join(_inline(cell).replace("\n", " ") for cell in row.children)


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_pieces(token for child in node.children if child.type == "inline" for token in _tokens(child)))


def _tokens(node: SyntaxTreeNode) -> list[Token]:
    return node.token.meta[_PIECES] if node.token else []


def _pieces(tokens: Iterator[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield _FOOTNOTE.sub("", token.content)
        elif token.type == "code_inline":
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.match(token.content)):
            yield "\n"
