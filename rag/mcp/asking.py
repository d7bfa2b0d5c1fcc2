"""The tools that find out what the articles say: ask, search, check."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from rag.mcp.filters import Filtered
from rag.mcp.room import Room
from rag.mcp.texts import asked_text, hits_text
from rag.mcp.tool import Arguments, Offer, Told, listed
from rag.ports import Stop
from rag.shapes import MOST_HITS, AnswerShape, ChecksShape, HitsShape
from rag.types import Turn

_MOST_TURNS = 100


class Earlier(Arguments):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="ignore")  # clients keep more of a message than this

    role: Literal["user", "assistant"]
    text: str = Field(max_length=50_000)


class Ask(Filtered):
    """What `ask` takes."""

    question: str = Field(description="One question, in French or English, as a whole sentence.")
    conversation: Annotated[list[Earlier], BeforeValidator(listed)] = Field(
        default_factory=list,
        max_length=_MOST_TURNS,
        description="The conversation before a follow-up question (“And when?”), oldest first. Leave out for a "
        "question that can be understood alone.",
    )


class Search(Filtered):
    """What `search` takes."""

    question: str = Field(description="A question or some words, in French or English.")
    k: int = Field(10, ge=1, le=MOST_HITS, description="How many passages.")


class Check(Filtered):
    """What `check` takes."""

    text: str = Field(description="Sentences, plain or in Markdown, in French or English.")


def _ask(room: Room, asked: Ask, stop: Stop) -> Told:
    from rag.events import Answered
    from rag.render_json import answer_json

    articles = room.articles()
    where = asked.where(articles)
    turns = [*(Turn(one.role, one.text) for one in asked.conversation), Turn("user", asked.question)]
    for event in articles.sourcier.stream(turns, where, stop):
        if isinstance(event, Answered):
            room.answered(event.answer)
            return Told(asked_text(event.answer, where), answer_json(event.answer))
    raise AssertionError("a question ends with its answer")


def _search(room: Room, asked: Search, _: Stop) -> Told:
    from rag.render_json import hits_json

    articles = room.articles()
    hits = articles.sourcier.search(asked.question, asked.k, asked.where(articles))
    return Told(hits_text(hits), {"hits": hits_json(hits)})


def _check(room: Room, asked: Check, stop: Stop) -> Told:
    from rag.render_check import statements_json, statements_text
    from rag.text.language import question_language

    articles = room.articles()
    statements = []
    for statement in articles.sourcier.checker.each(asked.text, asked.where(articles)):
        statements.append(statement)
        if stop():
            break
    text = statements_text(statements, question_language(asked.text)) if statements else "No sentence states anything."
    return Told(text, statements_json(statements))


ASK = Offer(
    name="ask",
    title="Ask the articles",
    description=(
        "Answers a question from the indexed articles. Use it first for any question that they may answer. Each "
        "sentence of the answer carries markers such as [1]; each marker stands for a quotation, verbatim, with the "
        "article's document_id and its span of characters start-end. Repeat the markers or name the articles when you "
        "use the answer. If `abstained` is true, the articles do not say it: tell the user so, do not answer in their "
        "place; `nearest` are then only the nearest passages. A statement whose verdict is weak or unsupported is not "
        "established by its quotation."
    ),
    takes=Ask,
    returns=AnswerShape,
    work=_ask,
    turn=lambda room: room.asking,
)

SEARCH = Offer(
    name="search",
    title="Search passages",
    description=(
        "Finds the passages nearest to a question, best first, in full and verbatim, each with document_id, span and "
        "the probability that it answers. Use it to gather material on a topic or to compare articles; to have a "
        "question answered and checked use `ask`. Low scores mean that nothing fits. `read_article` shows what stands "
        "around a passage."
    ),
    takes=Search,
    returns=HitsShape,
    work=_search,
    turn=lambda room: room.questions,
)

CHECK = Offer(
    name="check",
    title="Check a text",
    description=(
        "Checks a text that anyone wrote, also your own draft, against the articles, sentence by sentence. Each gets a "
        "verdict (supported, weak, unsupported) and verbatim quotations that support or contradict it. `unsupported` "
        "means that the articles do not bear it out, not that it is false; `contradicts` says that a quotation says "
        "otherwise. Takes about a second for a few sentences: check long texts in parts."
    ),
    takes=Check,
    returns=ChecksShape,
    work=_check,
    turn=lambda room: room.checking,
)
