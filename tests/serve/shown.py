"""An article's page as a browser reads it."""

from __future__ import annotations

from html.parser import HTMLParser


class Shown(HTMLParser):
    """The elements of a page, the attributes of each, its text, and what is marked in it."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = self.marked = ""
        self._open: list[str] = []
        self.feed(str(markup).replace("<pre>\n", "<pre>"))  # as browsers read it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "pre" in self._open:
            self.text += data
        if "mark" in self._open:
            self.marked += data

    def of(self, tag: str, name: str) -> list[str | None]:
        """The values of an attribute."""
        return [value for one, known, value in self.attributes if (one, known) == (tag, name)]
