"""One reply of a chat model, from its first piece to its last: shown as it comes, checked sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.answer.generate.attribute import Attribution
from rag.answer.generate.decline import Declines
from rag.answer.generate.prompt import NO_ANSWER, Prompt
from rag.answer.generate.reply import Reply, Said, visible
from rag.answer.generate.wanted import language_of
from rag.errors import ModelError
from rag.events import Piece, Settled, Writing
from rag.llm.redact import without_keys
from rag.ports import Stop, SupportJudge
from rag.text.echo import Echo
from rag.types import Statement

SURE = 80
"""Characters of an unfinished answer before its language is judged."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What a reply is checked with."""

    judge: SupportJudge
    declines: Declines


@dataclass(slots=True)
class Attempt:
    """What came of a reply so far. `foreign`: it is in another language than the one `wanted`.

    `echoes`: it began to repeat the rules of the prompt, as a model does that an article has told to do so.
    """

    checks: Checks
    prompt: Prompt
    wanted: str
    statements: list[Statement] = field(default_factory=list)
    shown: str = ""
    declined: bool = False
    stopped: bool = False
    foreign: bool = False
    echoes: bool = False
    _held: str = ""

    def run(self, pieces: Iterable[str], stop: Stop, *, patient: bool) -> Iterator[Writing]:
        """Takes the reply in. Breaks it off when it declines, echoes or, unless `patient`, is foreign.

        Raises ModelError where it echoes and nothing before that stands.
        """
        echo = Echo(self.prompt.rules)
        reply = Reply(self.prompt.shown, lambda text: min(echo.clear(text), _before_refusal(text)))
        attribution = Attribution(self.checks.judge, self.prompt.shown, self.wanted)
        for piece in without_keys(map(visible, pieces)):
            yield from self._take(reply.feed(piece), echo, attribution)
            if self.declined or self.echoes:
                return
            if not patient and len(self._text()) >= SURE and self._is_foreign():
                self.foreign = True
                return
        self.stopped = stop()
        if self.stopped:
            return  # half a sentence is no statement
        yield from self._take(reply.end(), echo, attribution)
        if self.declined or self.echoes:
            return
        if not self.stands() and any(self.checks.declines.perhaps(s.text) for s in self.statements):
            self.declined = True
        self.foreign = not self.declined and self._is_foreign()

    def _take(self, found: Sequence[str | Said], echo: Echo, attribution: Attribution) -> Iterator[Writing]:
        text = ""  # shown once it is known that the sentence which it ends is none of the rules'
        for one in found:
            if isinstance(one, str):
                text += one
                continue
            if not self.statements and self.checks.declines.surely(one.text):
                self.declined = True
                return
            if NO_ANSWER in one.text:
                text = ""
                continue  # behind an answer it is no refusal, and no word for a reader
            if echo.repeats(one.text) and not self.checks.declines.in_words(one.text):
                if not self.stands():
                    raise ModelError("chat_echoes")
                self.echoes = True
                return
            yield from self._show(text)
            text = ""
            if any(one.text == known.text for known in self.statements):
                continue  # a model that says a thing twice says it once
            statement = attribution.statement(one)
            self.statements.append(statement)
            yield Settled(statement)
        yield from self._show(text)

    def _show(self, fresh: str) -> Iterator[Writing]:
        self._held += fresh
        # The word agreed on for a refusal is none for a reader.
        if self.shown or not NO_ANSWER.startswith(self._held.strip(" \n*\"'`[(.")):
            if self._held:
                self.shown += self._held
                yield Piece(self._held)
            self._held = ""

    def stands(self) -> bool:
        """Whether any of its statements is supported, if weakly."""
        return any(statement.verdict != "unsupported" for statement in self.statements)

    def _is_foreign(self) -> bool:
        found = language_of(self._text())
        return found is not None and found != self.wanted

    def _text(self) -> str:
        return " ".join(statement.text for statement in self.statements)


def _before_refusal(text: str) -> int:
    """How much of a growing text comes before the word agreed on for a refusal, or what may become it."""
    if NO_ANSWER in text:
        return text.index(NO_ANSWER)
    return len(text) - max((n for n in range(2, len(NO_ANSWER)) if text.endswith(NO_ANSWER[:n])), default=0)
