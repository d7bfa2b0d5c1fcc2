"""A real Milvus server goes away and comes back as that of Milvus Lite does, only slower; and it asks who is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.errors import StoreError
from rag.store.milvus.place import Place
from rag.store.milvus.server import Server
from tests.milvus.server import Standalone
from tests.store.test_milvus_recovery import (  # noqa: F401 - run here again
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
def guarded(standalone: Standalone, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """In the other's place for a while: one that asks for credentials."""
    standalone.kill()
    server = Standalone(tmp_path_factory.mktemp("guarded"), authorization=True)
    server.start()
    yield server
    server.kill()
    standalone.start()


def test_who_is_not_known_is_told_so(guarded: Standalone) -> None:
    for token in ("", "root:wrong", "nobody:nothing"):
        with pytest.raises(StoreError) as caught:
            Server(Place.of(guarded.uri, token, 20)).call("list_collections")
        assert caught.value.key == "store_credentials"
        assert "wrong" not in str(caught.value)
    assert Server(Place.of(guarded.uri, "root:Milvus", 20)).call("list_collections") == []
    assert Server(Place.of(guarded.uri.replace("//", "//root:Milvus@"), "", 20)).call("list_collections") == []
