"""Markers by which a chat model says which passage a sentence stands on.

Opaque words, never numbers: a number could be one of the text. A marker is a word that stands in none of the passages
and in no question, so that an article cannot imitate one, whatever it was written for.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_LETTERS = "bcdfghjkmnpqrstvwxz"
LENGTH = 4
OPENS = "[@"

_LABEL = r"(?:(?<!\w)marker:\s*)?"
"""Before a marker in the prompt: small models copy it."""
_GAP = r"(?<![ \t\u00a0\u202f])[ \t\u00a0\u202f]*+"
"""Spaces from the first on: looked at from each of them, thousands that a model writes in a row would take minutes."""
_GROUP = re.compile(rf"{_GAP}{_LABEL}[\[(【［](?P<inner>[^\[\]()【】［］\n]{{1,80}})[\])】］]")
_BARE = re.compile(rf"{_GAP}{_LABEL}(?<![\w@])@(?P<code>[a-z]{{{LENGTH}}})(?!\w)")
_BETWEEN = re.compile(r"[\s,;]+|\b(?:and|et|passages?|sources?|id)\b[:=]?", re.IGNORECASE)
_NUMBER = re.compile(r"\^?\d{1,3}(?:[-–:]\d{1,3})?")
"""As other systems mark their sources: none of ours is a number."""
_FENCE = re.compile(r"</?(?:passage|question)>")
"""Of the prompt: small models copy it too."""
_UNFINISHED = re.compile(
    rf"{_GAP}{_LABEL}(?:[\[【［][^\[\]【】［］\n]{{0,80}}|\((?:[^\S\n]|[,;]){{0,80}}(?:@[^()\n]{{0,80}})?|@[a-z]{{0,4}})$"
    rf"|(?<![ \t])[ \t]+$"
    rf"|{_GAP}(?<!\w)(?:m|ma|mar|mark|marke|marker|marker:\s*)$|</?[a-z]{{0,8}}$"
)


def codes(seed: str, texts: Collection[str], count: int) -> list[str]:
    """`count` different words of four consonants, the same for the same seed, that stand in none of the texts."""
    held = "\n".join(texts).casefold()
    found: list[str] = []
    for word in _words(seed):
        if len(found) == count:
            break
        if word not in held and word not in found:
            found.append(word)
    return found


def _words(seed: str) -> Iterator[str]:
    step = 0
    while True:
        digest = hashlib.sha256(f"{step}\0{seed}".encode("utf-8", "surrogatepass")).digest()
        yield "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:LENGTH])
        step += 1


def written(code: str) -> str:
    """A marker as the model is asked to write it."""
    return f"{OPENS}{code}]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker that was written: at which place of the text without markers, and how. `code` is None for an unknown."""

    place: int
    raw: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text without its markers. `pieces`: where each stretch of it begins, in `text` and in what was written."""

    text: str
    marks: Sequence[Mark]
    pieces: Sequence[tuple[int, int]]

    def written_at(self, place: int) -> int:
        """Where the character at a place of `text` stands in what was written."""
        begins, at = max(piece for piece in self.pieces if piece[0] <= place)
        return at + place - begins


def unmarked(text: str, known: Collection[str]) -> Unmarked:
    """Takes the markers out, and the fences of the prompt. Brackets that hold anything else stay in the text."""
    kept: list[str] = []
    marks: list[Mark] = []
    pieces = [(0, 0)]
    length = position = 0
    for match, held in _found(text, known):
        kept.append(text[position : match.start()])
        length += match.start() - position
        position = match.end()
        pieces.append((length, position))
        marks += [Mark(length, raw, code) for raw, code in held]
    return Unmarked("".join((*kept, text[position:])), marks, pieces)


def _found(text: str, known: Collection[str]) -> Iterator[tuple[re.Match[str], Sequence[tuple[str, str | None]]]]:
    matches = sorted(
        [*_GROUP.finditer(text), *_BARE.finditer(text), *_FENCE.finditer(text)], key=lambda m: (m.start(), -m.end())
    )
    end = 0
    for match in matches:
        if match.start() < end:
            continue
        held: Sequence[tuple[str, str | None]] = ()
        if "inner" in match.groupdict():
            held = _read_group(match["inner"], known, square=not match.group().endswith(")"))
        elif match.re is _BARE and match["code"] in known:
            held = [(f"@{match['code']}", match["code"])]
        if held or match.re is _FENCE:
            end = match.end()
            yield match, held


def _read_group(inner: str, known: Collection[str], *, square: bool) -> list[tuple[str, str | None]]:
    """What stands in brackets, marker by marker; nothing where it holds anything but markers."""
    parts = [part for part in _BETWEEN.split(inner) if part]
    held: list[tuple[str, str | None]] = []
    for part in parts:
        plain = unicodedata.normalize("NFKC", part)  # wide signs are read as what they look like
        code = plain.removeprefix("@").casefold()
        if code in known:
            held.append((part, code))
        elif plain.startswith("@") or (square and _NUMBER.fullmatch(plain)):
            held.append((part, None))  # invented: it looks like a marker and stands for nothing
        else:
            return []
    return held


def finished(text: str) -> int:
    """How much of a text that is still being written can be shown: what might become a marker is held back."""
    match = _UNFINISHED.search(text)
    return match.start() if match else len(text)
