"""Workers that are not there, go away or do not fit: one clear line, and an index that is whole."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import LocalCluster

from rag.embed.light import LightEmbedder
from rag.embed.sentence_transformer import SentenceTransformerEmbedder
from rag.errors import ClusterError, UsageError
from rag.indexing import IngestRequest, ingest, workers
from rag.ingest.chunk import ChunkSettings
from rag.ingest.read import ReadLimits
from rag.models import worker_maker
from rag.settings import load_settings
from rag.spread import Recipe, Workers, workers_of
from rag.spread.recipe import kit
from tests.command import sourcier
from tests.conftest import CORPUS, ROOT
from tests.doubles import HashEmbedder
from tests.ingest.library import Library
from tests.spread.hands import Watching, assert_same, maker, opened, plain, spread, texts

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    count = int(sys.argv[1])
    with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@contextmanager
def own_cluster(count: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A scheduler with workers, in a process that may be killed."""
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER, str(count)], env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


# what is typed


def test_a_number_or_the_address_of_a_scheduler() -> None:
    assert workers_of("4") == Workers(count=4)
    assert workers_of(" tcp://scheduler:8786 ") == Workers(address="tcp://scheduler:8786")
    assert workers_of("tls://[fd00::1]:443") == Workers(address="tls://[fd00::1]:443")


@pytest.mark.parametrize(
    "given", ["", "0", "-1", "257", "two", "2.5", "²", "scheduler:8786", "tcp://scheduler", "tcp://:8786", "tcp://a:0",
              "tcp://a:99999", "http://a:8787", "tcp://a:8786/x"],
)  # fmt: skip
def test_anything_else_is_a_mistake_of_one_line(given: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--workers tcp://HOST:8786"):
        workers_of(given)
    done = sourcier("ingest", tmp_path, "--index", tmp_path / "index", f"--workers={given}")
    assert "tcp://HOST:8786" in done.mistake()


def test_without_dask_its_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Un mot.", encoding="utf-8")
    without = "import sys; sys.modules['distributed'] = None; from rag.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", without, "ingest", str(tmp_path), "--index", str(tmp_path / "index"), "--workers", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "Workers need the package distributed. Install it: pip install distributed cryptography\n"


# what is not there


def test_a_scheduler_that_does_not_answer(library: Library) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ClusterError, match=f"No Dask scheduler answers at {address}"):
        spread(library.root / "there", IngestRequest([library.folder]), address)


def test_something_else_that_listens_there(library: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(ClusterError, match="No Dask scheduler answers"):
            spread(library.root / "there", IngestRequest([library.folder]), address)


def test_without_a_worker_it_says_that_it_waits_and_can_be_interrupted(library: Library) -> None:
    class Impatient(Watching):
        def note(self, kind: str, detail: str = "") -> None:
            super().note(kind, detail)
            if kind == "no_workers":
                raise KeyboardInterrupt

    progress = Impatient()
    with own_cluster(0) as (address, _), pytest.raises(KeyboardInterrupt):
        spread(library.root / "there", IngestRequest([library.folder]), address, progress)
    assert progress.notes == [("no_workers", "")]


def test_a_scheduler_that_is_gone_leaves_what_was_finished(library: Library) -> None:
    here, there = library.root / "here", library.root / "there"
    request = IngestRequest([library.folder], step=8)
    with own_cluster(1) as (address, process):

        def kill(passages: int) -> None:
            if passages >= 16:
                process.kill()

        with pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"):
            spread(there, request, address, Watching(kill), by=maker(milliseconds=100))
    finished = texts(there)
    assert len(finished) > 0
    whole = plain(here, request)
    assert finished.items() < texts(here).items()
    assert plain(there, request).added == whole.added - len(finished)
    assert texts(there) == texts(here)


def test_a_rebuild_whose_scheduler_is_gone_leaves_the_index_as_it_was(library: Library) -> None:
    index = library.root / "there"
    plain(index, IngestRequest([library.folder]))
    before = opened(index).manifest
    with own_cluster(1) as (address, process):
        request = IngestRequest(rebuild=True, step=8)
        with pytest.raises(ClusterError, match="The index is as it was before"):
            spread(index, request, address, Watching(lambda _: process.kill()), by=maker(milliseconds=100))
    assert opened(index).manifest == before


# what does not fit


@pytest.mark.parametrize("part", ["sourcier", "kreuzberg", "Python"])
def test_another_version_is_refused_by_name(part: str) -> None:
    other = tuple((name, "0.0" if name == part else found) for name, found in kit())
    recipe = Recipe(maker(), ChunkSettings(), ReadLimits(), other)
    with pytest.raises(
        ClusterError, match=re.escape(f"The worker tcp://w:1 does not have what this machine has: {part} is")
    ):
        recipe.tools("tcp://w:1", 1)


def test_a_worker_that_cannot_make_the_embedder_says_why(library: Library, address: str) -> None:
    absent = replace(maker(), function="no.such.module:make")
    with pytest.raises(
        ClusterError, match=r"tcp://127.* cannot do the work: ModuleNotFoundError: No module named 'no'"
    ):
        spread(library.root / "there", IngestRequest([library.folder]), address, by=absent)


def test_a_recipe_holds_what_decides_vectors_and_nothing_else() -> None:
    settings = load_settings(model="openai:secret-model", precision="float32", query_prefix="q: ")
    made = worker_maker(settings, HashEmbedder())
    assert dict(made.choice) == {
        "embedder": "bundled", "precision": "float32", "query_prefix": "q: ", "passage_prefix": None,
    }  # fmt: skip


# on this machine, and with the real model


def test_processes_of_this_machine(library: Library) -> None:
    here, there = library.root / "here", library.root / "there"
    progress, settings = Watching(), load_settings(index=there)
    request = IngestRequest([library.folder], step=16)
    with workers(settings, maker(), Workers(count=2), progress) as pool:
        ingest(settings, library.embedder, replace(request, pool=pool), progress)
    plain(here, request)
    assert_same(here, there)
    assert progress.said("workers")[-1].startswith("2 (tls://127.0.0.1:")


def test_the_real_model_gives_the_same_vectors(
    embedder: LightEmbedder | SentenceTransformerEmbedder, cluster: LocalCluster, address: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    request = IngestRequest(sorted(CORPUS.glob("meta-*.md"))[:3])
    ingest(load_settings(index=here), embedder, request)
    settings = load_settings(index=there)
    with workers(settings, worker_maker(settings, embedder), Workers(address=address)) as pool:
        ingest(settings, embedder, replace(request, pool=pool))
    assert_same(here, there, tolerance=1e-5)
