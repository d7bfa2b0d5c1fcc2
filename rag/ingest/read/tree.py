"""HTML to a tree of elements, whatever the markup is like."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from rag.ingest.read.base import words

MAX_DEPTH = 150
"""Elements nested deeper become children of the one at this depth, so that walking the tree cannot overflow."""

VOID = frozenset(words("area base br col embed hr img input link meta param source track wbr"))
IGNORED = frozenset(
    words("script style noscript template svg math iframe object canvas audio video select button textarea dialog")
)
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
_SCOPES = frozenset({"ul", "ol", "dl", "table", "div", "section", "article", "td", "th", "body", "html"})


@dataclass(slots=True)
class Element:
    """An element. `children` holds elements and strings in document order; `size` counts its visible characters."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    size: int = 0

    def get(self, name: str) -> str:
        """The value of an attribute, or ""."""
        return self.attributes.get(name, "")

    def walk(self) -> list[Element]:
        """The element and all below it, in document order."""
        found: list[Element] = []
        waiting = [self]
        while waiting:
            element = waiting.pop()
            found.append(element)
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))
        return found

    def text(self) -> str:
        """All text below, as it stands in the source."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._imply_ends(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID and len(self._open) < MAX_DEPTH:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self._open[-1].tag == tag:
            self._pop()

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
        if not any(element.tag in IGNORED for element in self._open):
            self._open[-1].size += len(data.strip())

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[6:])

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        # The standard library's raises AssertionError for "<![" with anything unknown behind it.
        end, length = (self.rawdata.find("]]>", i), 3) if self.rawdata.startswith("<![CDATA[", i) else (-1, 3)
        if end < 0:
            end, length = self.rawdata.find(">", i), 1
        if end < 0:
            return -1
        if report:
            self.unknown_decl(self.rawdata[i + 3 : end])
        return end + length

    def close(self) -> None:
        super().close()
        while len(self._open) > 1:
            self._pop()

    def _pop(self) -> Element:
        element = self._open.pop()
        self._open[-1].size += element.size
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


def parse_html(source: str) -> Element:
    """The root of the tree. Any text gives one; its `size` is set on every element."""
    builder = _Builder()
    builder.feed(source)
    builder.close()
    return builder.root
