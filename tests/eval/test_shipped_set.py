"""The question set over the shipped articles: its quotations stand in them, and every kind of question is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from eval.sets import Case, read_set
from tests.conftest import CORPUS, ROOT

PATH = ROOT / "eval" / "sourcier-fr-en.jsonl"
DIRECTIONS = ("fr->fr", "en->en", "en->fr", "fr->en")
WITHOUT_ANSWER = ("off-topic", "near-topic", "near-miss")


@dataclass(frozen=True, slots=True)
class Article:
    """What is under the front matter, one paragraph each, plain."""

    lang: str
    paragraphs: tuple[str, ...]


def plain(text: str) -> str:
    """Case and kinds of spaces do not matter."""
    return " ".join(text.casefold().split())


def read_articles() -> list[Article]:
    articles = []
    for path in sorted(CORPUS.glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        lang = next(line.removeprefix("lang:").strip() for line in front.splitlines() if line.startswith("lang:"))
        articles.append(Article(lang, tuple(plain(part) for part in body.split("\n\n") if part.strip())))
    return articles


CASES = read_set(PATH).cases
ARTICLES = read_articles()
COUNTS = Counter(tag for case in CASES for tag in case.tags)

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
each_answerable = pytest.mark.parametrize("case", [c for c in CASES if c.answerable], ids=lambda case: case.id)


def places(quote: str) -> list[tuple[str, str]]:
    """The language and the paragraph of each place where the quotation stands."""
    return [(a.lang, paragraph) for a in ARTICLES for paragraph in a.paragraphs if plain(quote) in paragraph]


def quotes(case: Case) -> list[str]:
    """All of its gold, whichever item it is of."""
    return [quote for item in case.gold for quote in item]


def test_ids_and_questions_with_their_history_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
    assert len({(plain(case.question), case.history) for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("tag", "least"),
    [
        *[(direction, 20) for direction in DIRECTIONS],
        ("unanswerable", 34),
        ("off-topic", 8),
        ("near-topic", 13),
        ("near-miss", 13),
        ("two-passages", 8),
        ("follow-up", 10),
        ("typo", 8),
        ("keywords", 8),
        ("number", 8),
    ],
)
def test_every_kind_of_question_is_there(tag: str, least: int) -> None:
    assert COUNTS[tag] >= least


def test_there_are_enough_questions_about_half_in_each_language() -> None:
    assert len(CASES) >= 130
    french = sum(case.language == "fr" for case in CASES)
    assert 0.45 <= french / len(CASES) <= 0.55
    assert {case.language for case in CASES} == {"fr", "en"}


@each
def test_tags_say_once_what_the_question_is(case: Case) -> None:
    assert len(set(case.tags)) == len(case.tags)
    assert case.answerable == ("unanswerable" not in case.tags)
    assert sum(tag in DIRECTIONS for tag in case.tags) == (1 if case.answerable else 0)
    assert sum(tag in WITHOUT_ANSWER for tag in case.tags) == (0 if case.answerable else 1)
    assert bool(case.answers) == bool(case.gold) == case.answerable


@each
def test_a_follow_up_and_no_other_question_has_a_history(case: Case) -> None:
    assert bool(case.history) == ("follow-up" in case.tags)
    assert len(case.history) % 2 == 0
    for number, turn in enumerate(case.history):
        assert turn.role == ("user", "assistant")[number % 2]


@each_answerable
def test_every_gold_quote_stands_in_an_article(case: Case) -> None:
    for quote in quotes(case):
        assert len(quote) >= 25
        assert places(quote), quote


@each_answerable
def test_every_gold_quote_shows_an_answer_and_every_answer_stands_in_one(case: Case) -> None:
    known = [plain(quote) for quote in quotes(case)]
    answers = [plain(answer) for answer in case.answers]
    assert [quote for quote in known if not any(answer in quote for answer in answers)] == []
    assert [answer for answer in answers if not any(answer in quote for quote in known)] == []


@each_answerable
def test_no_paragraph_shows_an_answer_that_gold_leaves_out(case: Case) -> None:
    known = {paragraph for quote in quotes(case) for _, paragraph in places(quote)}
    every = [paragraph for article in ARTICLES for paragraph in article.paragraphs]
    showing = [p for p in every if not p.startswith("#") and any(plain(answer) in p for answer in case.answers)]
    assert [paragraph for paragraph in showing if paragraph not in known] == []


@each_answerable
def test_the_direction_agrees_with_the_language_of_the_articles(case: Case) -> None:
    asked, told = next(tag for tag in case.tags if tag in DIRECTIONS).split("->")
    langs = {lang for quote in quotes(case) for lang, _ in places(quote)}
    assert asked == case.language
    assert told in langs
    if asked != told:
        assert langs == {told}, "a question crosses the languages only where its own has no article with the fact"


@each_answerable
def test_what_stands_in_several_articles_is_one_item_but_two_passages_are_two(case: Case) -> None:
    assert len(case.gold) == (2 if "two-passages" in case.tags else 1)
    assert len(case.answers) >= len(case.gold)
    for item in case.gold:
        others = {plain(quote) for other in case.gold if other != item for quote in other}
        assert len({plain(quote) for quote in item}) == len(item)
        assert {plain(quote) for quote in item} - others, "a passage of its own tells each fact"
