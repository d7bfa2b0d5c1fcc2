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


@pytest.fixture(scope="package")
def cluster() -> Iterator[LocalCluster]:
    """Two processes, which are started again when they are ended. A task that ends one is under suspicion at once."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
    ):
        yield cluster


@pytest.fixture
def address(cluster: LocalCluster) -> str:
    cluster.wait_for_workers(2)
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
