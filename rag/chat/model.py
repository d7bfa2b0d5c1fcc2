"""Follow-up questions made standalone by a chat model, held to what the conversation says; the rules stand in."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.chat.lexicon import flat
from rag.chat.prompt import LAST, RULES, Count, make_prompt
from rag.chat.reading import Read
from rag.chat.rules import MOST_ADDED, RuleRewriter
from rag.errors import ModelError
from rag.messages import Language
from rag.text.echo import Echo
from rag.text.language import question_language
from rag.types import Rewritten, Turn

Say = Callable[[str, str], Generator[str]]
"""System and user message to the pieces of the reply. Raises ModelError."""

MOST_ALONE = 12
"""Words of a question without a name that may still be about what was spoken of; a longer one speaks for itself."""

_LABEL = re.compile(r"^(?:[\w ]{0,30}\bquestion\b[\w ]{0,20}\s?:|[-*•>]|[qQ]\s?:)\s*", re.IGNORECASE)
_QUOTES = "\"'“”«»„`* \u00a0\u202f"
_WORD = re.compile(r"\w+")
_INSTRUCTIONS = Echo("\n".join((RULES, *LAST.values())))


class ModelRewriter:
    """Asks the model once, and only where the question may depend on the conversation; a full one costs no call."""

    def __init__(self, say: Say, rules: RuleRewriter, count: Count) -> None:
        self._say = say
        self._rules = rules
        self._count = count

    def standalone(self, turns: Sequence[Turn]) -> Rewritten:
        """See Rewriter. What the model writes is taken where it is a question made of what the conversation holds.

        Otherwise, and where the model fails, it is what the rules make of the question, with the `failure`.
        """
        by_rules = self._rules.standalone(turns)
        question = turns[-1].text
        asked = [turn.text for turn in turns[:-1] if turn.role == "user"]
        if not asked:
            return by_rules
        language = question_language(question, question_language(asked[-1]))
        if by_rules.by == "none" and not may_depend(question, language):
            return by_rules
        try:
            written = self._written(turns, language)
        except ModelError as error:
            logging.getLogger(__name__).warning("A follow-up was left to the rules: %s", error)
            return replace(by_rules, failure=error.kind)
        return self._checked(written, turns, by_rules, language)

    @staticmethod
    def _checked(written: str, turns: Sequence[Turn], by_rules: Rewritten, language: Language) -> Rewritten:
        """What the model has written, where it is fit; otherwise what the rules have made."""
        question = turns[-1].text
        if _bare(written) == _bare(question):
            return by_rules  # a weak model repeats what it does not understand
        if any(_bare(written) == _bare(turn.text) for turn in turns[:-1]):
            return replace(by_rules, failure="an earlier question")
        said = "\n".join((*(turn.text for turn in turns), by_rules.text))
        why = unfit(written, question, said, language)
        return replace(by_rules, failure=why) if why else Rewritten(written, "model")

    def _written(self, turns: Sequence[Turn], language: Language) -> str:
        """The line that the model writes; it is stopped behind it."""
        most = len(turns[-1].text) + 2 * MOST_ADDED
        text = ""
        with closing(self._say(*make_prompt(turns, language, self._count))) as pieces:
            for piece in pieces:
                text += piece
                if len(text) > most or _line(text, whole=False):
                    break
        return _line(text, whole=True)


def may_depend(question: str, language: Language) -> bool:
    """Whether a question that the rules leave alone may be about what was spoken of: it is short and names nothing."""
    read = Read(question, language)
    return not read.names and len(read.tokens) <= MOST_ALONE


def _line(text: str, *, whole: bool) -> str:
    """The first line that announces nothing, without label and quotation marks; of a growing text, one that ended."""
    lines = text.split("\n") if whole else text.split("\n")[:-1]
    for line in lines:
        bare = _LABEL.sub("", line.strip(_QUOTES)).strip(_QUOTES).replace("‹", "<").replace("›", ">")
        if bare and not bare.endswith(":"):
            return bare
    return ""


def unfit(written: str, question: str, said: str, language: Language) -> str:
    """Why what a model has written is not the question that was asked, made standalone; "" where it is.

    `said`: the whole conversation, which it may take names and numbers from.
    """
    made, asked = Read(written, language), Read(question, language)
    ends = written.endswith("?") or not (question.rstrip().endswith("?") or written.endswith((".", "!")))
    checks = {
        "empty": bool(written),
        "too long": len(written) <= len(question) + MOST_ADDED,
        "no question": ends,
        "another language": question_language(written, language) == language,
        "its instructions": not _INSTRUCTIONS.repeats(written),
        "something was left out": all(part in made.low for part in _told(asked)),
        "something was made up": _words(_told(made)) <= _words([flat(said)]),
    }
    return next((why for why, holds in checks.items() if not holds), "")


def _told(read: Read) -> list[str]:
    """The names and numbers of a question, as `flat` writes them."""
    return [*(flat(name.text) for name in read.names), *(t.low for t in read.tokens if t.kind == "number")]


def _bare(text: str) -> str:
    """The words alone, to tell whether two questions are one."""
    return " ".join(_WORD.findall(flat(text)))


def _words(parts: Sequence[str]) -> set[str]:
    return {word for part in parts for word in _WORD.findall(part)}
