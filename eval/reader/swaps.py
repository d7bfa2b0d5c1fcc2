"""Questions that a paragraph no longer answers, since one name or number in them was exchanged for another.

This is how SQuAD 2.0's writers made many of theirs by hand; here it is done by rule, in both languages, so that a
reader learns from French texts too that another year or another person is another question.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eval.fold import fold
from eval.squad import Asked, Paragraph
from rag.text.words import Term, terms
from rag.types import Span

INSIDE = 0.3
"""Of the exchanges take what stands in the paragraph itself. The others take what stands elsewhere in the article."""
_ENDS = ("", ".", "!", "?", ":", "…", "\n")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, which may be several words, or a number. `kind` is what it may be exchanged for: its own kind."""

    span: Span
    text: str
    kind: str


def mentions(text: str, language: str) -> list[Mention]:
    """All names and numbers of a text, in their order, but for what begins a sentence: any word may."""
    found: list[Mention] = []
    for term in terms(text, language):
        kind = _kind(term)
        if kind is None or (kind == "name" and text[: term.span.start].rstrip(' «"“(')[-1:] in _ENDS):
            continue
        before = found[-1] if found else None
        if before and kind == before.kind == "name" and text[before.span.end : term.span.start] in (" ", "-"):
            span = Span(before.span.start, term.span.end)
            found[-1] = Mention(span, text[span.start : span.end], kind)
        else:
            found.append(Mention(term.span, text[term.span.start : term.span.end], kind))
    return found


class Swaps:
    """Exchanges over the articles of a corpus. Reads each paragraph once."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._folded = [fold(p.text) for p in paragraphs]
        self._mentions = [mentions(p.text, p.language) for p in paragraphs]
        self._articles: dict[str, list[int]] = {}
        for number, paragraph in enumerate(paragraphs):
            self._articles.setdefault(paragraph.article, []).append(number)

    def draw(self, asked: Asked, rng: random.Random) -> str | None:
        """The question with one name or number exchanged; None where there is none, or nothing to exchange it for."""
        own = mentions(asked.question, asked.language)
        if asked.language != self._paragraphs[asked.paragraph].language:
            own = [m for m in own if m.kind != "name"]  # the name found may be the same one in the other language
        answers = [fold(a) for a in asked.answers]
        own = [m for m in own if not any(fold(m.text) in a or a in fold(m.text) for a in answers)]
        if not own:
            return None
        chosen = rng.choice(own)
        others = self._others(asked, chosen, inside=rng.random() < INSIDE)
        others = [o for o in others if not any(fold(o) in a or a in fold(o) for a in answers)]
        if not others:
            return None
        start, end = chosen.span.start, chosen.span.end
        return asked.question[:start] + rng.choice(others) + asked.question[end:]

    def _others(self, asked: Asked, chosen: Mention, *, inside: bool) -> list[str]:
        """What is of the same kind in the paragraph, or in the rest of its article and not in the paragraph."""
        article = self._articles[self._paragraphs[asked.paragraph].article]
        places = [asked.paragraph] if inside else [n for n in article if n != asked.paragraph]
        known = fold(asked.question) if inside else f"{fold(asked.question)}\n{self._folded[asked.paragraph]}"
        found = {m.text for place in places for m in self._mentions[place] if m.kind == chosen.kind}
        # Sorted, since the order of a set is another in each process.
        return sorted(text for text in found if fold(text) not in known)


def _kind(term: Term) -> str | None:
    if term.is_name:
        return "name"
    if not term.is_number or not term.raw.isdigit():
        return None
    return "year" if len(term.raw) == 4 else "number"
