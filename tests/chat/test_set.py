"""The conversations of `eval/follow-ups.jsonl`: what is said to stand in the articles does."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.fold import fold
from eval.sets import Case, read_set
from rag.types import Turn
from tests.chat.conversation import RULES
from tests.conftest import ROOT

CASES = read_set(ROOT / "eval" / "follow-ups.jsonl").cases
ARTICLES = [fold(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "corpus").glob("*.md"))]
CHANGED = [case for case in CASES if "change-of-subject" in case.tags]


def test_it_has_enough_of_each_kind() -> None:
    follow_ups = Counter(case.language for case in CASES if "follow-up" in case.tags and len(case.history) == 2)
    assert min(follow_ups["fr"], follow_ups["en"]) >= 24
    assert Counter(case.language for case in CHANGED) == {"fr": 8, "en": 8}
    later = Counter(case.tags for case in CASES for _ in [0] if "later" in case.tags)
    assert later.total() == len(CASES) / 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_answers_and_gold_stand_in_the_articles(case: Case) -> None:
    golds = [fold(gold) for alternatives in case.gold for gold in alternatives]
    assert bool(golds) == case.answerable
    assert all(any(gold in article for article in ARTICLES) for gold in golds)
    answers = [fold(answer) for answer in case.answers]
    assert all(any(answer in gold for gold in golds) for answer in answers)
    assert all(any(answer in gold for answer in answers) for gold in golds)


@pytest.mark.parametrize("case", CHANGED, ids=lambda case: case.id)
def test_a_change_of_subject_is_not_dragged_along(case: Case) -> None:
    assert RULES.standalone([*case.history, Turn("user", case.question)]).by == "none"
