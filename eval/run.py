"""Asking every question of a set: one Outcome for each."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from eval.gold import Gold, Shelf, direction, ranked_items
from eval.outcome import Cited, Given, Outcome, Retrieved
from eval.ports import Asker
from eval.ranking import DEPTH
from eval.sets import Case
from rag.errors import QuestionError
from rag.types import Answer, Citation, Hit, Question, Turn

FIRST_K, LAST_K = 50, 3200
"""How many passages are asked for at first, and at most, until DEPTH distinct documents are among them."""

EXCERPT = 400
"""How much is kept of a passage's text, in characters."""


class Runner:
    """Asks questions of an index and judges what comes back against the set's gold."""

    def __init__(self, asker: Asker, *, retrieval_only: bool = False) -> None:
        self._asker = asker
        self._shelf = Shelf(asker)
        self._retrieval_only = retrieval_only

    def outcomes(self, cases: Sequence[Case]) -> Iterator[Outcome]:
        """The outcomes in the order of the cases, each as soon as it is known."""
        for case in cases:
            yield self.outcome(case)

    def outcome(self, case: Case) -> Outcome:
        """Asks one question, then searches for it: the other way round the answer would find its work done."""
        golds = self._shelf.find(case.gold) if case.answerable else ()
        try:
            given, question = (None, case.question) if self._retrieval_only else self._ask(case, golds)
            hits = self._search(question) if golds else []
        except QuestionError as error:
            return _not_taken(case, golds, error, retrieval_only=self._retrieval_only)
        return Outcome(
            case=case,
            direction=direction(case.language, golds),
            ranked=ranked_items(golds, hits)[:DEPTH] if golds else None,
            retrieved=tuple(_retrieved(hit, golds) for hit in hits[:DEPTH]),
            given=given,
            missing=_missing(golds),
        )

    def _ask(self, case: Case, golds: Sequence[Gold]) -> tuple[Given, str]:
        """The answer, and the question as it was understood: of a follow-up, what is to be searched for."""
        asked: Question = [*case.history, Turn("user", case.question)] if case.history else case.question
        start = time.perf_counter()
        answer = self._asker.ask(asked)
        milliseconds = (time.perf_counter() - start) * 1000
        given = Given(
            text=answer.text,
            abstained=answer.abstained,
            confidence=answer.confidence,
            latency_ms=round(milliseconds, 3),
            citations=_cited(answer, golds),
            short=answer.short.text if answer.short else None,
        )
        return given, answer.searched

    def _search(self, question: str) -> list[Hit]:
        k = FIRST_K
        while True:
            hits = self._asker.search(question, k)
            distinct = len({hit.passage.document_id for hit in hits})
            if distinct >= min(DEPTH, len(self._shelf)) or len(hits) < k or k >= LAST_K:
                # A near-duplicate is listed with the hit that it repeats: it was found where that was found.
                return [one for hit in hits for one in (hit, *hit.duplicates)]
            k *= 2


def _cited(answer: Answer, golds: Sequence[Gold]) -> tuple[Cited, ...]:
    def items(citation: Citation) -> tuple[int, ...]:
        return tuple(number for number, gold in enumerate(golds) if gold.is_cited(citation))

    return tuple(
        Cited(n, c.document_id, c.title, c.start, c.end, c.quote, items(c))
        for n, statement in enumerate(answer.statements)
        for c in statement.citations
    )


def _missing(golds: Sequence[Gold]) -> tuple[int, ...]:
    return tuple(number for number, gold in enumerate(golds) if gold.missing)


def _retrieved(hit: Hit, golds: Sequence[Gold]) -> Retrieved:
    passage = hit.passage
    text = passage.text if len(passage.text) <= EXCERPT else passage.text[:EXCERPT] + "…"
    gold = any(gold.is_hit(hit) for gold in golds)
    return Retrieved(passage.document_id, hit.document.title, passage.start, passage.end, text, hit.score, gold)


def _not_taken(case: Case, golds: Sequence[Gold], error: QuestionError, *, retrieval_only: bool) -> Outcome:
    """A question that cannot be asked counts as one that got nothing; the others go on."""
    return Outcome(
        case=case,
        direction=direction(case.language, golds),
        ranked=() if golds else None,
        given=None if retrieval_only else Given("", abstained=True, confidence=0.0, latency_ms=None),
        missing=_missing(golds),
        error=(error.localized("en"), error.localized("fr")),
    )
