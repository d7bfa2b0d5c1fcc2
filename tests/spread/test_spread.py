"""An ingest that is spread over workers gives the index that it gives without, whatever becomes of the workers."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from distributed import LocalCluster

from rag.errors import ClusterError
from rag.indexing import IngestRequest, ingest, workers
from rag.ingest.work import Embed, Stopped
from rag.settings import load_settings
from rag.spread import Workers
from tests.doubles import HashEmbedder
from tests.ingest.library import ENGLISH, FRENCH, Library, article
from tests.spread.conftest import told
from tests.spread.hands import DEADLY, Watching, assert_same, maker, opened, plain, spread, texts


def kill_a_worker(cluster: LocalCluster) -> None:
    nanny = next(iter(cluster.workers.values()))
    assert nanny.pid is not None
    os.kill(nanny.pid, signal.SIGKILL)


# the same index


def test_it_is_the_same_passage_for_passage_and_so_is_what_is_said(library: Library, address: str) -> None:
    here, there = library.root / "here", library.root / "there"
    request = IngestRequest([library.folder], prune=True, step=16)
    progress = Watching()
    assert told(plain(here, request)) == told(spread(there, request, address, progress))
    assert_same(here, there)
    assert len(progress.said("workers")[0].split("tcp://127.0.0.1:")) == 3
    assert progress.passages == opened(there).manifest.passages

    library.write("00.md", f"{ENGLISH} Now in English.")
    library.write("new.md", f"{FRENCH} Nouveau.")
    (library.folder / "01.md").unlink()
    shutil.move(library.folder / "02.md", library.folder / "moved.md")
    library.lines("many.jsonl", *(article(f"Title {n}", f"{ENGLISH} Number {n}.", id=f"m{n}") for n in range(5, 40)))
    assert told(plain(here, request)) == told(spread(there, request, address))
    assert_same(here, there)

    again = IngestRequest(rebuild=True, step=16)
    assert told(plain(here, again)) == told(spread(there, again, address))
    assert_same(here, there)


def test_nothing_is_sent_of_what_has_not_changed(library: Library, address: str) -> None:
    index = library.root / "there"
    first = spread(index, IngestRequest([library.folder]), address)
    progress = Watching()
    again = spread(index, IngestRequest([library.folder]), address, progress)
    assert (again.added, again.replaced, again.unchanged, progress.passages) == (0, 0, first.added, 0)


# what may become of workers


def test_a_worker_killed_in_mid_work_costs_time_and_nothing_else(
    library: Library, cluster: LocalCluster, address: str
) -> None:
    here, there = library.root / "here", library.root / "there"
    request = IngestRequest([library.folder], step=8)
    killed: list[int] = []

    def kill(passages: int) -> None:
        if len(killed) < 2 and passages >= 24 * (1 + len(killed)):
            killed.append(passages)
            kill_a_worker(cluster)

    progress = Watching(kill)
    report = spread(there, request, address, progress, by=maker(milliseconds=300))
    assert len(killed) == 2
    assert told(report) == told(plain(here, request))
    assert_same(here, there)
    assert progress.said("worker_lost")


def test_a_file_that_ends_each_worker_is_named_and_the_rest_goes_on(library: Library, address: str) -> None:
    for name in ("many.jsonl", "some.jsonl", "long.txt"):
        (library.folder / name).unlink()
    library.write("05.md", f"{FRENCH} Un {DEADLY}.", title="Fatal")
    library.lines("deadly.jsonl", article("A", FRENCH, id="a"), article("B", f"{DEADLY} {FRENCH}", id="b"))
    here, there = library.root / "here", library.root / "there"
    request = IngestRequest([library.folder], step=16)
    report = spread(there, request, address, by=maker(kind="counter"))
    named = [(problem.name, problem.error.key) for problem in report.failed]
    assert ("05.md", "file_kills") in named
    assert ("deadly.jsonl#b", "file_kills") in named
    assert texts(there).keys() == texts_without(here, request, {"05.md", "b"})
    # Once they are no longer deadly they are read: they did not pass for read in full.
    assert spread(there, request, address).added == 2


def texts_without(index: Path, request: IngestRequest, names: set[str]) -> set[str]:
    plain(index, request)
    return texts(index).keys() - names


def test_what_ends_each_worker_that_embeds_it_is_embedded_here(library: Library, address: str) -> None:
    library.write("05.md", f"{FRENCH} Un {DEADLY}.")
    here, there = library.root / "here", library.root / "there"
    request = IngestRequest([library.folder], step=16)
    report = spread(there, request, address, by=maker(kind="embedder"))
    assert told(report) == told(plain(here, request))
    assert_same(here, there)


def test_a_worker_with_another_model_is_refused_by_name(library: Library, address: str) -> None:
    with pytest.raises(
        ClusterError, match=r"The worker tcp://127\.0\.0\.1:\d+ .* embedder is hash:other:64 there"
    ) as e:
        spread(library.root / "there", IngestRequest([library.folder]), address, by=maker(name="other"))
    assert e.value.values["wanted"] == "hash:hash:64"
    assert not (library.root / "there").exists()


# interrupted


def test_an_interruption_publishes_what_is_finished_and_the_next_run_goes_on(library: Library, address: str) -> None:
    here, there = library.root / "here", library.root / "there"
    request = IngestRequest([library.folder], step=8)

    def interrupt(passages: int) -> None:
        if passages >= 40:
            raise KeyboardInterrupt

    report = spread(there, request, address, Watching(interrupt), by=maker(milliseconds=20))
    assert report.interrupted
    assert 0 < report.passages == opened(there).manifest.passages
    whole = plain(here, request)
    finished = texts(there)
    assert finished.items() < texts(here).items()
    assert spread(there, request, address).added == whole.added - len(finished)
    assert texts(there) == texts(here)


def test_a_stop_is_heard_while_workers_are_waited_for(library: Library, address: str) -> None:
    index, progress = library.root / "there", Watching()
    settings = load_settings(index=index)
    request = IngestRequest([library.folder], step=8)

    def stop() -> bool:
        return progress.passages >= 16

    with workers(settings, maker(milliseconds=100), Workers(address=address), progress, stop) as pool:
        request = IngestRequest([library.folder], step=8, pool=pool)
        report = ingest(settings, HashEmbedder(), request, progress, stop)
    assert report.interrupted
    assert 16 <= report.passages < 200
    assert opened(index).manifest.passages == report.passages


def test_one_who_waits_for_a_result_is_told_to_stop(address: str, tmp_path: Path) -> None:
    stopped: list[bool] = []
    settings = load_settings(index=tmp_path / "index")
    with workers(settings, maker(milliseconds=1500), Workers(address=address), stop=lambda: bool(stopped)) as pool:
        pending = pool.submit(Embed(["one"], ["en"]))
        stopped.append(True)
        with pytest.raises(Stopped):
            pending.result()
