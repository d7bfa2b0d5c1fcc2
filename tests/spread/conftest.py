"""Workers, as real processes, for the tests of spreading."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from rag.ingest.progress import Report
from tests.ingest.library import ENGLISH, FRENCH, Library, article


class Workers:
    """Two processes, which are started again when they are ended. A task that ends one is under suspicion at once."""

    def __init__(self) -> None:
        self._made: LocalCluster | None = None

    def cluster(self) -> LocalCluster:
        """Both are there. A worker that is ended while it is still starting is never started again by Dask."""
        if self._made is not None:
            try:
                self._made.wait_for_workers(2, timeout=30)
            except TimeoutError:
                self.close()
        if self._made is None:
            with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
                self._made = LocalCluster(
                    n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
                )
            self._made.wait_for_workers(2)
        return self._made

    def close(self) -> None:
        """Ends them, where there are any."""
        if self._made is not None:
            self._made.close()
            self._made = None


@pytest.fixture(scope="package")
def workers() -> Iterator[Workers]:
    """For all tests of spreading."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    made = Workers()
    yield made
    made.close()


@pytest.fixture
def cluster(workers: Workers) -> LocalCluster:
    """The two processes, however the last test has left them."""
    return workers.cluster()


@pytest.fixture
def address(cluster: LocalCluster) -> str:
    """Where their scheduler is."""
    return str(cluster.scheduler_address)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Sixty articles in files of several kinds, some of them more than once, one of them broken."""
    library = Library(tmp_path)
    for n in range(20):
        library.write(f"{n:02}.md", f"# Titre {n}\n\n" + f"{FRENCH} Numéro {n}.\n\n" * (1 + n % 4), date="2024-05-02")
    library.lines("many.jsonl", *(article(f"Title {n}", f"{ENGLISH} Number {n}.", id=f"m{n}") for n in range(36)))
    library.lines("some.jsonl", article("Title 3", f"{ENGLISH} Number 3.", id="m3"), "no JSON")
    library.write("page.html", f"<html><title>Page</title><body><p>{FRENCH}</p><p>{ENGLISH}</p></body></html>")
    library.write("long.txt", "\n\n".join(f"{ENGLISH} Paragraph {n}. {FRENCH}" for n in range(120)))
    (library.folder / "empty.pdf").write_bytes(b"")
    (library.folder / "bad.docx").write_bytes(b"PK\x03\x04 no archive")
    return library


def told(report: Report) -> tuple[object, ...]:
    """What a report says, but for the seconds."""
    failed = [(problem.name, problem.error.key) for problem in report.failed]
    numbers = (report.added, report.replaced, report.unchanged, report.removed, report.passages, report.skipped)
    return *numbers, report.interrupted, failed
