"""What all requests to the server share: the service, what the index holds as it is listed, the language."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from anyio import CapacityLimiter

from rag.errors import SourcierError, UsageError
from rag.filtering import Holdings, check_filter
from rag.http.work import AT_ONCE, WRITING
from rag.messages import Language
from rag.service import Notify, Service
from rag.types import Answer, DocumentInfo, Filter

if TYPE_CHECKING:
    from rag.build import Sourcier

PATH = "/mcp"
"""Where the tools are over HTTP."""

_LOG = logging.getLogger("sourcier.mcp")


class Articles:
    """What one state of the index holds, as it is listed. It does not change; threads share it."""

    def __init__(self, sourcier: Sourcier) -> None:
        self.sourcier = sourcier
        self.all: tuple[DocumentInfo, ...] = tuple(sourcier.documents())

    @cached_property
    def by_id(self) -> tuple[DocumentInfo, ...]:
        """All of them in the order of their ids."""
        return tuple(sorted(self.all, key=lambda info: info.id))

    def matching(self, words: str) -> Sequence[DocumentInfo]:
        """By title, those with words in title, source or text that begin as these do; all, where there are none."""
        return self.sourcier.documents_with(words) if words.strip() else self.all

    def named(self, name: str) -> DocumentInfo:
        """The article of that id. Raises UsageError (`article_unknown`), with the nearest that there are."""
        for info in self.sourcier.index.catalogue.info([name]):
            return info
        try:
            check_filter(Filter(documents=(name,)), Holdings((), lambda _: False, lambda: self.all))
        except UsageError as error:
            raise UsageError("article_unknown", name=name, near=error.values["near"]) from error
        raise AssertionError("an article that is not there is an error")


class Counting(Protocol):
    """Who counts what is asked."""

    def answered(self, endpoint: str, answer: Answer) -> None:
        """A question has its answer, or its refusal."""

    def opened(self, sourcier: Sourcier) -> None:
        """From now on this index is asked."""


@dataclass(frozen=True, slots=True)
class Remote:
    """That clients ask over HTTP: who counts that, and the seconds that a request may take."""

    counting: Counting
    seconds: float


@dataclass
class Room:
    """Where the requests are answered. Threads share it. `language` is that of errors.

    `remote` is None for the client that has started us: it is on this machine, and who uses it has a terminal.
    """

    service: Service
    language: Language
    notify: Notify
    remote: Remote | None = None
    questions: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    """Of what is computed here at once: more would wait for each other, and nothing for them."""
    chat_models: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(WRITING))
    """Of what waits for a chat model at once."""
    changes: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    """Of changes of the articles: one at a time."""
    _opened: Sourcier | None = None
    _articles: Articles | None = None

    @property
    def asking(self) -> CapacityLimiter:
        """Where an answer waits for its turn."""
        settings = self.service.settings
        return self.questions if settings.model is None and settings.follow_up_model is None else self.chat_models

    @property
    def checking(self) -> CapacityLimiter:
        """Where a check of a text does."""
        return self.questions if self.service.settings.judge_model is None else self.chat_models

    @property
    def opened(self) -> bool:
        """Whether an index was opened and can be asked."""
        return self._opened is not None

    def sourcier(self) -> Sourcier:
        """The index as it was last published. Raises SourcierError."""
        found = self.service.open(self.notify)
        if found is not self._opened:
            self._opened = found
            if self.remote:
                self.remote.counting.opened(found)
        return found

    def articles(self) -> Articles:
        """What it holds. Raises SourcierError."""
        sourcier, known = self.sourcier(), self._articles
        if known is None or known.sourcier is not sourcier:
            known = self._articles = Articles(sourcier)
        return known

    def answered(self, answer: Answer) -> None:
        """Has an answer counted."""
        if self.remote:
            self.remote.counting.answered(PATH, answer)

    def told(self, error: SourcierError, asked: str) -> str:
        """What a client is told of an error, on one line; over HTTP the log has what is only for who runs the server.

        `asked` is what has failed.
        """
        if self.remote is None:
            return error.localized(self.language)
        from rag.http.problems import for_the_log

        for_the_log(error, asked)
        return " ".join(error.elsewhere(self.language)).strip()

    def warm_up(self) -> None:
        """Loads the models and opens the index, so that nobody's question waits for it. What is wrong is logged."""
        try:
            self.articles()
        except SourcierError as error:
            _LOG.warning("%s", error.localized(self.language))
        except Exception:
            logging.exception("The models could not be loaded.")
