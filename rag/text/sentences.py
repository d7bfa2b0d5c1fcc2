"""Text to the spans of its sentences, French and English together.

First the text falls into blocks: a blank line always ends a sentence, and so does the line end before or after a list
item. Within a block every run of terminators (".", "?!", "…") is judged once, by the word before it and by what
follows (`rag.text.stops`). What is still longer than `MAX_SENTENCE` is cut at the best place (`rag.text.cut`). Each
step looks at a bounded stretch around each place, so that the time grows with the length of the text and with nothing
else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text.cut import cut_span, skip_space, trim
from rag.text.stops import Stop, ends_sentence
from rag.types import Span

MAX_SENTENCE = 1000
"""The most characters that a sentence has; a longer one is cut."""

_LINE_END = re.compile(r"[\n\r\x85\u2028\u2029]\s*")
_ITEM = re.compile(r"(?:[•‣◦▪▫●○■□✓✔➢➤*+-]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t\u00a0\u202f]+[^\s.!?…]")
_DASH = re.compile(r"[–—][ \t\u00a0\u202f]*(\S)")
_LINE_CLOSERS = frozenset(";:,.!?…»")
_INK = re.compile(r"\w")

# A run of terminators, with the spaces that French puts into it: "?", "?!", "? !", "...".
_TERMINATOR = re.compile(r"[.!?…‼⁇⁈⁉؟।。！？]++(?:[ \u00a0\u202f]?[!?…]++)*+")
_WIDE = frozenset("。！？।")  # these need no space after them
# What stays with the sentence after its terminator: quotes, brackets, emphasis, the numbers of notes.
_CLOSERS = re.compile(
    r"(?:[ \t\u00a0\u2009\u202f]*+[»›]|[\"'”’)\]}*_`¹²³⁰⁴-⁹]|[ \u00a0\u202f]?\[\d{1,3}\]|\[[^\[\]\n]{1,24}\])*+"
)
_SPACED_QUOTE = re.compile(r"[ \u00a0\u202f]\"(?=\s|\Z)")


def split_sentences(text: str) -> list[Span]:
    """The sentences of the text in order: not overlapping, without white space around them, nothing left out."""
    sentences: list[Span] = []
    for block in _blocks(text):
        for span in _Block(text, block).sentences():
            if span.end - span.start > MAX_SENTENCE:
                sentences += cut_span(text, span, MAX_SENTENCE)
            elif span.start < span.end:
                sentences.append(span)
    return sentences


def _blocks(text: str) -> Iterator[Span]:
    """Stretches that no sentence reaches out of."""
    start = skip_space(text, 0, len(text))
    item = _item_indent(text, start, text[:start])
    for line_end in _LINE_END.finditer(text, start):
        gap, at = line_end.group(), line_end.end()
        indent = _indent(gap)
        next_item = _item_indent(text, at, gap)
        listed = next_item is not None or (item is not None and indent <= item)
        if listed or _paragraph_ends(gap) or _dash_begins(text, line_end.start(), at):
            yield Span(start, line_end.start())
            start, item = at, next_item
    yield Span(start, len(text))


def _indent(gap: str) -> int:
    return len(gap) - 1 - max(gap.rfind("\n"), gap.rfind("\r"))


def _item_indent(text: str, at: int, gap: str) -> int | None:
    """How far the list item that begins here is indented; None where none begins."""
    return _indent(gap) if _ITEM.match(text, at) else None


def _paragraph_ends(gap: str) -> bool:
    return gap.count("\n") + gap.count("\r") - gap.count("\r\n") > 1 or "\u2029" in gap


def _dash_begins(text: str, line_end: int, at: int) -> bool:
    """Whether a line that begins with a long dash is a speech or an item, and not a wrapped parenthesis."""
    dash = _DASH.match(text, at)
    if not dash:
        return False
    before = text[max(0, line_end - 2) : line_end].rstrip()[-1:]
    return dash[1].isupper() or dash[1] in '«“"' or before in _LINE_CLOSERS


class _Block:
    """One block, and what is known of the sentence that is being read."""

    def __init__(self, text: str, block: Span) -> None:
        self.text = text
        self.start, self.end = block
        self.first_word = -1  # where the first word character of the sentence stands, once looked for
        self.quotes, self.quotes_to = 0, self.start  # how many straight double quotes stand before that place

    def sentences(self) -> Iterator[Span]:
        """The sentences of the block; the last may be empty."""
        for run in _TERMINATOR.finditer(self.text, self.start, self.end):
            if not self._has_word(run.start()):
                continue  # an ellipsis or a quotation mark alone is no sentence
            after = self._after_closers(run.end())
            if self._ends(run, after):
                yield trim(self.text, self.start, after)
                self.start, self.first_word = skip_space(self.text, after, self.end), -1
        yield trim(self.text, self.start, self.end)

    def _has_word(self, before: int) -> bool:
        if self.first_word < 0:
            word = _INK.search(self.text, self.start, self.end)
            self.first_word = word.start() if word else self.end
        return self.first_word < before

    def _after_closers(self, run_end: int) -> int:
        """Where the sentence would end if it ended with the run that ends here."""
        closers = _CLOSERS.match(self.text, run_end, self.end)
        after = closers.end() if closers else run_end
        if _SPACED_QUOTE.match(self.text, after, self.end):
            # `" Oui. " dit-il`: with a space on both sides only their number tells an opening from a closing quote.
            self.quotes += self.text.count('"', self.quotes_to, after)
            self.quotes_to = after
            after += 2 * (self.quotes % 2)
        return after

    def _ends(self, run: re.Match[str], after: int) -> bool:
        if after < self.end and not self.text[after].isspace():
            return self.text[run.end() - 1] in _WIDE
        stop = Stop(self.text, self.start, run.start(), run.end(), after)
        return ends_sentence(stop, skip_space(self.text, after, self.end), self.end)
