"""What any provider's client raises, as a ModelError that says what the matter is and whether to ask again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.errors import ModelError, ModelTrouble
from rag.llm.asked import Asked, asked_of
from rag.llm.clues import Clues, trouble
from rag.llm.redact import redact
from rag.llm.waiting import retry_after

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["model_error", "one_line", "redact"]

_LONGEST = 240
"""Characters of what a provider says that are shown."""

_Make = Callable[[Asked, str, float | None], ModelError]

_ERRORS: dict[ModelTrouble, _Make] = {
    "timeout": lambda asked, _, wait: ModelError("chat_timeout", kind="timeout", name=asked.name, retry_after=wait),
    "rate_limited": lambda asked, reason, wait: ModelError(
        "chat_rate_limited", kind="rate_limited", name=asked.name, reason=reason, retry_after=wait
    ),
    "quota": lambda asked, reason, _: ModelError("chat_quota", kind="quota", name=asked.name, reason=reason),
    "unreachable": lambda asked, reason, _: ModelError(
        "chat_unreachable", kind="unreachable", name=asked.name, address=asked.address, reason=reason
    ),
    "dropped": lambda asked, *_: ModelError("chat_dropped", kind="dropped", name=asked.name),
    "refused_key": lambda asked, reason, _: ModelError(
        "chat_refused", kind="refused_key", name=asked.name, reason=reason, variable=asked.variable
    ),
    "unknown_model": lambda asked, reason, _: ModelError(
        "chat_unknown", kind="unknown_model", name=asked.name, address=asked.address, reason=reason
    ),
    "context_overflow": lambda asked, reason, _: ModelError(
        "chat_overflow", kind="context_overflow", name=asked.name, reason=reason
    ),
    "server": lambda asked, reason, wait: ModelError(
        "chat_server", kind="server", name=asked.name, reason=reason, retry_after=wait
    ),
    "empty": lambda asked, *_: ModelError("chat_empty", kind="empty", name=asked.name),
    "looping": lambda asked, *_: ModelError("chat_looping", kind="looping", name=asked.name),
    "other": lambda asked, reason, _: ModelError("chat_other", kind="other", name=asked.name, reason=reason),
}


def model_error(error: BaseException, model: BaseChatModel | None = None, *, started: bool = False) -> ModelError:
    """The ModelError for what a client raised when `model` was asked; a ModelError stays as it is.

    `started`: some of the answer had come, so that a connection that failed was lost and not refused.
    """
    if isinstance(error, ModelError):
        return error
    clues = Clues.of(error)
    kind = trouble(clues, started=started)
    said = clues.root if kind == "unreachable" else clues.said
    return _ERRORS[kind](asked_of(model), one_line(said) or type(error).__name__, retry_after(clues.chain, said))


def failed(kind: ModelTrouble, model: BaseChatModel | None = None) -> ModelError:
    """A ModelError of a kind that is seen in the answer itself, or in its not coming."""
    return _ERRORS[kind](asked_of(model), kind, None)


def one_line(text: str) -> str:
    """What a provider says, fit to be shown: on one line, not too long, without keys and without a full stop."""
    line = "".join(c for c in " ".join(redact(text).split()) if c.isprintable())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1].rstrip() + "…"
    return line.rstrip(".")
