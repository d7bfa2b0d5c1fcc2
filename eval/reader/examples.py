"""What the reader learns from: questions with a passage each, most of which answer and many of which do not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.fold import fold
from eval.reader.swaps import Swaps
from eval.reader.written import WRITTEN, Stated, Written, read_written
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
_AGAINST = frozenset(
    {"number", "date", "name", "negation", "relation", "made swapped", "made replaced", "made negated"}
)
_EITHER = frozenset({"scope"})
"""Ways of making a statement false after which the paragraph says the contrary, and after which it may or may not."""
CROSSINGS = 1
"""Times that a question put into the other language is read in one round."""


@dataclass(frozen=True, slots=True)
class Example:
    """`span` is where the answer stands in the paragraph's text; None where the paragraph does not answer.

    `wanted` are all answers that were given; `kind` is answered, across (the languages), parallel (words of a
    translated sentence), unanswerable (on purpose), swapped (a name or a number of the question) or elsewhere (another
    paragraph).

    A statement instead of a question has `supported`, whether the paragraph supports it; its `kind` is true, the way in
    which it was made false, or elsewhere; `twin` names the pair that it is of.
    """

    question: str
    language: str
    paragraph: Paragraph
    span: Span | None
    wanted: Sequence[str]
    kind: str
    supported: bool | None = None
    twin: str | None = None

    @property
    def states(self) -> bool:
        """Whether it is a statement."""
        return self.supported is not None

    @property
    def right(self) -> bool:
        """Whether the paragraph answers, or supports."""
        return self.span is not None if self.supported is None else self.supported

    @property
    def against(self) -> bool | None:
        """Whether the paragraph says the contrary of a statement; None where that is not known."""
        return None if self.supported is None or self.kind in _EITHER else self.kind in _AGAINST


@dataclass(frozen=True, slots=True)
class Corpus:
    """All paragraphs with the questions and the statements on them, in three parts by article.

    The parts are `train`, `calibrate` and `test`.
    """

    paragraphs: Sequence[Paragraph]
    parts: dict[str, list[Asked]]
    stated: dict[str, list[Stated]]


def read_corpus(paths: Sequence[Path], written: Sequence[Path] = (WRITTEN,)) -> Corpus:
    """From SQuAD-format files, with those questions that are put into the other language and with what was `written`
    beside them.
    """
    paragraphs, questions = read_squad(paths)
    articles = sorted({p.article for p in paragraphs})
    part_of = {name: "test" if number % KEPT_OUT == 0 else "train" for number, name in enumerate(articles)}
    for name in [name for name in articles if part_of[name] == "train"][::CALIBRATING]:
        part_of[name] = "calibrate"
    more = Written([], [], [])
    for path in written:
        own = read_written(path, paragraphs)
        paragraphs = [*paragraphs, *own.paragraphs]
        for name in ("paragraphs", "questions", "statements"):
            getattr(more, name).extend(getattr(own, name))
    for paragraph in more.paragraphs:  # whose article is the digest of their text
        part_of[paragraph.article] = "test" if int(paragraph.article, 16) % KEPT_OUT == 0 else "train"
    parts: dict[str, list[Asked]] = {"train": [], "calibrate": [], "test": []}
    stated: dict[str, list[Stated]] = {"train": [], "calibrate": [], "test": []}
    for asked in (*questions, *crossed(questions, CROSSED), *more.questions):
        parts[part_of[paragraphs[asked.paragraph].article]].append(asked)
    for one in more.statements:
        stated[part_of[paragraphs[one.paragraph].article]].append(one)
    return Corpus(paragraphs, parts, stated)


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

    def beside(self, place: int, vector: Vectors, rng: random.Random) -> int:
        """The number of a paragraph of the same article, or of one that a search finds; by chance the same one."""
        own = self._paragraphs[place].article
        if rng.random() < NEAR and len(self._articles[own]) > 1:
            return rng.choice(self._articles[own])
        # Half of them in the other language: the language of a passage must not tell whether it answers.
        scores = self._vectors @ vector
        language = rng.choice(("fr", "en"))
        scores = np.where(self._languages == language, scores, -1.0)
        return int(rng.choice(np.argpartition(-scores, NEAREST)[:NEAREST].tolist()))

    def beside_it(self, place: int, rng: random.Random) -> int:
        """The same, where nothing is asked: what a search finds for the paragraph itself."""
        return self.beside(place, self._vectors[place], rng)

    def draw(self, asked: Asked, vector: Vectors, rng: random.Random) -> int | None:
        """A paragraph's number; None where chance has found nothing. One that holds an answer's words is not drawn."""
        number = self.beside(asked.paragraph, vector, rng)
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

    def __init__(self, corpus: Corpus, embedder: Embedder, negatives: Negatives) -> None:
        self._corpus = corpus
        self._asked = corpus.parts["train"]
        self._negatives = negatives
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
        if rng.random() < SWAPPED and (question := self._swaps.draw(asked, rng)) is not None:
            found.append(replace(own, question=question, kind="swapped"))
        return found
