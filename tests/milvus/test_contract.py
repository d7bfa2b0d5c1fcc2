"""What every VectorStore does, a real Milvus server does too."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.store.index import StoreKind
from rag.store.milvus.place import Place
from tests.store import test_vector_store_contract as contract
from tests.store.test_vector_store_contract import (  # noqa: F401 - run here again
    store,
    test_a_bad_addition_changes_nothing,
    test_a_filter_is_of_sources_too_and_what_passes_is_counted,
    test_a_query_of_any_memory_layout_is_the_same_query,
    test_an_empty_store_finds_nothing,
    test_of_many_equal_scores_the_first_ids_are_given,
    test_saving_is_not_moving,
    test_threads_may_read_at_once,
    test_vectors_that_are_got_are_the_callers_own,
    test_what_was_deleted_can_be_added_again,
)
from tests.store.test_vector_store_steps import Steps
from tests.store.vectors import milvus_kind

pytestmark = pytest.mark.milvus


@pytest.fixture(scope="session")
def kind(place: Place) -> StoreKind:
    return milvus_kind(lambda: place)


# A collection takes a server a second to make: fewer of them than a store in memory is put through.
test_scores_are_inner_products_and_the_best_come_first = settings(max_examples=8)(
    given(data=st.data(), number=st.integers(1, 60), k=st.integers(1, 70))(
        contract.test_scores_are_inner_products_and_the_best_come_first.hypothesis.inner_test  # type: ignore[attr-defined]
    )
)


def test_any_sequence_of_steps_leaves_it_as_a_dictionary(kind: StoreKind) -> None:
    class ServerSteps(Steps):
        pass

    ServerSteps.kind = kind
    case = ServerSteps.TestCase
    case.settings = settings(max_examples=8, stateful_step_count=15)
    case().runTest()
