"""What is searched for when a text is checked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.checking import TextChecker
from rag.types import Filter, Hit, Support


class Silent:
    """A SupportJudge that finds nothing."""

    def judge(self, statement: str, language: str, hits: Sequence[Hit], meant: str = "") -> Sequence[Support]:
        return []


OPENS = "Lumen ouvre une usine à Brest."


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        (
            f"{OPENS} Elle emploiera 40 personnes. Son directeur se réjouit. Le maire reste prudent.",
            [
                OPENS, f"{OPENS} Elle emploiera 40 personnes.", f"{OPENS} Son directeur se réjouit.",
                "Le maire reste prudent.",
            ],
        ),
        ("It was shut in 2012. They left Leeds.", ["It was shut in 2012.", "It was shut in 2012. They left Leeds."]),
        ("Itineraries have changed. Hershel left.", ["Itineraries have changed.", "Hershel left."]),
    ],
)  # fmt: skip
def test_a_sentence_that_leans_on_one_before_is_searched_for_with_it(text: str, searched: list[str]) -> None:
    asked: list[str] = []

    def find(sentence: str, _: Filter | None) -> list[Hit]:
        asked.append(sentence)
        return []

    TextChecker(Silent(), find).check(text)
    assert asked == searched
