"""What every VectorStore does, a cluster does too."""

from __future__ import annotations

from tests.milvus.test_contract import (  # noqa: F401 - run here again
    kind,
    test_any_sequence_of_steps_leaves_it_as_a_dictionary,
    test_scores_are_inner_products_and_the_best_come_first,
)
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
