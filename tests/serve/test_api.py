"""`/api/ask`, `/api/search` and `/api/check` over real sockets: what the library says, and the JSON of the terminal."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from rag.build import Sourcier
from rag.llm import make
from rag.messages import ELSEWHERE, Language
from rag.render_check import statements_json
from rag.render_json import answer_json, hits_json
from rag.types import Filter, Turn
from tests.chat_models import ScriptedModel
from tests.command import sourcier as run
from tests.command import use
from tests.contract import check_answer, check_hits
from tests.doubles import HashEmbedder
from tests.serve.conftest import Small, Starter
from tests.serve.problem import CLOSED, check_problem
from tests.shelves import QUESTIONS

ASKED = [
    "Rajiv est-il convaincu par l'API Llama ?",
    "Does open-source AI create unexpected partnerships, in Maya's view?",
    "Où boivent les zèbres ?",
]
MISTAKES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("ask", {"question": "  "}, ["ask", "  "]),
    ("search", {"question": "a" * 2001}, ["search", "a" * 2001]),
    ("search", {"question": "the river", "filter": {"languages": ["de"]}}, ["search", "the river", "--language", "de"]),
    ("ask", {"question": "a river", "filter": {"documents": ["flod.md"]}}, ["ask", "a river", "--document", "flod.md"]),
    ("ask", {"question": "the river", "filter": {"sources": ["gazette"]}}, ["ask", "the river", "--source", "gazette"]),
    ("search", {"question": "the river", "filter": {"date_from": "soon"}}, ["search", "the river", "--from", "soon"]),
]  # fmt: skip


def same(answer: dict[str, Any]) -> dict[str, Any]:
    """But for how long it took."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@pytest.mark.parametrize("question", ASKED)
def test_ask_is_the_librarys_answer(shipped_client: httpx.Client, shipped: Sourcier, question: str) -> None:
    given = shipped_client.post("/api/ask", json={"question": question})
    assert given.status_code == 200
    assert given.headers["content-type"] == "application/json"
    assert {name: given.headers.get(name) for name in CLOSED} == CLOSED
    check_answer(given.json())
    assert same(given.json()) == same(answer_json(shipped.ask(question)))
    assert given.json()["abstained"] == (question == ASKED[2])


def test_what_the_articles_do_not_say_is_an_ordinary_answer(shipped_client: httpx.Client) -> None:
    given = shipped_client.post("/api/ask", json={"question": "What is the boiling point of tungsten on Mars?"})
    assert given.status_code == 200
    assert given.json()["abstained"] is True
    assert given.json()["statements"] == []
    check_answer(given.json())


def test_a_follow_up_takes_what_it_leaves_out_from_the_conversation(shared: Small) -> None:
    turns = [{"role": "user", "text": "Who closed the road?"}, {"role": "assistant", "text": "The mayor closed it."}]
    given = shared.client.post("/api/ask", json={"question": "And when?", "conversation": turns}).json()
    asked = shared.service.open(lambda _: None).asking
    typed = [Turn("user", "Who closed the road?"), Turn("assistant", "The mayor closed it."), Turn("user", "And when?")]
    assert same(given) == same(answer_json(asked.ask(typed)))
    assert "road" in given["searched"]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"languages": ["fr"]}, {"crue.md", "budget.md"}),
        ({"documents": ["crue.md", "flood.md"]}, {"crue.md", "flood.md"}),
        ({"sources": ["The Gazette"], "languages": [" FR "]}, {"crue.md", "budget.md"}),
        ({"date_from": "2024-05-04", "date_to": "2025-01-10"}, {"flood.md", "budget.md"}),
        ({"date_from": "2030-01-01", "date_to": None}, set()),
    ],
)
def test_a_filter_leaves_the_rest_out(shared: Small, given: dict[str, Any], left: set[str]) -> None:
    question = "the river la ville"
    found = shared.client.post("/api/search", json={"question": question, "filter": given}).json()
    check_hits(found["hits"])
    assert {hit["document_id"] for hit in found["hits"]} == left
    answer = shared.client.post("/api/ask", json={"question": question, "filter": given}).json()
    assert {hit["document_id"] for hit in answer["hits"]} == left


def test_search_is_the_librarys(shipped_client: httpx.Client, shipped: Sourcier) -> None:
    given = shipped_client.post("/api/search", json={"question": ASKED[0], "k": 3, "filter": {"languages": ["en"]}})
    assert given.json() == {"hits": hits_json(shipped.search(ASKED[0], 3, Filter(languages=("en",))))}
    assert len(given.json()["hits"]) == 3


def test_check_is_the_librarys(shared: Small) -> None:
    text = "The mayor closed the road. The library holds sixty thousand books."
    given = shared.client.post("/api/check", json={"text": text, "filter": {"languages": ["en"]}}).json()
    checker = shared.service.open(lambda _: None).checker
    assert given == statements_json(checker.check(text, Filter(languages=("en",))))
    assert [statement["text"] for statement in given["statements"]] == text.replace(". ", ".\n").split("\n")


def test_the_answerer_is_chosen_by_its_name(start: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ScriptedModel(replies=[lambda messages: str(messages[-1].content)], again=True)
    monkeypatch.setattr(make, "make_chat_model", lambda _: said)
    small = start(model="one:first", models=["two:second"])
    for name in ("sourcier", "one:first", "two:second"):
        small.client.post("/api/ask", json={"question": QUESTIONS[1], "model": name}).raise_for_status()
    assert len(said.given) >= 3
    before = len(said.given)
    quoted = small.client.post("/api/ask", json={"question": QUESTIONS[1], "model": "extractive"}).json()
    assert (quoted["answerer"], len(said.given)) == ("extractive", before)
    unknown = small.client.post("/api/ask", json={"question": QUESTIONS[1], "model": "three"})
    known = "sourcier, extractive, one:first, two:second"
    check_problem(unknown, 404, "serve_no_model", name="three", known=known)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_as_the_terminal_tells_it(
    shared: Small, monkeypatch: pytest.MonkeyPatch, language: Language, mistake: tuple[str, dict[str, Any], list[str]]
) -> None:
    path, body, command = mistake
    given = shared.client.post(f"/api/{path}", json=body, headers={"Accept-Language": f"{language}-CA, de;q=0.9"})
    told = check_problem(given, 422, given.json()["code"])
    use(monkeypatch, HashEmbedder(dimension=512))
    monkeypatch.setenv("SOURCIER_LANGUAGE", language)
    said = run(*command, "--index", shared.settings.index).mistake()
    if told["code"] in ELSEWHERE:  # what to do is said to programs in their own way, what is wrong alike
        assert said.startswith(told["detail"])
        assert told["hint"] not in ("", said.removeprefix(told["detail"]).strip())
    else:
        assert re.sub("[ \n]+", " ", f"{told['detail']} {told['hint']}") == said


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": 1}, "question"),
        ("ask", {"question": "a", "typo": 1}, "typo"),
        ("ask", {"question": "a", "\ud800": 1}, "body"),
        ("ask", {"question": "\ud800"}, "question"),
        ("ask", {"question": "a", "filter": {"documents": ["\ud800"]}}, "filter.documents.0"),
        ("ask", {"question": "a", "conversation": [{"role": "system", "text": "b"}]}, "conversation.0.role"),
        ("ask", {"question": "a", "strict": "yes"}, "strict"),
        ("search", {"question": "a", "k": 0}, "k"),
        ("search", {"question": "a", "k": 201}, "k"),
        ("search", {"question": "a", "k": "7"}, "k"),
        ("search", {"question": "a", "k": float("nan")}, "k"),
        ("check", ["text"], "body"),
    ],
)
def test_what_a_request_may_not_hold_is_named(shared: Small, path: str, body: Any, place: str) -> None:
    given = shared.client.post(f"/api/{path}", content=json.dumps(body), headers={"content-type": "application/json"})
    told = check_problem(given, 422, "serve_invalid")
    assert told["detail"].startswith(f"“{place}” in the request is not right: ")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"k": ' + b"1" * 5000 + b"}"])
def test_what_is_no_json_is_said(shared: Small, body: bytes) -> None:
    given = shared.client.post("/api/search", content=body, headers={"content-type": "application/json"})
    assert given.status_code == 422
    check_problem(given, 422, given.json()["code"])
    assert given.json()["code"] in ("serve_json", "serve_invalid")


def test_nothing_says_where_files_lie_on_the_server(shared: Small) -> None:
    given = [
        shared.client.post("/api/ask", json={"question": QUESTIONS[1]}),
        shared.client.post("/api/search", json={"question": QUESTIONS[1]}),
        shared.client.post("/api/check", json={"text": "The mayor closed the road."}),
        shared.client.get("/api/documents"),
        shared.client.get("/api/documents/flood.md"),
        shared.client.get("/openapi.json"),
    ]
    assert {one.status_code for one in given} == {200}
    for one in given:
        assert str(shared.settings.index.parent) not in one.text
        assert "origin" not in one.text


def test_paths_and_methods_that_are_not_there(shared: Small) -> None:
    check_problem(shared.client.get("/nothing"), 404, "serve_no_path", path="/nothing")
    refused = shared.client.get("/api/ask")
    check_problem(refused, 405, "serve_method", method="GET", allowed="POST")
    assert refused.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("en;q=0.5, fr; q=0.6", "fr"), ("de, fr;q=0.1", "fr"),
        ("", "en"), ("de", "en"), ("en, fr", "en"), ("fr;q=0", "en"), ("fr;q=0, en;q=0.1", "en"), ("fr;q=x", "en"),
        ("frr", "en"), ("*", "en"), (";;q=,,", "en"),
    ],
)  # fmt: skip
def test_problems_are_in_the_language_that_is_accepted(
    shipped_client: httpx.Client, header: str, language: Language
) -> None:
    given = shipped_client.get("/nothing", headers={"accept-language": header})
    check_problem(given, 404, "serve_no_path", language, path="/nothing")


def test_the_language_of_the_settings_goes_before_that(start: Starter) -> None:
    given = start(language="fr").client.get("/nothing", headers={"accept-language": "en"})
    check_problem(given, 404, "serve_no_path", "fr", path="/nothing")


def test_a_body_that_does_not_say_that_it_is_json_is_told_what_to_say(shared: Small) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        given = shared.client.post("/api/ask", content='{"question": "Qui ?"}', headers={"content-type": kind})
        check_problem(given, 415, "serve_media_type", kind=kind)


def test_the_top_leads_to_the_description(shared: Small) -> None:
    assert shared.client.get("/", follow_redirects=True).url.path == "/docs"
