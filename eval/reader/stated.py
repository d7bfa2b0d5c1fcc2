"""Statements among what a reader learns from: that a passage says them, and that it does not.

They are made of the questions and their answers (see `eval.made_statements`), and of the paragraphs' own sentences. The
words of the answer are where a true one stands. A reader that has seen them can be asked about a statement as about a
question; and about a fact of it, with a question word in its place (see `rag.answer.check.cloze`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eval.declared import declared, negate
from eval.made_statements import Made, Maker, facts
from eval.reader.examples import Example, of
from eval.squad import Asked, Paragraph
from rag.answer.check.analysed import Analysed
from rag.answer.check.cloze import question_for
from rag.text.sentences import split_sentences
from rag.types import Span

TRUE, FALSE, ASKED, OWN = 0.6, 0.9, 0.35, 0.3
"""For each answered question: true statements, false ones, questions for a fact of one, and its paragraph's sentences,
half of which are made false."""
_WAYS = {"swapped": 0.45, "replaced": 0.25, "negated": 0.15, "elsewhere": 0.15}
_SHORT, _LONG = 40, 250
"""Characters of a sentence."""


class Stated:
    """Draws statements over the paragraphs of a corpus."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._maker = Maker(paragraphs)

    def examples(self, asked: Asked, rng: random.Random) -> Iterator[Example]:
        """What chance makes of an answered question: kinds `stated`, `misstated`, and `across` or `answered`."""
        own = of(asked, self._paragraphs)
        if own.span is None:
            return
        if rng.random() < OWN:
            yield from self._sentence(own, asked, rng)
        made = {one.kind: one for one in self._maker.make(asked, rng)}
        true = made.get("true")
        if true is None:
            return
        if rng.random() < TRUE:
            yield replace(own, question=true.text, kind="stated")
        if rng.random() < FALSE and (wrong := _drawn(made, rng)) is not None:
            yield replace(own, question=wrong.text, paragraph=wrong.paragraphs[0], span=None, kind="misstated")
        if rng.random() < ASKED and (question := _cloze(asked)) is not None:
            yield replace(own, question=question)

    def _sentence(self, own: Example, asked: Asked, rng: random.Random) -> Iterator[Example]:
        """A sentence of the paragraph, as it is or with a fact of it changed."""
        text, language = own.paragraph.text, own.paragraph.language
        spans = [s for s in split_sentences(text) if _SHORT <= s.end - s.start <= _LONG]
        if not spans:
            return
        span = rng.choice(spans)
        sentence = text[span.start : span.end]
        if rng.random() < 0.5:
            places = facts(Analysed(sentence, language))
            inner = rng.choice(places)[1] if places else Span(0, len(sentence))
            at = Span(span.start + inner.start, span.start + inner.end)
            yield replace(own, question=sentence, language=language, span=at, kind="stated")
            return
        true = Made(sentence, language, own.paragraph.article, (own.paragraph,), "true")
        changed = self._maker.exchanged(true, asked.paragraph, rng, inside=rng.random() < 0.5)
        wrong = changed.text if changed else negate(sentence, language)
        if wrong is not None:
            yield replace(own, question=wrong, language=language, span=None, kind="misstated")


def _drawn(made: dict[str, Made], rng: random.Random) -> Made | None:
    ways = [way for way in _WAYS if way in made]
    return made[rng.choices(ways, [_WAYS[w] for w in ways])[0]] if ways else None


def _cloze(asked: Asked) -> str | None:
    """The statement with a question word where the answer stands; None where the answer is no fact."""
    answer = asked.answers[0]
    text = declared(asked.question, answer, asked.language)
    at = text.rfind(answer.strip().rstrip(".,;")) if text else -1
    if text is None or at < 0:
        return None
    end = at + len(answer.strip().rstrip(".,;"))
    kinds = [kind for kind, span in facts(Analysed(text, asked.language)) if span.start < end and at < span.end]
    return question_for(text, asked.language, Span(at, end), kinds[0]) if kinds else None
