"""A Milvus server that goes away and comes back: nothing lost, no wrong answer, and one line while it lasts."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from rag.errors import StoreError
from rag.settings import load_settings
from rag.store.index import Index, StoreKind
from rag.store.milvus.place import Place
from rag.store.milvus.store import MilvusStore
from rag.stores import store_kind
from rag.types import Filter, Vectors
from tests.conftest import ROOT
from tests.store.served import Served
from tests.store.shelf import EMBEDDER, FIRST, IDENTITY, SECOND, document, holds, publish
from tests.store.vectors import entry

NEWER = replace(FIRST, text="La source est tarie.")
PASSING = {"store_down", "store_starting", "store_slow"}


class Server(Protocol):
    """What these tests do to a server."""

    @property
    def uri(self) -> str: ...
    def start(self) -> None: ...
    def kill(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Running. A test that ends leaves it so."""
    server = Served(tmp_path_factory.mktemp("served"))
    server.start()
    yield server
    server.kill()


def kind_of(served: Server, path: Path, timeout: float) -> StoreKind:
    return store_kind(load_settings(index=path, store="milvus", store_uri=served.uri, store_timeout=timeout))


def until_it_is_back(question: Callable[[], object], seconds: float = 150) -> object:
    """What comes of it, asked again while the server is away. Nothing else may be the matter."""
    end = time.monotonic() + seconds
    while True:
        try:
            return question()
        except StoreError as error:
            if error.key not in PASSING or time.monotonic() > end:
                raise
            time.sleep(0.2)


def many(served: Server, folder: Path, number: int = 2000) -> tuple[MilvusStore, Vectors]:
    """A store of random vectors, half of them in each language."""
    random = np.random.default_rng(7)
    vectors = random.normal(size=(number, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store = MilvusStore(Place.of(served.uri, timeout=60), folder / "index", 16)
    store.add([entry(f"{n:05d}", language="fr" if n % 2 else "en") for n in range(number)], vectors)
    store.save(folder)
    return store, vectors


def test_killed_and_started_between_two_questions(served: Server, tmp_path: Path) -> None:
    path, kind = tmp_path / "index", kind_of(served, tmp_path / "index", 1.0)
    publish(path, FIRST, SECOND, kind=kind_of(served, path, 60))
    index = Index.open(path, kind, IDENTITY)
    wanted = index.vectors.search(EMBEDDER.embed_query("source"), 4)
    served.kill()
    with pytest.raises(StoreError) as caught:
        index.vectors.search(EMBEDDER.embed_query("source"), 4)
    assert caught.value.key == "store_down"
    assert served.uri in str(caught.value)
    with pytest.raises(StoreError):
        Index.open(path, kind, IDENTITY).vectors.get([wanted[0][0]])
    assert Index.open(path, kind, IDENTITY).catalogue.counts() == (2, 4)  # what needs no vectors goes on
    served.start()
    assert until_it_is_back(lambda: index.vectors.search(EMBEDDER.embed_query("source"), 4)) == wanted
    assert holds(Index.open(path, kind_of(served, path, 60), IDENTITY), FIRST, SECOND)


def test_killed_in_the_middle_of_searches(served: Server, tmp_path: Path) -> None:
    _, vectors = many(served, tmp_path)
    store = MilvusStore.load(Place.of(served.uri, timeout=2), tmp_path / "index", tmp_path)
    french = np.arange(len(vectors)) % 2 == 1
    wrong: list[object] = []
    over = threading.Event()
    answered = [0, 0]

    def ask(seed: int) -> None:
        random = np.random.default_rng(seed)
        while not over.is_set():
            query = vectors[random.integers(len(vectors))]
            try:
                found = store.search(query, 10, Filter(languages=("fr",)))
            except StoreError as error:
                if error.key not in PASSING:
                    wrong.append(error)
                continue
            answered[seed] += 1
            scores = np.where(french, vectors @ query, -2)
            if {name for name, _ in found} != {f"{n:05d}" for n in np.argsort(-scores)[:10]}:
                wrong.append(found)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(2)]
    for thread in threads:
        thread.start()
    enough(answered, 10)
    served.kill()
    served.start()
    until_it_is_back(lambda: store.search(vectors[0], 1))
    enough(answered, 10)
    over.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def enough(answered: list[int], more: int) -> None:
    """Waits until everybody has got so many answers more."""
    wanted = [count + more for count in answered]
    while any(count < least for count, least in zip(answered, wanted, strict=True)):
        time.sleep(0.02)


def test_killed_in_the_middle_of_a_writing(served: Server, tmp_path: Path) -> None:
    path = tmp_path / "index"
    patient = kind_of(served, path, 60)
    publish(path, FIRST, SECOND, kind=patient)
    served.kill()
    with pytest.raises(StoreError) as caught:
        publish(path, NEWER, kind=kind_of(served, path, 1.0))
    assert caught.value.key == "store_down"
    served.start()
    index = Index.open(path, patient, IDENTITY)
    assert until_it_is_back(lambda: holds(index, FIRST, SECOND)) is True

    starting = threading.Timer(0.5, served.start)
    served.kill()
    starting.start()
    publish(path, NEWER, kind=patient)  # waits for it
    starting.join()
    assert holds(Index.open(path, patient, IDENTITY), NEWER, SECOND)


def test_killed_between_an_addition_and_its_publication(served: Server, tmp_path: Path) -> None:
    store, vectors = many(served, tmp_path)
    extra = document("x", "x")
    store.add([entry(extra.id), entry("y")], vectors[:2])
    served.kill()
    served.start()
    assert until_it_is_back(lambda: store.search(vectors[0], 3)) == [
        (name, pytest.approx(1.0)) for name in ("00000", "x")
    ] + [(second(vectors), pytest.approx(float(np.sort(vectors @ vectors[0])[-2])))]
    (tmp_path / "next").mkdir()
    store.save(tmp_path / "next")
    loaded = MilvusStore.load(Place.of(served.uri, timeout=60), tmp_path / "index", tmp_path / "next")
    assert np.array_equal(loaded.get(["y", "x", "00009"]), vectors[[1, 0, 9]])


def second(vectors: Vectors) -> str:
    """The name of the vector that is nearest to the first."""
    return f"{np.argsort(-(vectors @ vectors[0]))[1]:05d}"


def test_silent_for_a_while(served: Server, tmp_path: Path) -> None:
    _, vectors = many(served, tmp_path)
    store = MilvusStore.load(Place.of(served.uri, timeout=1.5), tmp_path / "index", tmp_path)
    wanted = until_it_is_back(lambda: store.search(vectors[3], 5))
    served.pause()
    try:
        with pytest.raises(StoreError) as caught:
            store.search(vectors[3], 5)
        assert caught.value.key == "store_slow"
        assert "1.5 s" in str(caught.value)
    finally:
        served.resume()
    assert until_it_is_back(lambda: store.search(vectors[3], 5)) == wanted


def test_what_a_node_has_yet_to_load_is_waited_for(served: Server, tmp_path: Path) -> None:
    written, vectors = many(served, tmp_path)
    store = MilvusStore.load(Place.of(served.uri, timeout=20), tmp_path / "index", tmp_path)
    wanted = store.search(vectors[3], len(vectors))
    table = written._table
    assert table is not None
    table.delete([3])
    back = threading.Timer(1, lambda: table.insert(np.array([3]), [entry("00003", language="fr")], vectors[[3]], 1))
    back.start()
    found = store.search(vectors[3], len(vectors))
    assert dict(found) == pytest.approx(dict(wanted))
    assert np.array_equal(store.get(["00003"]), vectors[[3]])
    back.join()


def test_what_does_not_come_back_is_said_after_a_calls_time(served: Server, tmp_path: Path) -> None:
    written, vectors = many(served, tmp_path, 20)
    table = written._table
    assert table is not None
    table.delete([3])
    store = MilvusStore.load(Place.of(served.uri, timeout=1), tmp_path / "index", tmp_path)
    began = time.monotonic()
    for ask in (lambda: store.search(vectors[3], 20), lambda: store.get(["00003"])):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.key == "store_rows"
    assert time.monotonic() - began > 1


def test_a_proxy_and_a_file_of_variables_are_nothing_to_milvus_lite(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MILVUS_URI=http://nobody.example\nSOURCIER_NONSENSE=1\n", encoding="utf-8")
    environment = os.environ | {"http_proxy": "http://127.0.0.1:9", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path)], env=environment, cwd=tmp_path, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("[('p1', 1.0)] None\n", "")


ALONE = """
import os, sys
from pathlib import Path
from rag.store.milvus.place import Place
from rag.store.milvus.store import MilvusStore
from tests.store.vectors import DIRECTIONS, entry, rows
store = MilvusStore(Place.of(sys.argv[1] + "/milvus.db"), Path(sys.argv[1]), 4)
store.add([entry("p1")], rows(DIRECTIONS[0]))
print(store.search(DIRECTIONS[0], 1), os.environ.get("SOURCIER_NONSENSE"))
"""
