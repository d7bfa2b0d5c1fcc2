"""The tools as a model uses them, over stdio, with the bundled model and the articles that the project ships."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from rag.answer.refusal import REFUSAL
from rag.messages import ERRORS
from tests.contract import check_answer, check_hits
from tests.mcp.conftest import Connected, text_of

READING = ["ask", "search", "check", "list_articles", "read_article"]


def quoted(client: Connected, place: dict[str, Any]) -> str:
    found = client.data("read_article", document_id=place["document_id"], start=place["start"], end=place["end"])
    assert (found["start"], found["end"]) == (place["start"], place["end"])
    return str(found["text"])


def test_the_tools_are_told_of(spoken: Connected) -> None:
    assert list(spoken.tools) == READING
    for tool in spoken.tools.values():
        assert tool.title
        assert tool.description
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.output_schema
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations is not None
        hints = tool.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint) == (True, False, True)
        assert hints.open_world_hint is False


def test_the_server_says_what_it_is_for(spoken: Connected) -> None:
    assert spoken.client.server_info is not None
    assert spoken.client.server_info.name == "sourcier"
    for name in READING:
        assert f"`{name}`" in (spoken.client.instructions or "")


def test_an_answer_stands_on_quotations_with_their_places(spoken: Connected) -> None:
    result = spoken.call("ask", question="Who is the CEO of Groq?", languages=["en"])
    answer = spoken.checked("ask", result)
    check_answer(answer)
    assert answer["short_answer"] == "Jonathan Ross"
    assert not answer["abstained"]
    text = text_of(result)
    for statement in answer["statements"]:
        assert statement["text"] in text
        for citation in statement["citations"]:
            assert quoted(spoken, citation) == citation["quote"]
            assert f"{citation['document_id']}:{citation['start']}-{citation['end']}" in text


def test_an_abstention_is_a_result_that_says_so(spoken: Connected) -> None:
    result = spoken.call("ask", question="What is the capital of Australia?")
    answer = spoken.checked("ask", result)
    check_answer(answer)
    assert (answer["abstained"], answer["statements"]) == (True, [])
    assert REFUSAL["en"] in text_of(result)


def test_a_follow_up_is_understood_with_the_turns_before_it(spoken: Connected) -> None:
    earlier = [
        {"role": "user", "text": "Combien Meta compte-t-il investir en 2025 ?"},
        {"role": "assistant", "text": "De 60 à 65 milliards de dollars."},
    ]
    answer = spoken.data("ask", question="Et Google ?", conversation=earlier)
    assert answer["question"] == "Et Google ?"
    assert "investir" in answer["searched"]


def test_search_finds_passages_in_full(spoken: Connected) -> None:
    result = spoken.call("search", question="open models", k=3)
    found, text = spoken.checked("search", result)["hits"], text_of(result)
    check_hits(found)
    assert len(found) == 3
    for hit in found:
        assert hit["text"] in text
        assert quoted(spoken, hit) == hit["text"]


def test_check_judges_each_sentence(spoken: Connected) -> None:
    draft = "Jonathan Ross is the CEO of Groq.\n\nThe mayor of Lyon has sold forty-two elephants."
    found = spoken.data("check", text=draft)["statements"]
    assert [statement["verdict"] for statement in found] == ["supported", "unsupported"]
    assert found[0]["citations"][0]["quote"] in quoted(spoken, found[0]["citations"][0])
    assert spoken.data("check", text="# Title\n\nHow are you?") == {"statements": []}


def test_lists_come_as_clients_write_them(spoken: Connected) -> None:
    """Some send JSON in a string, the one value alone, or null for what they leave out."""
    for languages in (["fr"], '["fr"]', "fr"):
        found = spoken.data("search", question="modèles ouverts", languages=languages, sources=None, date_to=None)
        assert {hit["language"] for hit in found["hits"]} == {"fr"}


def test_an_article_is_read_in_parts(spoken: Connected) -> None:
    listed = spoken.data("list_articles", limit=1)["articles"][0]
    whole = spoken.data("read_article", document_id=listed["document_id"])
    assert (whole["end"], whole["next_start"]) == (listed["characters"], None)
    parts, start = [], 0
    while start is not None:
        part = spoken.data("read_article", document_id=listed["document_id"], start=start, end=start + 700)
        parts.append(part["text"])
        start = part["next_start"]
    assert len(parts) > 1
    assert "".join(parts) == whole["text"]
    assert "origin" not in whole  # where it lies on the machine is nobody's business


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"question": " "}, "question_empty"),
    ("ask", {"question": "x" * 3000}, "question_long"),
    ("ask", {"question": "Who?", "languages": ["de"]}, "filter_language"),
    ("ask", {"question": "Who?", "sources": ["Nobody"]}, "filter_source"),
    ("search", {"question": "Who?", "documents": ["nothing.md"]}, "article_unknown"),
    ("search", {"question": "Who?", "date_from": "2024-02-30"}, "date_bad"),
    ("search", {"question": "Who?", "date_from": "2025-01-01", "date_to": "2024-01-01"}, "filter_dates"),
    ("search", {"question": "Who?", "k": 0}, "argument_bad"),
    ("search", {"question": "Who?", "language": "fr"}, "argument_bad"),
    ("search", {}, "argument_bad"),
    ("ask", {"question": "Who?", "conversation": [{"role": "god", "text": ""}]}, "argument_bad"),
    ("check", {"text": ""}, "check_empty"),
    ("check", {"text": "a" * 100_001}, "check_long"),
    ("read_article", {"document_id": "llamacon"}, "article_unknown"),
    ("read_article", {"document_id": "open-models-ecosystem.md", "start": 10**9}, "span_outside"),
    ("read_article", {"document_id": "open-models-ecosystem.md", "start": 9, "end": 9}, "span_outside"),
]


@pytest.mark.parametrize(("name", "arguments", "key"), MISTAKES, ids=[f"{n} {k}" for n, _, k in MISTAKES])
def test_a_mistake_is_told_as_the_terminal_tells_it(
    spoken: Connected, name: str, arguments: dict[str, Any], key: str
) -> None:
    assert spoken.mistake(name, **arguments).startswith(ERRORS[key]["en"][0].partition("{")[0])


def test_the_nearest_article_is_named(spoken: Connected) -> None:
    assert "open-models-ecosystem.md" in spoken.mistake("read_article", document_id="open-models-ecosystem")


def test_tools_that_change_the_articles_are_not_there(spoken: Connected) -> None:
    for name in ("add_article", "remove_article", "nothing"):
        with pytest.raises(MCPError) as refused:
            spoken.call(name, document_id="x")
        assert refused.value.code == INVALID_PARAMS


def test_questions_at_once_are_all_answered(spoken: Connected) -> None:
    asked = ["Who is the CEO of Groq?", "Qui dirige Groq ?", "What is the capital of Australia?"] * 3
    tasks = [spoken.portal.start_task_soon(spoken.client.call_tool, "ask", {"question": one}) for one in asked]
    answers = [spoken.checked("ask", task.result()) for task in tasks]
    assert [answer["question"] for answer in answers] == asked
    assert [answer["abstained"] for answer in answers] == [False, False, True] * 3


def test_articles_are_resources_too(spoken: Connected) -> None:
    (first, *_), more = (page := spoken.portal.call(spoken.client.list_resources)).resources, page.next_cursor
    assert more is None
    read = spoken.portal.call(spoken.client.read_resource, first.uri).contents[0]
    assert read.meta is not None
    whole = spoken.data("read_article", document_id=first.name)
    assert read.model_dump()["text"][read.meta["sourcier/text_start"] :] == whole["text"]
    assert read.model_dump()["text"].startswith(f"{whole['title']}\n{whole['source']}, {whole['date']}")
