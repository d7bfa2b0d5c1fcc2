"""Statements with a passage each: those that were written, and those made of questions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from eval.made_statements import Made, Maker
from eval.reader.examples import Corpus, Example, Negatives
from eval.reader.written import Stated
from rag.ports import Embedder

BESIDE = 0.5
"""Statements held against a paragraph that they were not written on, for each true one."""
MADE = 0.15
"""Of the questions are made into statements in a round."""


class Statements:
    """The statements of each round: the same for a number and a seed, always."""

    def __init__(
        self, corpus: Corpus, embedder: Embedder, negatives: Negatives, part: str = "train", made: float = MADE
    ) -> None:
        self._paragraphs = corpus.paragraphs
        self._stated = corpus.stated[part]
        self._asked = corpus.parts[part]
        self._negatives = negatives
        self._share = made
        self._maker = Maker(corpus.paragraphs)
        self._vectors = embedder.embed_passages([one.text for one in self._stated])

    def examples(self, rng: random.Random) -> list[Example]:
        """Those that were written, each true one now and then beside another paragraph, and some that are made."""
        found = []
        for one, vector in zip(self._stated, self._vectors, strict=True):
            own = self._of(one)
            found.append(own)
            if one.supported and rng.random() < BESIDE:
                number = self._negatives.beside(one.paragraph, vector, rng)
                other = replace(own, paragraph=self._paragraphs[number], kind="elsewhere", supported=False)
                found += [other] if number != one.paragraph else []
        for asked in self._asked:
            if rng.random() < self._share:
                found += [example for made in self._maker.make(asked, rng) for example in self._made(made)]
        return found

    def _of(self, one: Stated) -> Example:
        paragraph = self._paragraphs[one.paragraph]
        return Example(one.text, one.language, paragraph, None, (), one.kind, supported=one.supported)

    def _made(self, made: Made) -> Iterator[Example]:
        """Against the first of its paragraphs: the right one, or where it was taken away another of the article."""
        yield Example(
            made.text, made.language, made.paragraphs[0], None, (), f"made {made.kind}", supported=made.supported
        )
