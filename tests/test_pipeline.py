"""The whole of "ask": as one of LangChain's Runnables, on one question or a conversation, from many threads."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableLambda

from rag.answer.verify import SpanVerifier
from rag.asking import Asking, Steps, clean_question
from rag.build import Sourcier
from rag.errors import QuestionError
from rag.ports import Rewriter
from rag.types import Answer, Citation, Draft, Filter, Hit, Rewritten, ShortAnswer, Statement, Turn, Verdict
from tests.shelves import QUESTIONS, small_sourcier

WHO = "Who closed the road?"
STEPS = {"rewrite", "retrieve", "answer", "verify", "total"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sourcier:
    return small_sourcier(tmp_path_factory.mktemp("pipeline"), answer_threshold=0.4)


def untimed(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


def untimed_all(answers: list[Answer]) -> list[Answer]:
    return [untimed(answer) for answer in answers]


# as a Runnable


def test_an_answer_has_all_its_parts(small: Sourcier) -> None:
    answer = small.pipeline.invoke(f"  {WHO}\n")
    assert isinstance(small.pipeline, Runnable)
    assert (answer.question, answer.language, answer.answerer) == (WHO, "en", "extractive")
    assert list(answer.hits) == small.retriever.retrieve(WHO, small.settings.top_k)
    assert answer.text == " ".join(s.text for s in answer.statements)
    assert not answer.abstained
    assert "The mayor closed the road." in answer.text
    assert set(answer.timings_ms) == STEPS
    assert all(ms >= 0 for ms in answer.timings_ms.values())


def test_some_of_these_questions_are_answered_and_some_refused(small: Sourcier) -> None:
    assert {small.ask(question).abstained for question in QUESTIONS} == {True, False}


def test_every_way_of_asking_gives_the_same(small: Sourcier) -> None:
    pipeline = small.pipeline
    answers = untimed_all([pipeline.invoke(question) for question in QUESTIONS])
    assert untimed_all(pipeline.batch(list(QUESTIONS))) == answers
    assert untimed_all(asyncio.run(pipeline.abatch(list(QUESTIONS)))) == answers
    assert untimed(asyncio.run(pipeline.ainvoke(QUESTIONS[0]))) == answers[0]
    assert untimed_all(list(pipeline.stream(QUESTIONS[0]))) == answers[:1]
    assert untimed_all([small.ask(question) for question in QUESTIONS]) == answers


def test_in_a_chain(small: Sourcier) -> None:
    def language_of(answer: Answer) -> str:
        return answer.language

    chain = RunnableLambda(str.strip) | small.pipeline | RunnableLambda(language_of)
    assert chain.batch(["  Qui a fermé la route ?", WHO]) == ["fr", "en"]


def test_a_bad_question_in_a_batch_can_be_returned_beside_the_others(small: Sourcier) -> None:
    good, bad = small.pipeline.batch([WHO, " "], return_exceptions=True)
    assert isinstance(good, Answer)
    assert isinstance(bad, QuestionError)


class Recorder(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.seen.append(("start", (kwargs["name"], kwargs["tags"], inputs)))

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.seen.append(("end", outputs))

    def on_chain_error(self, error: BaseException, **kwargs: Any) -> None:
        self.seen.append(("error", error))


def test_callbacks_see_the_question_and_the_answer(small: Sourcier) -> None:
    recorder = Recorder()
    answer = small.pipeline.invoke(WHO, {"callbacks": [recorder], "tags": ["mine"], "run_name": "ask"})
    assert recorder.seen == [("start", ("ask", ["mine"], WHO)), ("end", answer)]


def test_callbacks_see_an_error(small: Sourcier) -> None:
    recorder = Recorder()
    with pytest.raises(QuestionError):
        small.pipeline.invoke("", {"callbacks": [recorder]})
    assert [kind for kind, _ in recorder.seen] == ["start", "error"]


# a conversation


def test_the_last_turn_of_a_conversation_is_the_question(small: Sourcier) -> None:
    turns = [Turn("user", "Hello"), Turn("assistant", "Ask me."), Turn("user", WHO)]
    assert untimed(small.pipeline.invoke(turns)) == untimed(small.pipeline.invoke(WHO))


@pytest.mark.parametrize("turns", [[], [Turn("user", WHO), Turn("assistant", "The mayor.")]], ids=["none", "answered"])
def test_a_conversation_without_a_question_is_an_empty_question(small: Sourcier, turns: list[Turn]) -> None:
    with pytest.raises(QuestionError) as caught:
        small.pipeline.invoke(turns)
    assert caught.value.key == "question_empty"


class Named:
    """A rewriter that puts what it was made with behind the question."""

    def __init__(self, added: str) -> None:
        self._added = added
        self.seen: list[list[Turn]] = []

    def standalone(self, turns: Sequence[Turn]) -> Rewritten:
        self.seen.append(list(turns))
        return Rewritten(f"{turns[-1].text}{self._added}", "rules")


def rewriting(small: Sourcier, rewriter: Rewriter, limit: int = 2000) -> Asking:
    claims = Claims(Statement("One.", ()))
    return Asking(Steps(small.retriever, claims, SpanVerifier(small.index.catalogue), 3, limit, rewriter))


def test_what_the_rewriter_makes_of_a_follow_up_is_what_is_searched_for(small: Sourcier) -> None:
    rewriter = Named(" the  road")
    turns = [Turn("user", "Qui a fermé la route ?"), Turn("assistant", "Le maire."), Turn("user", "\u200bWho else?")]
    answer = rewriting(small, rewriter).ask(turns)
    assert rewriter.seen == [[*turns[:2], Turn("user", "Who else?")]]
    assert (answer.question, answer.searched, answer.language) == ("Who else?", "Who else? the road", "en")
    assert list(answer.hits) == small.retriever.retrieve("Who else? the road", 3)


def test_a_question_without_a_conversation_is_not_rewritten(small: Sourcier) -> None:
    rewriter = Named(" the road")
    for asked in (WHO, [Turn("user", WHO)]):
        answer = rewriting(small, rewriter).ask(asked)
        assert answer.question == answer.searched == WHO
    assert rewriter.seen == []


@pytest.mark.parametrize("added", ["x" * 30, "\x00" * 30 + "x" * 30])
def test_what_is_longer_than_a_question_may_be_is_not_searched_for(small: Sourcier, added: str) -> None:
    answer = rewriting(small, Named(added), 40).ask([Turn("user", WHO), Turn("user", WHO)])
    assert answer.searched == WHO


@pytest.mark.parametrize(
    ("before", "question", "language"),
    [("Who runs it?", "Google ?", "en"), ("Qui dirige ?", "Google ?", "fr"), ("Who runs it?", "Pourquoi ?", "fr")],
)
def test_a_follow_up_that_could_be_in_either_language_is_in_that_of_the_question_before(
    small: Sourcier, before: str, question: str, language: str
) -> None:
    assert small.ask([Turn("user", before), Turn("assistant", "x"), Turn("user", question)]).language == language


# filters


def test_a_filtered_pipeline_sees_only_what_passes(small: Sourcier) -> None:
    french = small.pipeline.filtered(Filter(languages=("fr",)))
    answer = french.invoke(WHO)
    assert {hit.passage.language for hit in answer.hits} == {"fr"}
    assert untimed(answer) == untimed(small.ask(WHO, Filter(languages=("fr",))))
    assert len(small.pipeline.invoke(WHO).hits) > len(answer.hits)  # the other is as it was


def test_a_filter_that_nothing_passes_is_an_abstention(small: Sourcier) -> None:
    answer = small.ask(WHO, Filter(documents=("nothing.md",)))
    assert (answer.abstained, answer.hits, answer.nearest, answer.statements) == (True, (), (), ())


# the verifier's word


class Claims:
    """An answerer whose draft is given."""

    name = "claims"

    def __init__(self, *statements: Statement, short: ShortAnswer | None = None) -> None:
        self._statements = statements
        self._short = short

    def answer(self, question: str, language: str, hits: object) -> Draft:
        return Draft(self._statements, abstained=False, confidence=0.9, short=self._short)


@pytest.mark.parametrize(
    ("start", "end", "text", "kept"),
    [
        (4, 9, "river", True),
        (4, 9, "lake!", False),  # not what stands there
        (40, 45, "Other", False),  # not within what the first statement quotes
        (4, 4, "", False),
    ],
)
def test_a_short_answer_is_kept_where_it_stands_in_the_first_quotation(
    small: Sourcier, start: int, end: int, text: str, kept: bool
) -> None:
    document = next(d for d in small.documents() if d.id == "undated.md")
    body = small.document(document.id).text
    at = body.index("the river")
    quote = Citation(1, document.id, "", "", at, at + 20, body[at : at + 20], "supported", "en")
    short = ShortAnswer(text, document.id, at + start, at + end, "en")
    claims = Claims(Statement(quote.quote, (quote,)), short=short)
    answer = Asking(Steps(small.retriever, claims, SpanVerifier(small.index.catalogue), 3, 2000)).ask(WHO)
    assert answer.short == (short if kept else None)


class Doubts:
    """A verifier that believes what it can see is short."""

    def verify(self, statement: str, citation: Citation) -> Verdict:
        return "supported" if len(citation.quote) < 10 else "unsupported"


def test_a_bad_citation_is_shown_as_bad_and_not_dropped(small: Sourcier) -> None:
    made = [Citation(i, "d", "D", "", 0, len(q), q, "supported", "en") for i, q in enumerate(("short", "long" * 5), 1)]
    claims = Claims(Statement("One.", tuple(made)), Statement("Two.", ()))
    answer = Asking(Steps(small.retriever, claims, Doubts(), 3, 2000)).ask(WHO)
    assert [[c.verdict for c in s.citations] for s in answer.statements] == [["supported", "unsupported"], []]
    assert answer.text == "One. Two."
    assert (answer.answerer, answer.confidence, len(answer.hits)) == ("claims", 0.9, 3)


# threads


def _asked_by_many(sourcier: Sourcier, questions: list[str]) -> list[list[Answer]]:
    def ask_all(start: int) -> list[Answer]:
        turned = questions[start:] + questions[:start]  # each begins elsewhere
        answers = {question: untimed(sourcier.ask(question)) for question in turned}
        return [answers[question] for question in questions]

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(ask_all, [i % len(questions) for i in range(16)]))


def test_16_threads_get_the_answers_that_one_gets(small: Sourcier, tmp_path_factory: pytest.TempPathFactory) -> None:
    fresh = small_sourcier(tmp_path_factory.mktemp("threads"), answer_threshold=0.4)
    alone = [_portable(untimed(small.ask(question))) for question in QUESTIONS]
    for answers in _asked_by_many(fresh, QUESTIONS):
        assert [_portable(answer) for answer in answers] == alone


def _portable(answer: Answer) -> Answer:
    """Without what differs between two indexes of the same articles: where the files lie."""

    def moved(hit: Hit) -> Hit:
        return replace(hit, document=replace(hit.document, origin=""))

    return replace(answer, hits=tuple(moved(hit) for hit in answer.hits))


def test_16_threads_get_the_answers_that_one_gets_from_the_model(shipped: Sourcier) -> None:
    questions = ["Qui dirige Groq ?", "Who runs Databricks?", "what date was llamacon", "Qui a fondé Google ?"]
    alone = [untimed(shipped.ask(question)) for question in questions]
    assert _asked_by_many(shipped, questions) == [alone] * 16


# cleaning a question

INVISIBLE = ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u200f", "\u2066"]
BLANK = [" ", "\t", "\r\n", "\x00", "\x1b", "\x85", "\u00a0", "\u2028", "\ud800"]


def test_a_question_is_kept_as_articles_are() -> None:
    assert clean_question("\ufeffQui\u00a0diri\u00adge\t Gr\u200boq\r\n ?\x00", 100) == "Qui dirige Groq ?"
    assert clean_question("Ou\u0300 est l\u2019e\u0301te\u0301 ?", 100) == "Où est l’été ?"
    assert clean_question("<b>Meta</b> & Cie", 100) == "<b>Meta</b> & Cie"


@given(st.lists(st.sampled_from(["Qui", "été", "?", "a-t-il", *INVISIBLE, *BLANK]) | st.characters(), max_size=30))
def test_what_is_left_is_clean_and_cleaning_it_again_changes_nothing(parts: list[str]) -> None:
    try:
        cleaned = clean_question("".join(parts), 10_000)
    except QuestionError:
        visible = [c for part in parts for c in unicodedata.normalize("NFC", part)]
        assert not any(c.isalnum() for c in visible)
        return
    assert cleaned == " ".join(cleaned.split()) == clean_question(cleaned, 10_000)
    assert not any(mark in cleaned for mark in INVISIBLE)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)


@given(st.text("?!. \t\u200b\x00—", max_size=20))
def test_a_question_without_letters_or_digits_is_empty(question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        clean_question(question, 100)
    assert caught.value.key == "question_empty"


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_question_may_be_as_long_as_the_limit_and_no_longer(length: int, limit: int) -> None:
    padded = f" \t{'x' * length}\u200b  "
    if length <= limit:
        assert clean_question(padded, limit) == "x" * length
        return
    with pytest.raises(QuestionError) as caught:
        clean_question(padded, limit)
    assert caught.value.values == {"characters": length, "limit": limit}
