"""A chat model's reply as it comes: the words to be shown, and each sentence with its markers once it has ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from rag.answer.generate.markers import Mark, finished, unmarked
from rag.text.sentences import split_sentences

_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`")
_ITEM = re.compile(r"\A\s*(?:[-*•–—#>]+\s+|\d{1,2}[.)]\s+)+")
_LABEL = re.compile(r"^(?:marker|from):\s*")
"""Of the prompt: small models copy it."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, halves of surrogate pairs, and what hides, joins or turns round the letters beside it."""
_INK = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a reply. `codes` are its markers, each once; `unknown` those that stand for no passage."""

    text: str
    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class Reply:
    """Takes the reply piece by piece. `known` are the markers that stand for a passage.

    `clear` says how much of a sentence that has not ended can be shown; what is held back comes before the sentence.
    """

    def __init__(self, known: Collection[str], clear: Callable[[str], int] = len) -> None:
        self._known = known
        self._clear = clear
        self._buffer = ""
        self._shown = 0  # characters of the buffer's text without markers that were shown

    def feed(self, piece: str) -> list[str | Said]:
        """What can be shown now, and each sentence that has ended with it, behind the last of its text."""
        self._buffer += piece
        found = self._ended(last=False)
        text = unmarked(self._buffer[: finished(self._buffer)], self._known).text
        return [*found, *self._fresh(text, self._clear(text))]

    def end(self) -> list[str | Said]:
        """The rest."""
        found = self._ended(last=True)
        text = unmarked(self._buffer, self._known).text
        found += self._fresh(text, len(text))
        self._buffer, self._shown = "", 0
        return found

    def _ended(self, *, last: bool) -> list[str | Said]:
        """Takes the sentences out of the buffer behind which another has begun: what follows may be their marker.

        The `last` one needs none behind it.
        """
        found: list[str | Said] = []
        while (
            first := self._first(self._buffer if last else self._buffer[: finished(self._buffer)], last=last)
        ) is not None:
            said, behind, text = first
            found += [*self._fresh(text, len(text)), *said]
            self._buffer = self._buffer[behind:]
            self._shown -= len(text)
        return found

    def _fresh(self, text: str, end: int) -> list[str]:
        fresh = text[self._shown : end]
        self._shown = max(self._shown, end)
        return [fresh] if fresh else []

    def _first(self, text: str, *, last: bool) -> tuple[list[Said], int, str] | None:
        """The first sentence, where the next one begins in the text as written, and the text before that.

        None where no other has begun; the `last` one needs none behind it.
        """
        plain = unmarked(text, self._known)
        spans = split_sentences(plain.text)
        if not spans or not (last or (len(spans) > 1 and _INK.search(plain.text, spans[1].start, spans[1].end))):
            return None
        following = spans[1].start if len(spans) > 1 else len(plain.text)
        behind = plain.written_at(following) if len(spans) > 1 else len(text)
        own = [m for m in plain.marks if m.place < following or len(spans) == 1]
        return _said(plain.text[spans[0].start : spans[0].end], own), behind, plain.text[:following]


def _said(text: str, marks: Sequence[Mark]) -> list[Said]:
    shown = tidy(text)
    if not _INK.search(shown):
        return []
    codes = dict.fromkeys(m.code for m in marks if m.code is not None)
    unknown = dict.fromkeys(m.raw for m in marks if m.code is None)
    return [Said(shown, tuple(codes), tuple(unknown))]


def visible(text: str) -> str:
    """The text without what nobody sees and without what could steer a terminal."""
    return _UNSEEN.sub("", text)


def tidy(text: str) -> str:
    """A sentence on one line, without the bullets and the emphasis of Markdown and without the prompt's own marks."""
    return " ".join(_EMPHASIS.sub("", _ITEM.sub("", _LABEL.sub("", text).lstrip())).split())
