"""Changes to the articles as they happen: one at a time, in a thread, whoever looks and whatever is drawn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rag.errors import IndexBusyError, IndexMissingError, SourcierError, UsageError
from rag.ingest.progress import Report
from rag.service import Service
from rag.ui.person import Person

if TYPE_CHECKING:
    from rag.curating import Hands

Kind = Literal["add", "replace", "delete", "undo", "reindex"]

Work = Callable[["Hands"], Report]
"""What a job does. It may raise SourcierError."""

_SURE_AFTER = 2.0
"""Seconds before which nobody can tell how long it will take."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a job is. `size` and `read` are in bytes; `note`: what is waited for, as the model is loaded."""

    files: int = 0
    begun: int = 0
    file: str = ""
    size: int = 0
    read: int = 0
    expected: int = 0
    embedded: int = 0
    note: str = ""

    @property
    def share(self) -> float:
        """Of the work that is done, in [0, 1]. Passages are only counted once their file was read."""
        read = min(1.0, self.read / self.size) if self.size else 0.0
        return read * (self.embedded / self.expected if self.expected else 1.0)


class Job:
    """One change. It runs in a thread of its own and is an ingest's Progress."""

    def __init__(self, kind: Kind, owner: str) -> None:
        self.kind = kind
        self.owner = owner
        self.stage = Stage()
        self.report: Report | None = None
        self.error: SourcierError | None = None
        self._started = time.monotonic()
        self._stopped = threading.Event()
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether it has ended; then it has a `report`, an `error`, or neither after an internal failure."""
        return self._over.is_set()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has had enough of it."""
        return self._stopped.is_set()

    @property
    def can_be_stopped(self) -> bool:
        """Whether there is a place to stop at: a deletion and its undoing are done as a whole."""
        return self.kind in {"add", "replace", "reindex"}

    @property
    def seconds_left(self) -> float | None:
        """As far as one can tell; None where one cannot."""
        elapsed, share = time.monotonic() - self._started, self.stage.share
        return elapsed * (1 - share) / share if elapsed >= _SURE_AFTER and share >= 0.02 else None

    def stop(self) -> None:
        """Has it end soon, with what is finished by then."""
        self._stopped.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the end, and says whether it has come."""
        return self._over.wait(seconds)

    def begin(self, files: int, size: int) -> None:
        """How much there is to read."""
        self.stage = Stage(files=files, size=size)

    def expect(self, passages: int) -> None:
        """So many passages more."""
        self.stage = replace(self.stage, expected=self.stage.expected + passages)

    def advance(self, size: int, documents: int, passages: int) -> None:  # noqa: ARG002 - the port tells all
        """What was read and embedded."""
        stage = self.stage
        self.stage = replace(stage, read=stage.read + size, embedded=stage.embedded + passages, note="")

    def note(self, kind: str, detail: str = "") -> None:
        """Which file is begun; or what is waited for."""
        if kind == "file":
            self.stage = replace(self.stage, file=detail, begun=self.stage.begun + 1, note="")
        else:
            self.stage = replace(self.stage, note=kind)

    def run(self, work: Work, shared: Service) -> None:
        """Does it, and has everybody's next question asked of what came of it. Raises nothing."""
        from rag.curating import Hands  # brings along every reader

        try:
            self.report = work(Hands(lambda: shared.embedder(self.note), self, self._stopped.is_set))
        except IndexBusyError as error:
            self.error = UsageError("writing_elsewhere", holder=error.values["holder"])
        except SourcierError as error:
            self.error = error
        except Exception:
            logging.exception("The articles could not be changed.")
        finally:
            self._reopen(shared)
            self._over.set()

    def _reopen(self, shared: Service) -> None:
        """Others go on with the index as it was until the new one is open. Without a model nobody has opened it yet."""
        self.note("opening")
        try:
            if shared.is_loaded:
                shared.open(lambda _: None, newest=True)
        except IndexMissingError:
            pass  # nothing could be read, so nothing was published: the report says it
        except SourcierError as error:
            self.error = self.error or error
        except Exception:
            logging.exception("The changed index could not be opened.")


class Jobs:
    """All jobs over one index. Threads share it."""

    def __init__(self, shared: Service) -> None:
        self._shared = shared
        self._lock = threading.Lock()
        self._current: Job | None = None
        self._last: dict[str, Job] = {}

    @property
    def running(self) -> Job | None:
        """The one that is going on, if any."""
        current = self._current
        return None if current is None or current.is_over else current

    def start(self, person: Person, kind: Kind, work: Work) -> Job:
        """Begins a job. Raises UsageError for one who may not (`not_editor`), or while another runs (`job_running`)."""
        if not person.may_edit:
            raise UsageError("not_editor")
        with self._lock:
            if self.running is not None:
                raise UsageError("job_running")
            job = self._current = self._last[person.id] = Job(kind, person.id)
        threading.Thread(target=job.run, args=(work, self._shared), name="sources", daemon=True).start()
        return job

    def ended(self, person: Person) -> Job | None:
        """The last job that this person has started and that is over, until it is dismissed."""
        job = self._last.get(person.id)
        return job if job is not None and job.is_over else None

    def dismiss(self, person: Person) -> None:
        """Nobody need be told any more what came of it."""
        if self.ended(person) is not None:
            self._last.pop(person.id, None)
