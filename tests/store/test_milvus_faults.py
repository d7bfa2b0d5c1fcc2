"""What is said of a Milvus that cannot be used."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pymilvus.exceptions import MilvusException

from rag.errors import StoreError
from rag.store.milvus.faults import Trouble, fault, trouble
from rag.store.milvus.place import Place
from rag.store.milvus.server import Server


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (MilvusException(2, "Fail connecting to server on 127.0.0.1:1"), "down"),
        (MilvusException(1, "Unexpected error, message=<Cannot invoke RPC on closed channel!>"), "down"),
        (MilvusException(101, "failed to search: collection not loaded[collection=4]"), "starting"),
        (MilvusException(65535, "fail to search on all shard leaders, err=node offline[node=3]"), "starting"),
        (MilvusException(100, "collection not found[database=default][collection=x]"), "missing"),
        (MilvusException(4, "can't find collection: x"), "missing"),
        (MilvusException(9, "deny to write: memory quota exceeded"), "full"),
        (MilvusException(1, "[Errno 28] No space left on device"), "full"),
        (MilvusException(7, "disk limit exceeded[predict=1][limit=0]"), "full"),
        (MilvusException(1, "[search] Retry timeout: 10s"), "slow"),
        (MilvusException(65535, "when load 2 replica count: nodes not enough"), "nodes"),
        (MilvusException(65535, "auth check failure, please check username and password"), "credentials"),
        (MilvusException(65535, "something else"), "other"),
        (RuntimeError("something else"), "other"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_the_client_raises_is_understood(error: Exception, wanted: Trouble) -> None:
    assert trouble(error) == wanted
    said = fault(error, Place("http://milvus.example:19530"))
    for language in ("en", "fr"):
        assert "milvus.example" in said.message(language)
        assert said.hint(language)


def test_an_error_that_is_its_own_cause_ends() -> None:
    error = MilvusException(65535, "something else")
    error.__cause__ = error
    assert trouble(error) == "other"


def test_a_reason_is_one_line_of_bearable_length() -> None:
    said = fault(MilvusException(65535, "Assert\n => " + "vector " * 100), Place("http://x:1"))
    assert len(str(said).splitlines()) == 1
    assert len(str(said.values["reason"])) <= 200


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        held: list[socket.socket] = []
        ended = threading.Event()

        def take() -> None:
            while not ended.is_set():
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1]
        ended.set()
        for taken in held:
            taken.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_nobody_there_is_said_after_a_few_tries() -> None:
    with pytest.raises(StoreError) as caught:
        Server(Place(f"http://127.0.0.1:{free_port()}", timeout=0.6)).call("list_collections")
    assert caught.value.key == "store_down"


def test_somebody_who_says_nothing_is_slow() -> None:
    with silent() as port, pytest.raises(StoreError) as caught:
        Server(Place(f"http://127.0.0.1:{port}", timeout=0.6)).call("list_collections")
    assert caught.value.key in {"store_slow", "store_down"}
