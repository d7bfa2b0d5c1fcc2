"""Answers in a chat model's words, every sentence of which is checked against the passages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answer.extractive import nearest
from rag.answer.generate.attempt import Attempt, Checks
from rag.answer.generate.prompt import Budget, Prompt, make_prompt
from rag.errors import ModelError
from rag.events import Drafted, Restarted, Writing
from rag.llm.retrying import Retries
from rag.ports import Answerer, Stop
from rag.types import Draft, Hit, Note, Request

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SHRINKS = 2
"""Times that the prompt is halved after the model has said that it is too long: its tokens are not ours."""
PASSAGES = 8
"""That the model is given, at most."""
DOUBT = 0.5
"""What is left of the confidence where the model declines what retrieval thought was answered."""

Stream = Callable[["BaseChatModel", Prompt, Stop], Generator[str]]
"""The text of a model's reply in pieces. Raises ModelError."""


@dataclass(frozen=True, slots=True)
class Writer:
    """The chat model, and how it is asked. `name` is the one it was set by.

    `calmer` is the same with a penalty on repetition, where it knows of one, for when it went round in circles.
    """

    model: BaseChatModel
    calmer: BaseChatModel | None
    name: str
    stream: Stream
    retries: Retries
    budget: Budget


class GenerativeAnswerer:
    """A WritingAnswerer. Where `quoting` abstains no model is asked; where the model fails, `quoting` stands in."""

    def __init__(
        self, writer: Writer, quoting: Answerer, checks: Checks, *, strict: bool = False, passages: int = PASSAGES
    ) -> None:
        self._writer = writer
        self._quoting = quoting
        self._checks = checks
        self._strict = strict
        self._passages = passages

    @property
    def name(self) -> str:
        """See Answerer."""
        return "generative"

    def answer(self, question: str, language: str, hits: Sequence[Hit]) -> Draft:
        """See Answerer."""
        for event in self.write(Request(question, language, language), hits, lambda: False):
            if isinstance(event, Drafted):
                return event.draft
        raise AssertionError("writing ends with a draft")

    def write(self, request: Request, hits: Sequence[Hit], stop: Stop) -> Iterator[Writing]:
        """See WritingAnswerer."""
        quoted = self._quoting.answer(request.question, request.language, hits)
        if quoted.abstained:
            yield Drafted(replace(quoted, verbatim=False))
            return
        try:
            attempt, notes = yield from self._attempts(request, hits, stop)
        except ModelError as error:
            note = Note("fallback", reason=error)
            yield Restarted(note)
            yield Drafted(replace(quoted, notes=(note,)))
            return
        yield Drafted(self._draft(attempt, notes, replace(quoted, model=self._writer.name, verbatim=False), hits))

    def _attempts(
        self, request: Request, hits: Sequence[Hit], stop: Stop
    ) -> Generator[Writing, None, tuple[Attempt, tuple[Note, ...]]]:
        """The last attempt: the first, or one after a failure, a prompt that was too long or a wrong language."""
        failures = shrinks = 0
        insist = False
        budget, model = self._writer.budget, self._writer.model
        while True:
            prompt = make_prompt(request, hits[: self._passages], budget, insist=insist)
            attempt = Attempt(self._checks, prompt, request.wanted)
            try:
                with closing(self._writer.stream(model, prompt, stop)) as pieces:
                    yield from attempt.run(pieces, stop, patient=insist)
            except ModelError as error:
                if error.kind == "context_overflow" and shrinks < SHRINKS:
                    shrinks += 1
                    budget = replace(budget, tokens=budget.tokens // 2)
                elif error.kind == "looping" and self._writer.calmer is not None and model is self._writer.model:
                    model = self._writer.calmer
                elif error.kind == "looping" and attempt.stands():
                    return attempt, (Note("cut"),)
                else:
                    failures += 1
                    seconds = self._writer.retries.seconds(error, failures)
                    if seconds is None or stop():
                        raise
                    self._writer.retries.wait(seconds, stop)
                if attempt.shown:
                    yield Restarted(Note("retried", reason=error))
                continue
            if not attempt.foreign:
                return attempt, ()
            note = Note("language", language=request.wanted)
            if insist:
                return attempt, (note,)
            insist = True
            yield Restarted(note)

    def _draft(self, attempt: Attempt, notes: tuple[Note, ...], draft: Draft, hits: Sequence[Hit]) -> Draft:
        """`draft` with what the model wrote, or as an abstention where it declined or, if strict, nothing is left."""
        if attempt.stopped:
            notes = (*notes, Note("stopped"))
        if attempt.echoes:
            notes = (*notes, Note("withheld"))
        kept = attempt.statements
        if self._strict:
            kept = [s for s in kept if s.verdict != "unsupported"]
            if left_out := len(attempt.statements) - len(kept):
                notes = (*notes, Note("strict", count=left_out))
        if attempt.declined or (not kept and not attempt.stopped):
            return replace(
                draft, statements=(), abstained=True, confidence=draft.confidence * DOUBT, nearest=nearest(hits),
                short=None, notes=notes,
            )  # fmt: skip
        return replace(draft, statements=tuple(kept), notes=notes)
