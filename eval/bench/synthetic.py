"""A corpus of any size, the same every time, out of the sentences of the shipped articles.

Each passage is a handful of real sentences, so that words follow the distribution of real text. Some of their words and
numbers are replaced by made-up ones, drawn with a long tail, so that the vocabulary goes on growing with the corpus and
most words are rare, as they are in real articles. What the passages say is nonsense: this is for measuring speed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.ingest.read import FoundFile, ReadLimits, find_files, read_file
from rag.ingest.read.problem import Problem
from rag.text.sentences import split_sentences
from rag.types import Document, Passage, Vectors

EACH = 8
"""Passages of a document."""
SENTENCES = (5, 9)
"""Of a passage: the fewest, the most."""
MADE_UP = 0.08
"""The share of words of four letters and more, and of numbers, that are replaced."""
TAIL, HEAD = 0.4, 30
"""Of the made-up words: the exponent of their long tail, and how many share the front of it."""
NOISE = 0.35
"""The length of what is added to a real vector of length 1: the cosine to it is about 0.94."""

_WORD = re.compile(r"\w+")
_SYLLABLES = [c + v for c in "bcdfglmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "or", "el")]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A real sentence, in `parts` that stand end to end; those at `places` may be replaced."""

    parts: tuple[str, ...]
    places: tuple[int, ...]


def language_of(document: int) -> str:
    """Two documents of three are French."""
    return "en" if document % 3 == 2 else "fr"


def languages(passages: int) -> list[str]:
    """The language of each passage."""
    return [language_of(i // EACH) for i in range(passages)]


class Corpus:
    """Documents with their passages. The first ones are the same whatever the number asked for."""

    def __init__(self, articles: Path, seed: int = 0) -> None:
        self._seed = seed
        self._sentences = _sentences(articles)

    def documents(self, passages: int) -> Iterator[tuple[Document, list[Passage]]]:
        """As many documents as hold that many passages; each costs the same memory and is not kept."""
        for number, first in enumerate(range(0, passages, EACH)):
            yield self._document(number, min(EACH, passages - first))

    def _document(self, number: int, count: int) -> tuple[Document, list[Passage]]:
        draw = random.Random(f"{self._seed} {number}")  # noqa: S311 - not a secret
        language = language_of(number)
        title = self._sentence(draw, language)[:60]
        name = f"article-{number:06d}.md"
        texts = [
            " ".join(self._sentence(draw, language) for _ in range(draw.randint(*SENTENCES))) for _ in range(count)
        ]
        passages, start = [], 0
        for text in texts:
            passages.append(Passage(name, start, start + len(text), text, language))
            start += len(text) + 2
        origin = f"/synthetic/{name}"
        return Document(name, title, "\n\n".join(texts), language, origin, source="synthetic"), passages

    def _sentence(self, draw: random.Random, language: str) -> str:
        chosen = draw.choice(self._sentences[language])
        parts = list(chosen.parts)
        for place in chosen.places:
            if draw.random() < MADE_UP:
                parts[place] = _made_up(draw, parts[place])
        return "".join(parts)


def _made_up(draw: random.Random, word: str) -> str:
    rank = int(HEAD * ((1 - draw.random()) ** (-1 / TAIL) - 1))
    if word[0].isdigit():
        return str(rank % 10**6)
    made = ""
    rank = rank % 10**9 + len(_SYLLABLES)  # two syllables at least
    while rank:
        rank, place = divmod(rank, len(_SYLLABLES))
        made += _SYLLABLES[place]
    return made.capitalize() if word[0].isupper() else made


def _sentences(articles: Path) -> dict[str, list[_Sentence]]:
    found: dict[str, list[_Sentence]] = {"fr": [], "en": []}
    for file in find_files([articles]):
        for article in read_file(file.path, ReadLimits()) if isinstance(file, FoundFile) else ():
            if isinstance(article, Problem):
                continue
            headings = {h.span.start for h in article.headings}
            for start, end in split_sentences(article.text):
                if start not in headings:
                    found[article.language].append(_cut(article.text[start:end].replace("\n", " ")))
    return found


def _cut(sentence: str) -> _Sentence:
    parts: list[str] = []
    places, position = [], 0
    for match in _WORD.finditer(sentence):
        parts += [sentence[position : match.start()], match.group()]
        position = match.end()
        if len(match.group()) >= 4 or match.group().isdigit():
            places.append(len(parts) - 1)
    return _Sentence((*parts, sentence[position:]), tuple(places))


def vectors_around(real: Vectors, passages: int, seed: int = 0, into: Vectors | None = None) -> Vectors:
    """`(passages, dim)`: each a real vector of the same language with Gaussian noise, normalised.

    `real` `(n, dim)` are those of the first n passages. They are written into `into`, where it is given.
    """
    draw = np.random.default_rng(seed)
    known = np.array(languages(len(real)))
    vectors = np.empty((passages, real.shape[1]), dtype=np.float32) if into is None else into
    wanted = np.array(languages(passages))
    around = np.empty(passages, dtype=np.int64)
    for language in np.unique(wanted):
        rows = np.flatnonzero(wanted == language)
        around[rows] = draw.choice(np.flatnonzero(known == language), len(rows))
    deviation = np.float32(NOISE / np.sqrt(real.shape[1]))
    for start in range(0, passages, 4096):
        part = vectors[start : start + 4096]
        part[:] = real[around[start : start + 4096]]
        part += deviation * draw.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors
