"""What all requests to the server share: the service, what the index holds as it is listed, the language."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from rag.errors import SourcierError, UsageError
from rag.filtering import Holdings, check_filter
from rag.messages import Language
from rag.service import Notify, Service
from rag.types import DocumentInfo, Filter

if TYPE_CHECKING:
    from rag.build import Sourcier

_WRITING = 32
"""Answers that a chat model elsewhere writes at once: their threads wait for it."""

_FEW = 5_000
"""Names among which the nearest to another are looked for: of a hundred thousand that would take seconds."""


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
        compared = self.all if len(self.all) <= _FEW else ()
        try:
            check_filter(Filter(documents=(name,)), Holdings((), lambda _: False, lambda: compared))
        except UsageError as error:
            raise UsageError("article_unknown", name=name, near=error.values["near"]) from error
        raise AssertionError("an article that is not there is an error")


@dataclass
class Room:
    """Where the requests are answered. Threads share it. `language` is that of errors."""

    service: Service
    language: Language
    notify: Notify
    writing: threading.Lock = field(default_factory=threading.Lock)
    """Held while the articles are changed: one change at a time."""
    _articles: Articles | None = None

    @cached_property
    def computing(self) -> CapacityLimiter:
        """How many questions are worked on at once: more of them would wait for each other, and nothing for them."""
        writes = self.service.settings.model is not None
        return CapacityLimiter(_WRITING if writes else max(2, os.cpu_count() or 2))

    def sourcier(self) -> Sourcier:
        """The index as it was last published. Raises SourcierError."""
        return self.service.open(self.notify)

    def articles(self) -> Articles:
        """What it holds. Raises SourcierError."""
        sourcier, known = self.sourcier(), self._articles
        if known is None or known.sourcier is not sourcier:
            known = self._articles = Articles(sourcier)
        return known

    def warm_up(self) -> None:
        """Loads the models and opens the index, so that nobody's question waits for it. What is wrong is logged."""
        try:
            self.articles()
        except SourcierError as error:
            logging.warning("%s", error.localized(self.language))
        except Exception:
            logging.exception("The models could not be loaded.")
