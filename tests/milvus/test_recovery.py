"""A real Milvus server goes away and comes back as that of Milvus Lite does, only slower; and it asks who is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.settings import load_settings
from rag.store.milvus.place import Place
from rag.store.milvus.server import Server
from rag.stores import store_kind
from tests.milvus.server import Standalone
from tests.store.shelf import FIRST, publish
from tests.store.test_milvus_recovery import (  # noqa: F401 - run here again
    kind_of,
    test_killed_and_started_between_two_questions,
    test_killed_between_an_addition_and_its_publication,
    test_killed_in_the_middle_of_a_writing,
    test_killed_in_the_middle_of_searches,
    test_silent_for_a_while,
)

pytestmark = pytest.mark.milvus


@pytest.fixture(scope="module")
def served(standalone: Standalone) -> Standalone:
    return standalone


@pytest.fixture
def instead(standalone: Standalone, tmp_path: Path) -> Iterator[Callable[..., Standalone]]:
    """Starts one with other settings in the other's place, for a while."""
    standalone.kill()
    made: list[Standalone] = []

    def start(**settings: str | bool) -> Standalone:
        made.append(Standalone(tmp_path / "instead", **settings))
        made[0].start()
        return made[0]

    yield start
    made[0].kill()
    standalone.start()


def test_who_is_not_known_is_told_so(instead: Callable[..., Standalone]) -> None:
    guarded = instead(authorization_enabled=True)
    for token in ("", "root:wrong", "nobody:nothing"):
        with pytest.raises(StoreError) as caught:
            Server(Place.of(guarded.uri, token, 20)).call("list_collections")
        assert caught.value.key == "store_credentials"
        assert "wrong" not in str(caught.value)
    assert Server(Place.of(guarded.uri, "root:Milvus", 20)).call("list_collections") == []
    assert Server(Place.of(guarded.uri.replace("//", "//root:Milvus@"), "", 20)).call("list_collections") == []


def test_more_copies_than_there_are_query_nodes_are_refused(instead: Callable[..., Standalone], tmp_path: Path) -> None:
    # A new server: for a minute after a crash one still counts the query node that died with it, and waits for it.
    alone = instead()
    settings = load_settings(index=tmp_path / "index", store="milvus", store_uri=alone.uri, store_replicas=2)
    with pytest.raises(StoreError) as caught:
        publish(settings.index, FIRST, kind=store_kind(settings))
    assert caught.value.key == "store_replicas"


def test_a_server_that_takes_nothing_more_is_full(instead: Callable[..., Standalone], tmp_path: Path) -> None:
    full = instead(quotaAndLimits__limitWriting__forceDeny="true")
    with pytest.raises(StoreError) as caught:
        publish(tmp_path / "index", FIRST, kind=kind_of(full, tmp_path / "index", 20))
    assert caught.value.key == "store_full"
