"""What a reader finds in the place of a fact: « Marie Curie a découvert … combien … » asked of the passage.

Asking a source for what a statement says, and seeing whether the same comes back, is how Wang, Cho and Lewis, "Asking
and Answering Questions to Evaluate the Factual Consistency of Summaries", ACL 2020, check summaries. Here the question
is the statement itself with a question word in the place of the fact, and what is compared is not the answer but how
likely the places are where the source has the fact, and those where it has another of its kind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.check.facts import Fact, Kind
from rag.answer.check.places import Place
from rag.answer.check.window import Window
from rag.ports import ReadPassage
from rag.types import Span

_WORDS: dict[str, dict[Kind, str]] = {
    "fr": {"name": "qui ou quoi", "number": "combien", "date": "quand"},
    "en": {"name": "who or what", "number": "how many", "date": "when"},
}
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of all that could stand in a fact's place is where the source has it, and where it has another."""

    held: float = 0.0
    rival: float = 0.0

    @property
    def odds(self) -> float:
        """The logarithm of the one over the other, each at least 0.02."""
        return math.log((self.held + _LEAST) / (self.rival + _LEAST))


def cloze(statement: str, language: str, fact: Fact) -> str:
    """The statement as a question for one of its facts."""
    return question_for(statement, language, fact.span, fact.kind)


def question_for(statement: str, language: str, span: Span, kind: Kind) -> str:
    """The statement with a question word for a kind of fact at a place."""
    if _YEAR.fullmatch(statement, span.start, span.end):
        kind = "date"
    word = _WORDS.get(language, _WORDS["en"])[kind]
    return f"{statement[: span.start]}{word}{statement[span.end :]}".rstrip(" .!") + " ?"


def reading(fact: Fact, window: Window, read: ReadPassage) -> Reading:
    """What was read of the window's passage for a fact's question."""
    return Reading(_share(fact.held, window, read), _share(fact.rivals, window, read))


def _share(places: Sequence[Place], window: Window, read: ReadPassage) -> float:
    spans = {window.at(place.link, place.span) for place in places}
    return max((read.share(Span(*span)) for span in spans), default=0.0)
