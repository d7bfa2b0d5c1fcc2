"""Statements with passages, made from questions with answers: what `eval.fit_check` fits on.

A question on a paragraph was written by a person in words of her own; with its answer put in the place of its question
word it is a statement that the paragraph supports, as in Demszky, Guu and Liang, "Transforming Question Answering
Datasets Into Natural Language Inference Datasets", 2018. The word order is not always that of a native, which does not
matter to a check that looks at words and facts. A false one is made of a true one by exchanging a name, a number or a
date for another of its kind, by a negation, or by taking the paragraph away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eval.declared import declared, negate
from eval.fold import fold
from eval.squad import Asked, Paragraph
from rag.answer.check.analysed import Analysed
from rag.answer.check.facts import Kind
from rag.text.sentences import split_sentences
from rag.types import Span

LONGEST = 60
"""Characters of an answer that can stand in a sentence."""
DRAWN = 12
"""Paragraphs from which a fact is taken that the right one does not have."""
OTHERS = 3
"""Paragraphs of the same article that stand beside the right one."""


@dataclass(frozen=True, slots=True)
class Made:
    """A statement and the paragraphs that it is held against, the right one first where it is among them.

    `changed` is where the statement was changed, None where it was not or not in one place. `kind` is true, swapped
    (for what the paragraph has), replaced (by what it has not), negated or elsewhere.
    """

    text: str
    language: str
    article: str
    paragraphs: tuple[Paragraph, ...]
    kind: str
    changed: Span | None = None

    @property
    def supported(self) -> bool:
        """Whether it is true by its paragraphs."""
        return self.kind == "true"


class Maker:
    """Makes statements over the paragraphs of a corpus; the same for the same chance."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._facts: dict[int, dict[str, list[str]]] = {}
        self._articles: dict[str, list[int]] = {}
        for number, paragraph in enumerate(paragraphs):
            self._articles.setdefault(paragraph.article, []).append(number)

    def make(self, asked: Asked, rng: random.Random) -> Iterator[Made]:
        """A true one and the false ones that can be made of it; none where the question can't be put as a statement."""
        if not asked.answerable or len(asked.answers[0]) > LONGEST:
            return
        text = declared(asked.question, asked.answers[0], asked.language)
        if text is None:
            return
        own = self._paragraphs[asked.paragraph]
        true = Made(text, asked.language, own.article, (own, *self._beside(asked.paragraph, rng)), "true")
        yield true
        yield replace(true, paragraphs=true.paragraphs[1:], kind="elsewhere")
        for inside in (True, False):
            if changed := self.exchanged(true, asked.paragraph, rng, inside=inside):
                yield changed
        if negated := negate(text, asked.language):
            yield replace(true, text=negated, kind="negated")

    def _beside(self, number: int, rng: random.Random) -> list[Paragraph]:
        others = [n for n in self._articles[self._paragraphs[number].article] if n != number]
        if len(others) < OTHERS:
            others = [n for n in range(len(self._paragraphs)) if n != number]
        return [self._paragraphs[n] for n in rng.sample(others, min(OTHERS, len(others)))]

    def exchanged(self, true: Made, number: int, rng: random.Random, *, inside: bool) -> Made | None:
        """With a fact exchanged for one that the paragraph has in another place, or for one that it does not have."""
        own = self._facts_of(number)
        candidates = facts(Analysed(true.text, true.language))
        rng.shuffle(candidates)
        across = true.language != self._paragraphs[number].language
        for kind, span in candidates:
            if inside:
                choices = own[kind]
            else:
                own_text = fold(self._paragraphs[number].text)
                choices = [c for c in self._elsewhere(kind, true.language, rng) if fold(c) not in own_text]
            choices = [c for c in choices if not _akin(c, true.text) and (c.isdigit() or not across or kind == "name")]
            if choices:
                new = rng.choice(sorted(set(choices)))
                text = true.text[: span.start] + new + true.text[span.end :]
                return replace(
                    true,
                    text=text,
                    kind="swapped" if inside else "replaced",
                    changed=Span(span.start, span.start + len(new)),
                )
        return None

    def _elsewhere(self, kind: Kind, language: str, rng: random.Random) -> list[str]:
        drawn = rng.sample(range(len(self._paragraphs)), min(DRAWN, len(self._paragraphs)))
        return [f for n in drawn if self._paragraphs[n].language == language for f in self._facts_of(n)[kind]]

    def _facts_of(self, number: int) -> dict[str, list[str]]:
        if number not in self._facts:
            paragraph = self._paragraphs[number]
            found: dict[str, list[str]] = {"name": [], "number": [], "date": []}
            for start, end in split_sentences(paragraph.text):
                sentence = paragraph.text[start:end]
                for kind, span in facts(Analysed(sentence, paragraph.language)):
                    found[kind].append(sentence[span.start : span.end])
            self._facts[number] = found
        return self._facts[number]


def facts(text: Analysed) -> list[tuple[Kind, Span]]:
    """The kinds and places of a text's facts, without words that only a sentence's beginning makes names."""
    digits = [q.span for q in text.quantities if any(c.isdigit() for c in text.text[q.span.start : q.span.end])]
    names = [n.span for n in text.names if not n.doubtful]
    kinds: tuple[tuple[Kind, Sequence[Span]], ...] = (
        ("name", names), ("number", digits), ("date", [d.span for d in text.dates]),
    )  # fmt: skip
    return [(kind, span) for kind, spans in kinds for span in spans]


def _akin(one: str, text: str) -> bool:
    """Whether one of its words is in the text already: what would be exchanged for it might be the same thing."""
    there = set(re.findall(r"\w+", fold(text)))
    return any(len(word) > 1 and word in there for word in re.findall(r"\w+", fold(one)))
