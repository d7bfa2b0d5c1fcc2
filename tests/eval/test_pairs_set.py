"""The questions asked in English and in French of what stands in French: pairs, whose quotations hold the answer."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from eval.sets import Case, read_set
from tests.conftest import CORPUS, ROOT

SHIPPED = ROOT / "eval" / "english-on-french.jsonl"
PIAF = ROOT / "eval" / "data" / "piaf_in_english.jsonl"
both = pytest.mark.parametrize("path", [SHIPPED, PIAF], ids=["shipped", "piaf"])


def pairs(path: Path) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    for case in read_set(path).cases:
        found[case.id.rsplit("-", 1)[0]].append(case)
    return found


@both
def test_each_question_is_asked_in_both_languages_for_the_same_answer(path: Path) -> None:
    assert len(pairs(path)) == 30
    for english, french in pairs(path).values():
        assert (english.language, french.language) == ("en", "fr")
        assert english.question != french.question
        assert (english.answers, english.gold) == (french.answers, french.gold)
        assert (english.tags, french.tags) == (("en->fr",), ("fr->fr",))


@both
def test_the_quotation_holds_every_answer(path: Path) -> None:
    for case in read_set(path).cases:
        (quotes,) = case.gold
        assert case.answers
        assert all(answer in quote for quote in quotes for answer in case.answers)


def test_the_quotations_stand_in_the_shipped_french_articles() -> None:
    texts = [path.read_text(encoding="utf-8") for path in CORPUS.glob("*.md")]
    french = [text for text in texts if "\nlang: fr\n" in text]
    assert french
    for case in read_set(SHIPPED).cases:
        assert all(any(quote in text for text in french) for quotes in case.gold for quote in quotes)
