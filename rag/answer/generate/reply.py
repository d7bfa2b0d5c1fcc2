"""A chat model's reply as it comes: the words to be shown, and each sentence with its markers once it has ended."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.answer.generate.markers import Mark, finished, unmarked
from rag.text.sentences import split_sentences

_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`")
_ITEM = re.compile(r"\A\s*(?:[-*•–—#>]+\s+|\d{1,2}[.)]\s+)+")
_SCAFFOLD = re.compile(r"</?(?:passage|question)>|^(?:marker|from):\s*")
"""Of the prompt: small models copy it."""
_INK = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a reply. `codes` are its markers, each once; `unknown` those that stand for no passage."""

    text: str
    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class Reply:
    """Takes the reply piece by piece. `known` are the markers that stand for a passage."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._buffer = ""
        self._shown = 0  # characters of the buffer's text without markers that were shown

    def feed(self, piece: str) -> tuple[str, list[Said]]:
        """What can be shown now, and the sentences that have ended with it."""
        self._buffer += piece
        fresh = self._fresh(self._buffer[: finished(self._buffer)])
        return fresh, self._settle()

    def end(self) -> tuple[str, list[Said]]:
        """The rest."""
        fresh = self._fresh(self._buffer)
        said: list[Said] = []
        while (first := self._first(self._buffer, last=True)) is not None:
            said += first[0]
            self._buffer = self._buffer[first[1] :]
        self._buffer, self._shown = "", 0
        return fresh, said

    def _fresh(self, text: str) -> str:
        clean = unmarked(text, self._known).text
        fresh = clean[self._shown :]
        self._shown = max(self._shown, len(clean))
        return fresh

    def _settle(self) -> list[Said]:
        """Takes the sentences out of the buffer behind which another has begun: what follows may be their marker."""
        said: list[Said] = []
        while (first := self._first(self._buffer[: finished(self._buffer)], last=False)) is not None:
            said += first[0]
            self._buffer = self._buffer[first[1] :]
            self._shown -= first[2]
        return said

    def _first(self, text: str, *, last: bool) -> tuple[list[Said], int, int] | None:
        """The first sentence, and where the next one begins, in the text as written and without its markers.

        None where no other has begun; the `last` one needs none behind it.
        """
        plain = unmarked(text, self._known)
        spans = split_sentences(plain.text)
        if not spans or not (last or (len(spans) > 1 and _INK.search(plain.text, spans[1].start, spans[1].end))):
            return None
        following = spans[1].start if len(spans) > 1 else len(plain.text)
        behind = plain.written_at(following) if len(spans) > 1 else len(text)
        own = [m for m in plain.marks if m.place < following or len(spans) == 1]
        return _said(plain.text[spans[0].start : spans[0].end], own), behind, following


def _said(text: str, marks: Sequence[Mark]) -> list[Said]:
    shown = tidy(text)
    if not _INK.search(shown):
        return []
    codes = dict.fromkeys(m.code for m in marks if m.code is not None)
    unknown = dict.fromkeys(m.raw for m in marks if m.code is None)
    return [Said(shown, tuple(codes), tuple(unknown))]


def tidy(text: str) -> str:
    """A sentence on one line, without the bullets and the emphasis of Markdown and without the prompt's own marks."""
    return " ".join(_EMPHASIS.sub("", _ITEM.sub("", _SCAFFOLD.sub("", text).lstrip())).split())
