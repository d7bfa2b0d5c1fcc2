"""Who answers, by name: quotations, or a chat model that is set up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from rag.answer.extractive import EXTRACTIVE
from rag.asking import Asking
from rag.build import Sourcier
from rag.errors import ModelError, UsageError
from rag.http.metrics import Metrics
from rag.http.work import WRITING, Work
from rag.service import Service

DEFAULT = "sourcier"
"""As it is set: the chat model, or quotations without one."""
_LOG = logging.getLogger("sourcier.serve")


@dataclass(frozen=True, slots=True)
class Chosen:
    """An open index with who answers from it."""

    sourcier: Sourcier
    asking: Asking


class Answerers:
    """The index as it was last published, and all who answer from it. One event loop uses it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.metrics = Metrics()
        seconds = service.settings.request_seconds
        self.work = Work(seconds=seconds)
        self.changes = Work(threads=1, seconds=seconds)
        self.looking = Work(threads=1, seconds=seconds)
        self._checking = Work(threads=1, seconds=seconds)
        self._writing = Work(WRITING, seconds=seconds)
        self._opened: Sourcier | None = None
        self._unfit: set[str] = set()
        kinds = {"questions": self.work, "changes": self.changes, "chat_models": self._writing}
        self.metrics.waiting({name: partial(_waiting, work) for name, work in kinds.items()})

    @property
    def opened(self) -> bool:
        """Whether an index was opened and can be asked."""
        return self._opened is not None

    @property
    def names(self) -> list[str]:
        """Of those who answer: as it is set first."""
        settings = self.service.settings
        made = [name for name in settings.models if name not in self._unfit]
        return list(dict.fromkeys([DEFAULT, EXTRACTIVE, *([settings.model] if settings.model else []), *made]))

    def try_models(self) -> None:
        """Leaves out, and says so, further chat models that cannot be had: a name, a package, a key is not right."""
        for name in self.service.settings.models:
            try:
                self.service.check_model(name)
            except ModelError as error:
                self._unfit.add(name)
                _LOG.warning("%s is not offered: %s", name, error)

    def check(self, name: str) -> None:
        """Raises UsageError (`serve_no_model`) for a name that nobody has."""
        if name not in self.names:
            raise UsageError("serve_no_model", name=name, known=", ".join(self.names))

    def writes(self, name: str) -> bool:
        """Whether it is a chat model, which is waited for rather than computed here."""
        return name != EXTRACTIVE and (name != DEFAULT or self.service.settings.model is not None)

    def work_of(self, name: str) -> Work:
        """Where its answers are made."""
        waits = self.writes(name) or self.service.settings.follow_up_model is not None
        return self._writing if waits else self.work

    @property
    def work_of_checks(self) -> Work:
        """Where texts are checked: a long one takes minutes, and a chat model may be asked about it."""
        return self._checking if self.service.settings.judge_model is None else self._writing

    def current(self) -> Sourcier:
        """The index as it is set to be asked. Raises SourcierError."""
        return self._noticed(self.service.open(_noted))

    def choose(self, name: str, *, strict: bool = False) -> Chosen:
        """Raises UsageError for a name that nobody has, and SourcierError as opening does."""
        self.check(name)
        settings = self.service.settings
        if name in (DEFAULT, EXTRACTIVE) or name == settings.model:
            sourcier = self.current()
        else:
            sourcier = self.service.open_with(name, _noted)
        if name == EXTRACTIVE:
            return Chosen(sourcier, sourcier.quoting)
        return Chosen(sourcier, sourcier.strict if strict else sourcier.asking)

    def reopen(self) -> None:
        """Has the next question asked of what has just been published. Raises SourcierError."""
        if self.service.is_loaded:
            self._noticed(self.service.open(_noted, newest=True))

    def close(self) -> None:
        """Ends once all that was begun has ended."""
        self.work.close()
        self.changes.close()
        self.looking.close()
        self._checking.close()
        self._writing.close()

    def _noticed(self, sourcier: Sourcier) -> Sourcier:
        if sourcier is not self._opened:
            self._opened = sourcier
            self.metrics.opened(sourcier)
        return sourcier


def _waiting(work: Work) -> int:
    return work.waiting


def _noted(what: str) -> None:
    """What takes longer while models are loaded."""
    _LOG.info("%s", what)
