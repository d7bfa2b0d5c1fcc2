"""Questions and statements that were written beside paragraphs, for the reader to learn from.

A line of the file, which is compressed, has `paragraph`, the beginning of the SHA-256 of a paragraph's text, or a
paragraph of its own (`lang`, `title`, `text`), to which later lines may refer; then any of `questions` (language,
question, answer word for word), `unanswerable` (language, question), `true` (language, statement), `false` (language,
how it was made false, statement) and `pairs` (language, a true statement, how its twin was made false, the twin).

`TWINS` is such a file of paragraphs of its own with pairs alone.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.squad import Asked, Paragraph

WRITTEN = Path(__file__).parents[1] / "data" / "written.jsonl.xz"
TWINS = WRITTEN.with_name("twins.jsonl.xz")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement on a paragraph (its number). `kind` is true, or the way in which it was made false.

    `twin` is the same for a true statement and the one that was made of it, unlike that of any other; None where
    there is no such pair.
    """

    text: str
    language: str
    paragraph: int
    kind: str
    twin: str | None = None

    @property
    def supported(self) -> bool:
        """Whether the paragraph supports it."""
        return self.kind == "true"


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds: `paragraphs` of its own, numbered behind those that there were, and what is said of all."""

    paragraphs: list[Paragraph]
    questions: list[Asked]
    statements: list[Stated]


def digest(text: str) -> str:
    """What a paragraph is called in the file."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_DIGITS]


def read_written(path: Path, paragraphs: Sequence[Paragraph]) -> Written:
    """The file's rows; those on paragraphs that are not there are left out. Raises ValueError for an answer that its
    paragraph does not have.
    """
    known = list(paragraphs)
    places = {digest(p.text): number for number, p in enumerate(known)}
    found = Written([], [], [])
    for line in lzma.decompress(path.read_bytes()).decode("utf-8").splitlines():
        row = json.loads(line)
        if "text" in row:
            name = digest(row["text"])
            own = Paragraph(name, row["title"], row["text"], row["lang"])
            places[name] = len(known)
            known.append(own)
            found.paragraphs.append(own)
        number = places.get(name if "text" in row else row["paragraph"])
        if number is not None:
            found.questions.extend(_questions(row, number, known[number]))
            found.statements.extend(_statements(row, number))
    return found


def _questions(row: dict[str, Any], number: int, paragraph: Paragraph) -> Iterator[Asked]:
    for language, question, answer in row.get("questions", ()):
        yield Asked(question, language, number, (paragraph.text.index(answer),), (answer,))
    for language, question in row.get("unanswerable", ()):
        yield Asked(question, language, number, (), ())


def _statements(row: dict[str, Any], number: int) -> Iterator[Stated]:
    for language, text in row.get("true", ()):
        yield Stated(text, language, number, "true")
    for language, kind, text in row.get("false", ()):
        yield Stated(text, language, number, kind)
    for place, (language, text, kind, twin) in enumerate(row.get("pairs", ())):
        name = f"{number} {place} {text}"
        yield Stated(text, language, number, "true", name)
        yield Stated(twin, language, number, kind, name)
