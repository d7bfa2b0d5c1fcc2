"""What a GenerativeAnswerer needs, small and real: articles, a judge that goes by words, a model with a script."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from rag.answer.extractive import ExtractiveAnswerer
from rag.answer.generate.attempt import Checks
from rag.answer.generate.decline import Declines
from rag.answer.generate.generative import GenerativeAnswerer, Writer
from rag.answer.generate.prompt import Budget, Prompt
from rag.errors import ModelError
from rag.events import Drafted, Writing
from rag.llm.retrying import Retries
from rag.ports import Stop
from rag.text.sentences import split_sentences
from rag.types import Draft, Hit, Request, Span, Support, Vectors, Verdict
from tests.answer.shelf import Shelf
from tests.chat_models import ScriptedModel

_WORD = re.compile(r"\w+")
_MARKER = re.compile(r"^marker: (\[@(\w+)\])$", re.MULTILINE)

RIVER = Shelf(
    {
        "crue.md": "La rivière a inondé le pont vendredi 3 mai. Le maire a fermé la route.",
        "pont.md": "Le pont a rouvert le 12 juin après des travaux de 300 francs.",
        "bois.md": "Le bois de chauffage coûte cher cet hiver.",
    },
    dict.fromkeys(("crue.md", "pont.md", "bois.md"), "fr"),
)
FLOOD = "Quand la rivière a-t-elle inondé le pont ?"


class WordJudge:
    """Supported where one sentence holds all words of the statement, weak where it holds half, by passages in order."""

    def judge(self, statement: str, language: str, hits: Sequence[Hit], meant: str = "") -> list[Support]:
        words = set(_WORD.findall(statement.casefold()))
        found = []
        for hit in hits:
            text = hit.passage.text
            shares = [
                (len(words & set(_WORD.findall(text[s.start : s.end].casefold()))) / len(words), s)
                for s in split_sentences(text)
            ]
            share, span = max(shares)
            verdict: Verdict = "supported" if share == 1 else "weak" if share >= 0.5 else "unsupported"
            if share > 0.2:
                place = Span(span.start + hit.passage.start, span.end + hit.passage.start)
                found.append((-share, Support(hit, place, text[span.start : span.end], verdict)))
        return [support for _, support in sorted(found, key=lambda pair: pair[0])]


def never(sentences: Sequence[str]) -> Vectors:
    """No embedder: refusals are told by their words alone."""
    import numpy as np

    return np.zeros((len(sentences), 2), dtype=np.float32)


def stream(model: BaseChatModel, prompt: Prompt, stop: Stop) -> Generator[str]:
    """Straight from the model, until it has been stopped."""
    for chunk in model.stream([SystemMessage(prompt.system), HumanMessage(prompt.user)]):
        if stop():
            return
        yield str(chunk.text)


@dataclass
class Desk:
    """An answerer over RIVER with a model that says `replies`; `waits` are the seconds that it waited."""

    replies: Sequence[object]
    strict: bool = False
    tokens: int = 3000
    shelf: Shelf = RIVER
    calmer: ScriptedModel | None = None
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = ScriptedModel(replies=list(self.replies))

    def write(self, question: str = FLOOD, wanted: str = "fr", stop: Stop = lambda: False) -> list[Writing]:
        retries = Retries(wait=lambda seconds, _: self.waits.append(seconds), chance=lambda: 1.0)
        budget = Budget(lambda text: len(text.split()), self.tokens)
        writer = Writer(self.model, self.calmer, "scripted:one", stream, retries, budget)
        answerer = GenerativeAnswerer(
            writer, quoting(self.shelf), Checks(WordJudge(), Declines(never)), strict=self.strict
        )
        return list(answerer.write(Request(question, "fr", wanted), self.shelf.hits(question), stop))

    def draft(self, question: str = FLOOD, wanted: str = "fr") -> Draft:
        last = self.write(question, wanted)[-1]
        assert isinstance(last, Drafted)
        return last.draft


def quoting(shelf: Shelf) -> ExtractiveAnswerer:
    """The answerer without a model."""
    return shelf.answerer()


def markers(messages: Sequence[object]) -> list[str]:
    """The markers of a prompt as they are to be written, best passage first."""
    return [written for written, _ in _MARKER.findall(str(getattr(messages[-1], "content", "")))]


def dropped(text: str = "lost") -> ModelError:
    """A connection that was lost."""
    return ModelError("chat_dropped", kind="dropped", name="scripted:one", reason=text)
