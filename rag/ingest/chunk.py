"""A document to its passages: along headings, then paragraphs, then sentences.

- Whole paragraphs are packed together near the target. A paragraph longer than the limit is cut at sentence ends into
  pieces of about one size; a sentence longer than the limit at a clause, else at a word, else anywhere.
- A heading begins the passage that it introduces; a section without a body goes with the next one, and headings with
  nothing after them with what stands before. Sections of level 1 or 2 share a passage only where one is tiny.
- `Passage.heading` is the path of the headings above the passage's first character, outermost first and without the
  document's title. A heading that the passage itself begins with is in its text, hence not in that path: so every
  heading is embedded once with each passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.ingest.atoms import Atom, TokenCounter, atoms_of, proper_headings
from rag.ingest.pack import halves, joined_small, pack
from rag.ports import Chunker
from rag.text.cut import cut_span
from rag.types import Document, Passage, Span

PATH_SEPARATOR = " › "
HEADING_TOKENS = 48
"""The most tokens of a path of headings: with the text and a title it stays below the embedder's 512."""

_LETTERS = 60  # from that many on, the passage itself says its language
_LETTERS_THIRD = 200  # and from that many on, even one that is neither French nor English
_EXPECTED = frozenset({"fr", "en"})


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How long passages are, in the embedder's tokens.

    160 is between the paragraph of an encyclopaedia (about 190) and the two or three paragraphs of a press article
    that make one point; 256, half of what the embedder reads, leaves room for title and headings and for one whole
    paragraph that is longer than most.
    """

    target_tokens: int = 160
    max_tokens: int = 256

    def __post_init__(self) -> None:
        if not 1 <= self.target_tokens <= self.max_tokens:
            message = f"1 <= target_tokens <= max_tokens does not hold: {self.target_tokens}, {self.max_tokens}"
            raise ValueError(message)


def make_chunker(count_tokens: TokenCounter, settings: ChunkSettings, detect: Callable[[str], str]) -> Chunker:
    """A chunker that counts with the embedder's tokenizer and asks `detect` for the language of a passage."""
    return _PassageChunker(count_tokens, settings, detect)


@dataclass(frozen=True, slots=True)
class _PassageChunker:
    count: TokenCounter
    settings: ChunkSettings
    detect: Callable[[str], str]

    def __call__(self, document: Document) -> list[Passage]:
        """The passages in order: not overlapping, no ink left out, no white space around them."""
        spans = self._spans(document)
        paths = _bounded(_paths(document, spans), self.count)
        return [self._passage(document, span, path) for span, path in zip(spans, paths, strict=True)]

    def _spans(self, document: Document) -> list[Span]:
        target, limit = self.settings.target_tokens, self.settings.max_tokens
        atoms = atoms_of(document, self.count, limit)
        groups = pack(joined_small(atoms, target // 8), target, limit)
        return self._checked(document.text, groups, limit)

    def _checked(self, text: str, groups: Sequence[Sequence[Atom]], limit: int) -> list[Span]:
        """The spans of the groups; a group that has more tokens than the sum of its pieces may be cut once more."""
        spans = [_span(group) for group in groups]
        sizes = self.count([text[start:end] for start, end in spans]) if spans else []
        fitting: list[Span] = []
        for group, span, size in zip(groups, spans, sizes, strict=True):
            if size <= limit or span.end - span.start == 1:
                fitting.append(span)
            else:
                fitting += self._checked(text, _parts(text, group, span), limit)
        return fitting

    def _passage(self, document: Document, span: Span, path: str) -> Passage:
        text = document.text[span.start : span.end]
        return Passage(document.id, span.start, span.end, text, self._language(document, text), path)

    def _language(self, document: Document, text: str) -> str:
        """What the passage is written in; the document's language where the passage is too short to tell."""
        letters = sum(map(str.isalpha, text))
        if letters < _LETTERS:
            return document.language
        found = self.detect(text)
        third = document.language in _EXPECTED and found not in _EXPECTED
        return document.language if found == "und" or (third and letters < _LETTERS_THIRD) else found


def _parts(text: str, group: Sequence[Atom], span: Span) -> list[Sequence[Atom]]:
    """A group that is too long in two, a piece that is too long in about two."""
    if len(group) > 1:
        return halves(group)
    return [[Atom(piece, "clause")] for piece in cut_span(text, span, -(-(span.end - span.start) // 2))]


def _span(group: Sequence[Atom]) -> Span:
    return Span(group[0].span.start, group[-1].span.end)


def _paths(document: Document, spans: Sequence[Span]) -> list[tuple[str, ...]]:
    """The headings above the start of each span, outermost first."""
    headings = proper_headings(document)
    title = _plain(document.title).casefold()
    above: list[tuple[int, str]] = []
    paths: list[tuple[str, ...]] = []
    at = 0
    for span in spans:
        while at < len(headings) and headings[at].span.start < span.start:
            name = _plain(document.text[slice(*headings[at].span)])
            above = [*(h for h in above if h[0] < headings[at].level), (headings[at].level, name)]
            at += 1
        own = headings[at].level if at < len(headings) and headings[at].span.start == span.start else 7
        paths.append(tuple(name for level, name in above if level < own and name and name.casefold() != title))
    return paths


def _plain(heading: str) -> str:
    """A heading on one line, without the number signs of Markdown."""
    words = heading.split()
    return " ".join(words[1:] if words and not words[0].strip("#") else words)


def _bounded(paths: Sequence[tuple[str, ...]], count: TokenCounter) -> list[str]:
    """The paths as text, of at most `HEADING_TOKENS` tokens: outer headings go first, then the end of the last."""
    short = {path: path for path in paths if path}
    long = list(short)
    while long:
        numbers = count([PATH_SEPARATOR.join(short[path]) for path in long])
        over = [(path, number) for path, number in zip(long, numbers, strict=True) if number > HEADING_TOKENS]
        for path, number in over:
            short[path] = _shorter(short[path], number)
        long = [path for path, _ in over if short[path]]
    return [PATH_SEPARATOR.join(short[path]) if path else "" for path in paths]


def _shorter(path: tuple[str, ...], tokens: int) -> tuple[str, ...]:
    if len(path) > 1:
        return path[1:]
    name = path[0].removesuffix("…")
    room = min(len(name) * HEADING_TOKENS * 9 // (tokens * 10), len(name) - 1)
    if room < 1:
        return ()
    words, space, _ = name[:room].rpartition(" ")
    return ((words if space and words else name[:room]) + "…",)
