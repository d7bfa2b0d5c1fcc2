"""What callers over a network are told: nothing of the server's paths, and no command for a terminal that they lack."""

from __future__ import annotations

import pickle
import re

import pytest

import rag.errors
from rag.errors import IndexFault, IndexMissingError, Phrase, UsageError
from rag.messages import ELSEWHERE, ERRORS, LANGUAGES
from tests.test_messages import placeholders, uses

FAULTS = {name for name, value in vars(rag.errors).items() if isinstance(value, type) and issubclass(value, IndexFault)}

ONLY_TERMINAL = "repair_", "move_", "backup_", "restore_"
"""The beginnings of what is wrong in work that only the terminal begins."""


def fault_keys() -> set[str]:
    """Of what may be wrong with an index as a whole, as the code raises it."""
    return {key for use in uses() if use.kind in FAULTS for key in use.keys}


def test_whatever_may_be_wrong_with_an_index_has_words_for_callers() -> None:
    found = fault_keys()
    assert len(found) > 20  # the search itself works
    assert {key for key in found - ELSEWHERE.keys() if not key.startswith(ONLY_TERMINAL)} == set()


@pytest.mark.parametrize("key", ELSEWHERE)
def test_they_are_in_both_languages_and_name_no_path_and_no_command(key: str) -> None:
    assert set(ELSEWHERE[key]) == set(LANGUAGES)
    for language in LANGUAGES:
        message, hint = ELSEWHERE[key][language]
        assert hint
        assert not re.search(r"\{(path|uri|file|reason|holder|collection)\}|sourcier |SOURCIER_|--", message + hint)
        used = set(re.findall(r"\{(\w+)\}", message + hint))
        assert used <= placeholders(key, language)
    assert ELSEWHERE[key]["en"] != ELSEWHERE[key]["fr"] != ERRORS[key]["fr"]


def test_the_terminal_and_the_log_still_say_where_and_what_to_do() -> None:
    error = IndexMissingError("index_missing", path="/srv/secret")
    assert error.withholds
    assert "/srv/secret" in str(error)
    assert "sourcier ingest" in str(error)
    assert error.elsewhere("en") == (
        "There is no index of the articles yet.", "Ask whoever runs the server: its log says what to do."
    )  # fmt: skip
    plain = UsageError("date_bad", value="x")
    assert not plain.withholds
    assert plain.elsewhere("fr") == (plain.message("fr"), plain.hint("fr"))


def test_a_phrase_within_a_message_is_in_its_language_and_goes_to_other_processes() -> None:
    error = UsageError("filter_source", name="x", near=Phrase("nearest", {"names": "y"}))
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert one.hint("en") == "Nearest: y."
        assert one.hint("fr") == "Les plus proches\u00a0: y."
