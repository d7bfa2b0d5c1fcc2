"""The articles that the project ships, asked 40 questions: what is quoted, what is refused, and that it is exact."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from eval.measure import Outcome, run, share
from eval.sets import Case, read_set
from rag.answer.refusal import REFUSAL
from rag.build import Sourcier
from rag.types import Citation, Document
from tests.conftest import CORPUS, ROOT

QUESTIONS = ROOT / "tests" / "data" / "shipped_questions.jsonl"
CASES = read_set(QUESTIONS).cases


@pytest.fixture(scope="module")
def outcomes(shipped: Sourcier) -> list[Outcome]:
    return run(CASES, shipped.ask)


@pytest.fixture(scope="module")
def documents(shipped: Sourcier) -> dict[str, Document]:
    return {info.id: shipped.document(info.id) for info in shipped.documents()}


def wrong(outcomes: list[Outcome], keep: Callable[[Outcome], bool]) -> str:
    """The questions that went wrong, for whoever reads the failure."""
    return "\n".join(
        f"{o.case.id}  {o.case.question}\n    wanted {list(o.case.answers)}, {o.answer.confidence:.2f}: {o.answer.text}"
        for o in outcomes
        if keep(o) and not o.right
    )


def answerable(language: str = "") -> Callable[[Outcome], bool]:
    return lambda o: o.case.answerable and o.case.language.startswith(language)


def unanswerable(outcome: Outcome) -> bool:
    return not outcome.case.answerable


@pytest.mark.parametrize(("language", "least"), [("", 0.85), ("fr", 0.8), ("en", 0.8)], ids=["all", "fr", "en"])
def test_the_fact_stands_in_a_quoted_sentence(outcomes: list[Outcome], language: str, least: float) -> None:
    found = share(outcomes, answerable(language))
    assert found is not None
    assert found >= least, f"{found:.0%}\n{wrong(outcomes, answerable(language))}"


def test_questions_that_cross_the_languages_are_answered_too(outcomes: list[Outcome]) -> None:
    def crossing(outcome: Outcome) -> bool:
        return "cross-lingual" in outcome.case.tags

    found = share(outcomes, crossing)
    assert found is not None
    assert found >= 0.7, f"{found:.0%}\n{wrong(outcomes, crossing)}"


def test_what_the_articles_do_not_say_is_refused(outcomes: list[Outcome]) -> None:
    found = share(outcomes, unanswerable)
    assert found is not None
    assert found >= 0.8, f"{found:.0%}\n{wrong(outcomes, unanswerable)}"


def test_off_topic_questions_are_all_refused(outcomes: list[Outcome]) -> None:
    def off_topic(outcome: Outcome) -> bool:
        return "off-topic" in outcome.case.tags

    assert share(outcomes, off_topic) == 1, wrong(outcomes, off_topic)


def cited(outcomes: list[Outcome]) -> Iterator[Citation]:
    for outcome in outcomes:
        yield from outcome.answer.citations
        yield from outcome.answer.nearest


def test_every_citation_is_exact(outcomes: list[Outcome], documents: dict[str, Document]) -> None:
    count = 0
    for citation in cited(outcomes):
        document = documents[citation.document_id]
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert (citation.title, citation.source, citation.date) == (document.title, document.source, document.date)
        count += 1
    assert count > len(CASES)


def test_every_statement_is_its_quotation_and_is_supported(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        for statement in outcome.answer.statements:
            (citation,) = statement.citations
            assert statement.text == " ".join(citation.quote.split())
            assert citation.verdict == "supported"


def test_a_quotation_in_the_other_language_says_so(outcomes: list[Outcome], documents: dict[str, Document]) -> None:
    pairs = set()
    for outcome in outcomes:
        for citation in (*outcome.answer.citations, *outcome.answer.nearest):
            assert citation.language == documents[citation.document_id].language
            pairs.add((outcome.answer.language, citation.language))
    assert pairs == {("fr", "fr"), ("fr", "en"), ("en", "fr"), ("en", "en")}


def test_answers_are_short_and_do_not_repeat_themselves(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        texts = [statement.text for statement in outcome.answer.statements]
        assert len(texts) <= 3
        assert len(set(texts)) == len(texts)
        markers = [c.marker for c in outcome.answer.citations]
        assert markers == list(range(1, len(markers) + 1))


def test_the_question_is_taken_for_the_language_that_it_is_in(outcomes: list[Outcome]) -> None:
    assert [(o.case.id, o.answer.language) for o in outcomes] == [(o.case.id, o.case.language) for o in outcomes]


def test_a_refusal_is_in_the_language_of_the_question_and_offers_what_is_near(outcomes: list[Outcome]) -> None:
    refused = [o.answer for o in outcomes if o.answer.abstained]
    assert {answer.language for answer in refused} == {"fr", "en"}
    for answer in refused:
        assert answer.text == {"fr": REFUSAL["fr"], "en": REFUSAL["en"]}[answer.language]
        assert not answer.statements
        assert [n.quote for n in answer.nearest] == [hit.passage.text for hit in answer.hits[:3]]


# the set itself


def test_the_set_has_20_questions_in_each_language_and_10_without_an_answer() -> None:
    assert len(CASES) == len({case.id for case in CASES}) == len({case.question for case in CASES}) == 40
    for language in ("fr", "en"):
        own = [case for case in CASES if case.language == language]
        assert len(own) == 20
        assert sum(not case.answerable for case in own) == 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_question_of_the_set_is_well_formed(case: Case) -> None:
    assert case.id.startswith(f"{case.language}-")
    assert len(case.tags) == 1
    assert bool(case.answers) == case.answerable
    texts = {path.name: " ".join(path.read_text(encoding="utf-8").split()) for path in CORPUS.glob("*.md")}
    gold = {line["id"]: line["gold"] for line in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())}
    assert bool(gold[case.id]) == case.answerable
    for wanted in case.answers:
        assert any(" ".join(wanted.split()) in texts[name] for name in gold[case.id]), f"no article says: {wanted}"
