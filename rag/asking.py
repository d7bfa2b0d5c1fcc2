"""The whole of "ask" in a page: rewrite -> retrieve -> answer -> verify."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rag.answer.extractive import EXTRACTIVE
from rag.answer.generate.wanted import language_wish
from rag.answer.refusal import REFUSAL
from rag.answer.verify import best_verdict
from rag.errors import QuestionError
from rag.events import Answered, Drafted, Event, Found
from rag.messages import Language
from rag.ports import Answerer, Rewriter, Stop, Verifier, WritingAnswerer
from rag.retrieve.retriever import Retriever
from rag.text.courtesy import is_courtesy
from rag.text.language import question_language
from rag.types import Answer, Draft, Filter, Hit, Question, Request, ShortAnswer, Statement, Turn

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts that a question goes through, and their limits. With no rewriter follow-ups are asked as they stand."""

    retriever: Retriever
    answerer: Answerer
    verifier: Verifier
    top_k: int
    max_question: int
    rewriter: Rewriter | None = None


class Asking:
    """Answers a question, or the last turn of a conversation. Any number of threads may share it."""

    def __init__(self, steps: Steps, where: Filter | None = None) -> None:
        self._steps = steps
        self._where = where

    def filtered(self, where: Filter) -> Asking:
        """The same over the passages that the filter lets through."""
        return Asking(self._steps, where)

    def clean(self, question: str) -> str:
        """The question as it is searched for. Raises QuestionError."""
        return clean_question(question, self._steps.max_question)

    def ask(self, asked: Question) -> Answer:
        """The answer, or an abstention. Raises QuestionError for a question that is empty or too long."""
        for event in self.stream(asked):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a question ends with its answer")

    def stream(self, asked: Question, stop: Stop = lambda: False) -> Iterator[Event]:
        """The same, told as it happens; the last event holds the answer. `stop` ends a chat model's writing early."""
        clock = _Clock()
        with clock.step("rewrite"):
            question, request = self._request(asked)
        with clock.step("retrieve"):
            hits = self._hits(question, request)
        yield Found(request.question, tuple(hits), question, request.language)
        with clock.step("answer"):
            draft = yield from self._drafted(request, hits, stop)
        with clock.step("verify"):
            statements = tuple(self._verified(s, verbatim=draft.verbatim) for s in draft.statements)
        refusal = REFUSAL["fr" if request.language == "fr" else "en"]
        answer = Answer(
            question=question,
            language=request.language,
            abstained=draft.abstained,
            text=refusal if draft.abstained else " ".join(s.text for s in statements),
            statements=statements,
            nearest=draft.nearest,
            hits=tuple(hits),
            confidence=draft.confidence,
            answerer=self._name(draft),
            timings_ms=clock.times(),
            short=self._short(draft),
            searched=request.question,
            model=draft.model,
            notes=draft.notes,
        )
        yield Answered(answer)

    def _hits(self, question: str, request: Request) -> Sequence[Hit]:
        """What is found; nothing for a greeting or thanks, which every passage is as near to."""
        if is_courtesy(question):
            return ()
        return self._steps.retriever.retrieve(request.question, self._steps.top_k, self._where)

    def _request(self, asked: Question) -> tuple[str, Request]:
        """The question as it was asked, and what an answerer is asked. Raises QuestionError."""
        question = self.clean(_last(asked))
        earlier = () if isinstance(asked, str) else tuple(asked[:-1])
        language = _language(question, earlier)
        wish = language_wish(question)
        if not wish.question:  # "In French, please": of what was asked before
            place = max((i for i, turn in enumerate(earlier) if turn.role == "user"), default=None)
            if place is None:
                return question, Request(question, language, wish.language or language)
            searched = self._standalone(self.clean(earlier[place].text), earlier[:place])
        else:
            searched = self._standalone(wish.question, earlier)
        return question, Request(searched, language, wish.language or language)

    def _drafted(self, request: Request, hits: Sequence[Hit], stop: Stop) -> Generator[Event, None, Draft]:
        answerer = self._steps.answerer
        if not isinstance(answerer, WritingAnswerer):
            return answerer.answer(request.question, request.language, hits)
        for event in answerer.write(request, hits, stop):
            if isinstance(event, Drafted):
                return event.draft
            yield event
        raise AssertionError("writing ends with a draft")

    def _name(self, draft: Draft) -> str:
        """Of who made it: where a chat model was to write, quotations are another's."""
        answerer = self._steps.answerer
        return EXTRACTIVE if draft.verbatim and isinstance(answerer, WritingAnswerer) else answerer.name

    def _standalone(self, question: str, earlier: Sequence[Turn]) -> str:
        """What is searched for: the question with what it leaves out, as long as that keeps to a question's limits."""
        if self._steps.rewriter is None or not earlier:
            return question
        rewritten = self._steps.rewriter.standalone([*earlier, Turn("user", question)]).text
        try:
            return self.clean(rewritten)
        except QuestionError:
            return question

    def _short(self, draft: Draft) -> ShortAnswer | None:
        """As the answerer gave it, where its source has it word for word within what the first statement quotes."""
        short = draft.short
        if short is None or not draft.statements:
            return None
        for quoted in draft.statements[0].citations:
            if quoted.document_id == short.document_id and quoted.start <= short.start < short.end <= quoted.end:
                cited = replace(quoted, start=short.start, end=short.end, quote=short.text)
                return short if self._steps.verifier.verify(short.text, cited) == "supported" else None
        return None

    def _verified(self, statement: Statement, *, verbatim: bool) -> Statement:
        """With the verdicts of the citations: of a quotation by its words; of others as the check has judged them.

        Whoever judged, a quotation that does not stand at its place supports nothing.
        """
        verify = self._steps.verifier.verify
        if verbatim:
            judged = tuple(replace(c, verdict=verify(statement.text, c)) for c in statement.citations)
            return replace(statement, citations=judged, verdict=best_verdict(c.verdict for c in judged))
        held = [
            c if verify(c.quote, c) == "supported" else replace(c, verdict="unsupported") for c in statement.citations
        ]
        if any(mine != theirs for mine, theirs in zip(held, statement.citations, strict=True)):
            statement = replace(statement, verdict=best_verdict(c.verdict for c in held))
        return replace(statement, citations=tuple(held))


def clean_question(question: str, limit: int) -> str:
    """The question as articles are kept: NFC, without invisible characters, control characters and runs of spaces.

    Raises QuestionError when nothing is left or when it is longer than `limit` characters.
    """
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", question))
    cleaned = " ".join(unicodedata.normalize("NFC", visible).split())
    if not any(c.isalnum() for c in cleaned):
        raise QuestionError("question_empty")
    if len(cleaned) > limit:
        raise QuestionError("question_long", characters=len(cleaned), limit=limit)
    return cleaned


def _language(question: str, earlier: Sequence[Turn]) -> Language:
    """That of the question; where nothing in it tells ("Google ?"), that of the user's turn before it."""
    before = next((turn.text for turn in reversed(earlier) if turn.role == "user"), None)
    return question_language(question) if before is None else question_language(question, question_language(before))


def _last(asked: Question) -> str:
    if isinstance(asked, str):
        return asked
    turns: Sequence[Turn] = asked
    if not turns or turns[-1].role != "user":
        raise QuestionError("question_empty")
    return turns[-1].text


class _Clock:
    """Milliseconds spent in each step."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._steps[name] = round((time.perf_counter() - start) * 1000, 1)

    def times(self) -> dict[str, float]:
        return {**self._steps, "total": round((time.perf_counter() - self._start) * 1000, 1)}
