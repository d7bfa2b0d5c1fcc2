"""What the reader learns from: questions with a passage each, most of which answer and many of which do not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.fold import fold
from eval.reader.swaps import Swaps
from eval.squad import Asked, Paragraph, crossed, read_squad
from rag.ports import Embedder
from rag.types import Span, Vectors

CROSSED = Path(__file__).parents[1] / "data" / "crossed_questions.jsonl"
KEPT_OUT = 5
"""Every fifth article is never trained on."""
CALIBRATING = 20
"""Every twentieth of the others is left for the temperature."""
NEAREST = 12
"""Paragraphs found for a question, from which its negatives are drawn."""
WRONG = 0.4
"""Paragraphs that do not answer, for each question that is answered."""
NEAR = 0.5
"""Of them those from the right article, where it has any; the others are what is found for the question anywhere."""
SWAPPED = 0.25
"""Questions with a name or a number exchanged, for each question that is answered."""
CROSSINGS = 3
"""Times that a question put into the other language is read in one round."""


@dataclass(frozen=True, slots=True)
class Example:
    """`span` is where the answer stands in the paragraph's text; None where the paragraph does not answer.

    `wanted` are all answers that were given; `kind` is answered, across (the languages), parallel (words of a
    translated sentence), unanswerable (on purpose), swapped (a name or a number of the question) or elsewhere (another
    paragraph).
    """

    question: str
    language: str
    paragraph: Paragraph
    span: Span | None
    wanted: Sequence[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All paragraphs and the questions on them, in three parts by article: `train`, `calibrate` and `test`."""

    paragraphs: Sequence[Paragraph]
    parts: dict[str, list[Asked]]


def read_corpus(paths: Sequence[Path]) -> Corpus:
    """From SQuAD-format files, with those questions that are put into the other language."""
    paragraphs, questions = read_squad(paths)
    articles = sorted({p.article for p in paragraphs})
    part_of = {name: "test" if number % KEPT_OUT == 0 else "train" for number, name in enumerate(articles)}
    for name in [name for name in articles if part_of[name] == "train"][::CALIBRATING]:
        part_of[name] = "calibrate"
    parts: dict[str, list[Asked]] = {"train": [], "calibrate": [], "test": []}
    for asked in (*questions, *crossed(questions, CROSSED)):
        parts[part_of[paragraphs[asked.paragraph].article]].append(asked)
    return Corpus(paragraphs, parts)


class Negatives:
    """Paragraphs that do not answer a question: those of its article, and those that a search finds for it."""

    def __init__(self, corpus: Corpus, embedder: Embedder) -> None:
        self._paragraphs = corpus.paragraphs
        self._folded = [fold(p.text) for p in corpus.paragraphs]
        self._vectors = embedder.embed_passages([f"{p.title}\n{p.text}" for p in corpus.paragraphs])
        self._languages = np.array([p.language for p in corpus.paragraphs])
        self._articles: dict[str, list[int]] = {}
        for number, paragraph in enumerate(corpus.paragraphs):
            self._articles.setdefault(paragraph.article, []).append(number)

    def draw(self, asked: Asked, vector: Vectors, rng: random.Random) -> int | None:
        """A paragraph's number; None where chance has found nothing. One that holds an answer's words is not drawn."""
        own = self._paragraphs[asked.paragraph].article
        if rng.random() < NEAR and len(self._articles[own]) > 1:
            number = rng.choice(self._articles[own])
        else:
            # Half of them in the other language: the language of a passage must not tell whether it answers.
            scores = self._vectors @ vector
            language = rng.choice(("fr", "en"))
            scores = np.where(self._languages == language, scores, -1.0)
            number = int(rng.choice(np.argpartition(-scores, NEAREST)[:NEAREST].tolist()))
        answers = [fold(a) for a in asked.answers]
        if number == asked.paragraph or any(a in self._folded[number] for a in answers):
            return None
        return number


def of(asked: Asked, paragraphs: Sequence[Paragraph]) -> Example:
    """A question with its own paragraph and the first of its answers."""
    span = Span(asked.starts[0], asked.starts[0] + len(asked.answers[0])) if asked.answerable else None
    paragraph = paragraphs[asked.paragraph]
    across = "across" if asked.language != paragraph.language else "answered"
    kind = across if span else "unanswerable"
    return Example(asked.question, asked.language, paragraph, span, asked.answers, kind)


class Rounds:
    """The examples of each round over the training questions: the same for a number and a seed, always."""

    def __init__(self, corpus: Corpus, embedder: Embedder, negatives: Negatives, swapped: float = SWAPPED) -> None:
        self._corpus = corpus
        self._asked = corpus.parts["train"]
        self._negatives = negatives
        self._swapped = swapped
        self._swaps = Swaps(corpus.paragraphs)
        # Embedded as passages are, many at a time: for finding what a question resembles that is as good.
        self._vectors = embedder.embed_passages([a.question for a in self._asked])

    def examples(self, number: int) -> list[Example]:
        """Those of a round, in an order drawn by chance."""
        rng = random.Random(number)  # noqa: S311 - for drawing, not for secrets
        found = []
        for asked, vector in zip(self._asked, self._vectors, strict=True):
            own = of(asked, self._corpus.paragraphs)
            times = CROSSINGS if own.kind == "across" else 1
            found += [own] * times
            for _ in range(times if own.span else 0):
                found += self._wrong(asked, vector, rng)
        rng.shuffle(found)
        return found

    def _wrong(self, asked: Asked, vector: Vectors, rng: random.Random) -> list[Example]:
        """What chance makes of an answered question: with a paragraph that does not answer it, with another word."""
        own = replace(of(asked, self._corpus.paragraphs), span=None)
        found = []
        if rng.random() < WRONG and (wrong := self._negatives.draw(asked, vector, rng)) is not None:
            found.append(replace(own, paragraph=self._corpus.paragraphs[wrong], kind="elsewhere"))
        if self._swapped and rng.random() < self._swapped and (question := self._swaps.draw(asked, rng)) is not None:
            found.append(replace(own, question=question, kind="swapped"))
        return found
