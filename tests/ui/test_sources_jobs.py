"""Changes to the articles run one at a time, beside whoever asks questions, and say how they ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag import curating
from rag.curating import Addition, Hands
from rag.errors import IndexFault, UsageError
from rag.ingest.progress import Report
from rag.ingest.shelf import Shelf
from rag.service import Service
from rag.settings import load_settings
from rag.store.lock import write_lock
from rag.ui.person import Person
from rag.ui.sources.deeds import Deeds, Given
from rag.ui.sources.holdings import Library
from rag.ui.sources.jobs import Job, Jobs, Kind, Stage
from rag.ui.sources.state import Browsing
from tests.doubles import HashEmbedder

EDITOR, OTHER, READER = Person("a"), Person("b"), Person("c", may_edit=False)


class Opening(Service):
    """A service that only counts how often the newest index was opened, and may fail."""

    def __init__(self, path: Path, error: Exception | None = None) -> None:
        super().__init__(load_settings(index=path / "index"), HashEmbedder())
        self.opened = 0
        self._error = error

    def open(self, notify: Callable[[str], None], *, newest: bool = False) -> None:  # type: ignore[override]
        self.opened += newest
        if self._error is not None:
            raise self._error


@pytest.fixture
def shared(tmp_path: Path) -> Opening:
    return Opening(tmp_path)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a job waits for."""
    gate = threading.Event()
    yield gate
    gate.set()


def ended(job: Job) -> Job:
    assert job.wait(60)
    return job


def test_one_job_runs_at_a_time_and_its_owner_is_told(shared: Opening, gate: threading.Event) -> None:
    jobs = Jobs(shared)

    def work(_: Hands) -> Report:
        gate.wait(60)
        return Report(added=1)

    job = jobs.start(EDITOR, "add", work)
    assert jobs.running is job
    assert jobs.ended(EDITOR) is None
    with pytest.raises(UsageError, match="being changed already"):
        jobs.start(OTHER, "add", work)
    gate.set()
    ended(job)
    assert jobs.ended(EDITOR) is job
    assert jobs.ended(OTHER) is None
    jobs.start(OTHER, "delete", lambda _: Report())  # now it can
    assert job.report == Report(added=1)
    jobs.dismiss(EDITOR)
    assert jobs.ended(EDITOR) is None


def test_one_who_may_not_starts_nothing(shared: Opening) -> None:
    with pytest.raises(UsageError, match="not change them"):
        Jobs(shared).start(READER, "delete", lambda _: Report())


def test_before_it_is_over_the_new_index_is_open(shared: Opening) -> None:
    job = ended(Jobs(shared).start(EDITOR, "add", lambda _: Report(added=1)))
    assert (shared.opened, job.error) == (1, None)


@pytest.mark.parametrize(
    "error", [UsageError("data_full", path="/x"), IndexFault("index_write", path="/x", reason="no")]
)  # fmt: skip
def test_what_goes_wrong_is_a_sentence_and_the_next_job_can_start(shared: Opening, error: Exception) -> None:
    def fail(_: Hands) -> Report:
        raise error

    jobs = Jobs(shared)
    job = ended(jobs.start(EDITOR, "add", fail))
    assert (job.report, job.error) == (None, error)
    assert shared.opened == 1, "a part may have been published"
    assert ended(jobs.start(EDITOR, "add", lambda _: Report())).error is None


def test_an_internal_failure_is_logged_and_ends_the_job(shared: Opening, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        job = ended(Jobs(shared).start(EDITOR, "add", lambda _: 1 // 0))  # type: ignore[arg-type, return-value]
    assert (job.report, job.error) == (None, None)
    assert "ZeroDivisionError" in caplog.text


def test_an_index_that_cannot_be_opened_afterwards_is_said(tmp_path: Path) -> None:
    shared = Opening(tmp_path, IndexFault("index_write", path="/x", reason="no"))
    job = ended(Jobs(shared).start(EDITOR, "add", lambda _: Report(added=1)))
    assert (job.report, job.error.key if job.error else "") == (Report(added=1), "index_write")


def test_another_process_that_writes_is_named_without_advice_for_a_terminal(shared: Opening) -> None:
    shelf = Shelf(shared.settings.data_folder)
    addition = Addition(shelf.stage("a.md", b"Un."), "a.md")
    with write_lock(shared.settings.index, 0):
        job = ended(Jobs(shared).start(EDITOR, "add", lambda hands: curating.add(shared.settings, [addition], hands)))
    assert job.error is not None
    assert job.error.key == "writing_elsewhere"
    assert "--wait" not in job.error.localized("en")
    assert shelf.has("a.md"), "the file is kept"


def test_progress_counts_files_and_passages() -> None:
    job = Job("add", "a")
    job.note("file", "looked.md")
    assert (job.stage.file, job.stage.files, job.stage.share) == ("looked.md", 0, 0.0)
    job.begin(2, 100)
    job.note("file", "a.md")
    job.expect(4)
    job.advance(50, 1, 0)
    assert (job.stage.begun, job.stage.share) == (1, 0.0)
    job.advance(0, 0, 4)
    assert job.stage.share == 0.5
    job.note("measuring")
    assert job.stage.note == "measuring"
    job.note("file", "b.md")
    job.advance(50, 1, 0)
    assert (job.stage.begun, job.stage.note, job.stage.share) == (2, "", 1.0)
    assert Stage(size=10, read=20).share == 1.0
    assert job.seconds_left is None, "too soon to tell"


@pytest.mark.parametrize(("kind", "can"), [("add", True), ("reindex", True), ("delete", False), ("undo", False)])
def test_what_is_done_as_a_whole_cannot_be_stopped(kind: Kind, can: bool) -> None:
    assert Job(kind, "a").can_be_stopped == can


# what a click does


def deeds(shared: Service, person: Person) -> Deeds:
    return Deeds(Library(shared), person, Browsing())


def test_a_reader_without_the_role_changes_nothing_whatever_their_browser_sends(shared: Opening) -> None:
    reader = deeds(shared, READER)
    assert not reader.add([Given("a.md", b"Un.", "a.md")])
    assert reader.browsing.error is not None
    assert reader.browsing.error.key == "not_editor"
    for act in (lambda: reader.delete(["a.md"]), reader.undo, lambda: reader.reindex(Path("/"), prune=True)):
        reader.browsing.error = None
        act()
        assert reader.browsing.error is not None
        assert reader.browsing.error.key == "not_editor"
    assert not shared.settings.data_folder.exists()
    assert reader.library.jobs.running is None


def test_only_one_who_may_edit_stops_a_job(shared: Opening, gate: threading.Event) -> None:
    editor = deeds(shared, EDITOR)

    def work(_: Hands) -> Report:
        gate.wait(60)
        return Report()

    job = editor.library.jobs.start(EDITOR, "add", work)
    Deeds(editor.library, READER, Browsing()).stop()
    assert not job.is_stopped
    Deeds(editor.library, OTHER, Browsing()).stop()
    assert job.is_stopped


def test_files_that_cannot_be_handed_over_leave_nothing_behind(shared: Opening) -> None:
    editor = deeds(shared, EDITOR)
    assert not editor.add([Given("a.md", b"Un.", "a.md"), Given("b.exe", b"Deux.", "b.exe")])
    assert editor.browsing.error is not None
    assert editor.browsing.error.key == "file_unsupported"
    assert editor.library.shelf.left_over() == []


def test_nobody_waits_for_an_index_that_is_being_made_again(shared: Opening, gate: threading.Event) -> None:
    """The state before stays the one that is listed and asked until the new one is published."""
    editor = deeds(shared, EDITOR)
    editor.add([Given("a.md", b"Un.", "a.md")])
    assert editor.library.jobs.running is not None
    ended(editor.library.jobs.running)
    before = editor.library.holdings()

    class Slow(HashEmbedder):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            gate.wait(60)
            return super().embed_passages(texts)

    shared._embedder = Slow()
    editor.add([Given("b.md", b"Deux.", "b.md")])
    assert editor.library.holdings() is before
    gate.set()
    job = editor.library.jobs.running
    if job is not None:
        ended(job)
    now = editor.library.holdings()
    assert now is not None
    assert now is not before
    assert sorted(now.known) == ["a.md", "b.md"]
