"""HTML to a tree of elements, whatever the markup is like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Flag, auto
from html import unescape
from html.parser import HTMLParser

from rag.ingest.read.base import words

MAX_DEPTH = 150
"""Elements nested deeper become children of the one at this depth, so that walking the tree cannot overflow."""

VOID = frozenset(words("area base br col embed hr img input link meta param source track wbr"))
IGNORED = frozenset(
    words("script style noscript template svg math iframe object canvas audio video select button textarea dialog")
)
BLOCK_TAGS = frozenset(
    words("""
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search section summary table tbody td
    tfoot th thead tr ul caption""")
)
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLOSES_P = frozenset(
    words("""
    address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hr main nav ol p pre section table ul""")
)
_CLOSES: dict[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "option": frozenset({"option"}),
    "thead": frozenset({"tr", "td", "th", "thead", "tbody", "tfoot"}),
    "tbody": frozenset({"tr", "td", "th", "thead", "tbody", "tfoot"}),
    "tfoot": frozenset({"tr", "td", "th", "thead", "tbody", "tfoot"}),
    "body": frozenset({"head", "title"}),
}
_KEPT = frozenset(
    words("""
    aria-hidden charset class content datetime epub:type full-path hidden href id idref itemprop lang media-type name
    properties property pubdate rel role start style type uri xml:lang""")
)
"""The attributes that are read. The others go at once: pictures written into a page can be megabytes of them."""

_SCOPES = frozenset({"ul", "ol", "dl", "table", "div", "section", "article", "td", "th", "body", "html"})


class Holds(Flag):
    """What an element is, or has somewhere below it."""

    NOTHING = 0
    BLOCK = auto()
    HEADING = auto()
    H1 = auto()
    TABLE = auto()


_TAG_HOLDS: dict[str, Holds] = dict.fromkeys(BLOCK_TAGS, Holds.BLOCK)
_TAG_HOLDS |= dict.fromkeys(HEADING_TAGS, Holds.BLOCK | Holds.HEADING)
_TAG_HOLDS |= {"h1": Holds.BLOCK | Holds.HEADING | Holds.H1, "table": Holds.BLOCK | Holds.TABLE}


@dataclass(slots=True)
class Element:
    """An element. `children` holds elements and strings in document order; `size` counts its visible characters."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    size: int = 0
    holds: Holds = Holds.NOTHING

    def get(self, name: str) -> str:
        """The value of an attribute, or ""."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def text(self) -> str:
        """All text below, as it stands in the source."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]
        self._sections_end = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._imply_ends(tag)
        element = Element(tag, {name: value or "" for name, value in attrs if name in _KEPT})
        element.holds = _TAG_HOLDS.get(tag, Holds.NOTHING)
        self._open[-1].children.append(element)
        if tag not in VOID and len(self._open) < MAX_DEPTH:
            self._open.append(element)
        else:
            self._open[-1].holds |= element.holds

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self._open[-1].tag == tag:
            self._pop()

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        last = self._open[-1]
        ignored = any(element.tag in IGNORED for element in self._open)
        if not ignored:
            last.size += len(data.strip())
        if not ignored or "ld+json" in last.get("type"):
            last.children.append(data)

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[6:])

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        # The standard library's raises AssertionError for "<![" with anything unknown behind it.
        end, length = -1, 3
        if self._sections_end and self.rawdata.startswith("<![CDATA[", i):
            end = self.rawdata.find("]]>", i)
            self._sections_end = end >= 0  # or each of many would be looked through for its end
        if end < 0:
            end, length = self.rawdata.find(">", i), 1
        if end < 0:
            return -1
        if report:
            self.unknown_decl(self.rawdata[i + 3 : end])
        return end + length

    def finish(self, rest: str) -> None:
        """Closes what is open, after what stands behind the last tag."""
        self.close()
        if rest and not self.cdata_elem:
            self.handle_data(unescape(rest))
        while len(self._open) > 1:
            self._pop()

    def _pop(self) -> Element:
        element = self._open.pop()
        self._open[-1].size += element.size
        self._open[-1].holds |= element.holds
        return element

    def _imply_ends(self, tag: str) -> None:
        """Closes what this tag cannot be inside of: `<p>` and `<li>` need no end tag in HTML."""
        if tag in _CLOSES_P and self._open[-1].tag == "p":
            self._pop()
        closed = _CLOSES.get(tag)
        if not closed:
            return
        for depth in range(len(self._open) - 1, 0, -1):
            name = self._open[depth].tag
            if name in closed:
                while len(self._open) > depth:
                    self._pop()
            elif name in _SCOPES:
                return


def _without_comments(source: str) -> str:
    """The source without comments; of one that is never closed only the opening goes.

    The parser of the standard library looks for the end of each comment from its beginning: a page of openings
    alone keeps it busy for minutes.
    """
    pieces, position = [], 0
    while (start := source.find("<!--", position)) >= 0:
        pieces.append(source[position:start])
        if source.endswith(("<", "<!", "<!-"), position, start):
            pieces.append("\0")  # or what is left and right of the comment would begin another; it goes with the rest
        end = source.find("-->", start + 4)
        if end < 0:
            return "".join(pieces) + source[start:].replace("<!--", "")
        position = end + 3
    return "".join(pieces) + source[position:]


def parse_html(source: str) -> Element:
    """The root of the tree. Any text gives one; its `size` is set on every element."""
    builder = _Builder()
    plain = _without_comments(source)
    # After the last ">" nothing ends any more. The parser would look for the end from each "<" that is there.
    end = plain.rfind(">") + 1
    builder.feed(plain[:end])
    builder.finish(plain[end:])
    return builder.root
