"""Statements with a passage each: those that were written, and those made of questions; twins by themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eval.made_statements import Made, Maker
from eval.reader.examples import Corpus, Example, Negatives
from eval.reader.written import Stated
from eval.squad import Paragraph
from rag.ports import Embedder

BESIDE = 0.5
"""Statements held against a paragraph that they were not written on, for each true one."""
MADE = 0.15
"""Of the questions are made into statements in a round."""
APART = 0.3
"""Of the supported ones of twins, that are held against a paragraph that they were not written on."""


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
            found.append(_of(one, self._paragraphs))
            if one.supported and rng.random() < BESIDE:
                number = self._negatives.beside(one.paragraph, vector, rng)
                found += _elsewhere(one, number, self._paragraphs)
        for asked in self._asked:
            if rng.random() < self._share:
                found += [example for made in self._maker.make(asked, rng) for example in self._made(made)]
        return found

    def _made(self, made: Made) -> Iterator[Example]:
        """Against the first of its paragraphs: the right one, or where it was taken away another of the article."""
        yield Example(
            made.text, made.language, made.paragraphs[0], None, (), f"made {made.kind}", supported=made.supported
        )


class Twins:
    """The rounds of those statements that were written in pairs: one that is supported, and the same made false."""

    def __init__(self, corpus: Corpus, negatives: Negatives, part: str = "train") -> None:
        self._paragraphs = corpus.paragraphs
        self._negatives = negatives
        self._pairs: dict[str, list[Stated]] = {}
        for one in corpus.stated[part]:
            if one.twin is not None:
                self._pairs.setdefault(one.twin, []).append(one)

    def examples(self, rng: random.Random) -> list[Example]:
        """All of them, twins one after the other and the pairs in an order drawn by chance, and after some pairs the
        supported one beside another paragraph.
        """
        pairs = list(self._pairs.values())
        rng.shuffle(pairs)
        found = []
        for pair in pairs:
            found += [_of(one, self._paragraphs) for one in pair]
            if rng.random() < APART:
                number = self._negatives.beside_it(pair[0].paragraph, rng)
                found += _elsewhere(pair[0], number, self._paragraphs)
        return found


def _of(one: Stated, paragraphs: Sequence[Paragraph]) -> Example:
    paragraph = paragraphs[one.paragraph]
    return Example(one.text, one.language, paragraph, None, (), one.kind, supported=one.supported, twin=one.twin)


def _elsewhere(one: Stated, number: int, paragraphs: Sequence[Paragraph]) -> list[Example]:
    """A statement beside another paragraph; nothing where chance has found its own."""
    other = replace(_of(one, paragraphs), paragraph=paragraphs[number], kind="elsewhere", supported=False, twin=None)
    return [other] if number != one.paragraph else []
