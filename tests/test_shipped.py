"""The articles that the project ships, asked 40 questions: what is quoted, what is refused, and that it is exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from eval.metrics import Table
from eval.outcome import Outcome, is_right
from eval.run import Runner
from eval.sets import Case, read_set
from rag.answer.refusal import REFUSAL
from rag.build import Sourcier
from rag.types import Answer, Citation, Document
from tests.conftest import CORPUS, ROOT

CASES = read_set(ROOT / "tests" / "data" / "shipped_questions.jsonl").cases


@pytest.fixture(scope="module")
def answers(shipped: Sourcier) -> list[Answer]:
    return [shipped.ask(case.question) for case in CASES]


@pytest.fixture(scope="module")
def outcomes(shipped: Sourcier) -> list[Outcome]:
    return list(Runner(shipped).outcomes(CASES))


@pytest.fixture(scope="module")
def documents(shipped: Sourcier) -> dict[str, Document]:
    return {info.id: shipped.document(info.id) for info in shipped.documents()}


def value(outcomes: Iterable[Outcome], metric: str) -> tuple[float, str]:
    """A figure of a run, and the questions that went wrong, for whoever reads the failure."""
    outcomes = list(outcomes)
    found = Table.of(outcomes).values()[metric]
    assert found is not None
    wrong = [
        f"{o.case.id}  {o.case.question}\n    wanted {list(o.case.answers)}, {o.given.confidence:.2f}: {o.given.text}"
        for o in outcomes
        if o.given is not None and not is_right(o)
    ]
    return found, "\n".join([f"{metric} {found:.0%}", *wrong])


def tagged(outcomes: Iterable[Outcome], tag: str) -> Iterator[Outcome]:
    return (outcome for outcome in outcomes if tag in outcome.case.tags)


@pytest.mark.parametrize(("language", "least"), [("", 0.8), ("fr", 0.8), ("en", 0.8)], ids=["all", "fr", "en"])
def test_the_fact_stands_in_a_quoted_sentence(outcomes: list[Outcome], language: str, least: float) -> None:
    asked = (o for o in outcomes if o.case.answerable and o.case.language.startswith(language))
    found, told = value(asked, "answer_in_quote@3")
    assert found >= least, told


def test_questions_that_cross_the_languages_are_answered_too(outcomes: list[Outcome]) -> None:
    found, told = value(tagged(outcomes, "cross-lingual"), "answer_in_quote@3")
    assert found >= 0.7, told


def test_what_the_articles_do_not_say_is_refused(outcomes: list[Outcome]) -> None:
    found, told = value((o for o in outcomes if not o.case.answerable), "abstention_recall")
    assert found >= 0.8, told


def test_off_topic_questions_are_all_refused(outcomes: list[Outcome]) -> None:
    found, told = value(tagged(outcomes, "off-topic"), "abstention_recall")
    assert found == 1, told


def cited(answers: list[Answer]) -> Iterator[Citation]:
    for answer in answers:
        yield from answer.citations
        yield from answer.nearest


def test_every_citation_is_exact(answers: list[Answer], documents: dict[str, Document]) -> None:
    count = 0
    for citation in cited(answers):
        document = documents[citation.document_id]
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert (citation.title, citation.source, citation.date) == (document.title, document.source, document.date)
        count += 1
    assert count > len(CASES)


def test_every_statement_is_its_quotation_and_is_supported(answers: list[Answer]) -> None:
    for answer in answers:
        for statement in answer.statements:
            (citation,) = statement.citations
            assert statement.text == " ".join(citation.quote.split())
            assert citation.verdict == "supported"


def test_a_quotation_in_the_other_language_says_so(answers: list[Answer], documents: dict[str, Document]) -> None:
    pairs = set()
    for answer in answers:
        for citation in (*answer.citations, *answer.nearest):
            assert citation.language == documents[citation.document_id].language
            pairs.add((answer.language, citation.language))
    assert pairs == {("fr", "fr"), ("fr", "en"), ("en", "fr"), ("en", "en")}


def test_answers_are_short_and_do_not_repeat_themselves(answers: list[Answer]) -> None:
    for answer in answers:
        texts = [statement.text for statement in answer.statements]
        assert len(texts) <= 3
        assert len(set(texts)) == len(texts)
        markers = [c.marker for c in answer.citations]
        assert markers == list(range(1, len(markers) + 1))


def test_the_question_is_taken_for_the_language_that_it_is_in(answers: list[Answer]) -> None:
    found = {case.id: answer.language for case, answer in zip(CASES, answers, strict=True)}
    assert found == {case.id: case.language for case in CASES}


def test_a_refusal_is_in_the_language_of_the_question_and_offers_what_is_near(answers: list[Answer]) -> None:
    refused = [answer for answer in answers if answer.abstained]
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
    assert len(case.gold) == case.answerable, "any of the articles will do"
    gold = [name for item in case.gold for name in item]
    for wanted in case.answers:
        assert any(" ".join(wanted.split()) in texts[name] for name in gold), f"no article says: {wanted}"
