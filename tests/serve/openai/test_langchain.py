"""LangChain's ChatOpenAI, which many programs ask through, against a running endpoint."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from openai import OpenAI, UnprocessableEntityError
from pydantic import BaseModel, SecretStr

from tests.serve.openai.asked import FOUNDED, KNITTING, ask


@pytest.fixture(scope="module")
def chat(shipped_address: str) -> ChatOpenAI:
    return ChatOpenAI(
        base_url=f"{shipped_address}/v1", api_key=SecretStr("none"), model="sourcier", max_retries=0, temperature=0
    )


def test_it_asks_at_once_and_streamed(chat: ChatOpenAI, client: OpenAI) -> None:
    told = ask(client, FOUNDED["fr"])
    found = chat.invoke(FOUNDED["fr"])
    assert found.content == told.text
    assert found.response_metadata["finish_reason"] == "stop"
    assert found.usage_metadata is not None
    pieces = list(chat.stream(FOUNDED["fr"]))
    assert "".join(str(piece.content) for piece in pieces) == told.text
    assert len(pieces) > 3


def test_it_asks_without_waiting(chat: ChatOpenAI, client: OpenAI) -> None:
    async def asked() -> tuple[str, str]:
        whole = await chat.ainvoke(KNITTING["en"])
        pieces = [str(piece.content) async for piece in chat.astream(KNITTING["en"])]
        return str(whole.content), "".join(pieces)

    assert set(asyncio.run(asked())) == {ask(client, KNITTING["en"]).text}


def test_it_goes_on_with_a_conversation(chat: ChatOpenAI) -> None:
    question = "Qui a succédé à Emad Mostaque chez Stability AI ?"
    first = chat.invoke([SystemMessage("Answer briefly."), HumanMessage(question)])
    found = chat.invoke([
        SystemMessage("Answer briefly."), HumanMessage(question), AIMessage(str(first.content)),
        HumanMessage("De quoi les entreprises ont-elles besoin, selon lui ?"),
    ])  # fmt: skip
    assert "selon lui, Prem Akkaraju ?" in str(found.content)


def test_tools_are_never_called_and_forms_are_refused(chat: ChatOpenAI, client: OpenAI) -> None:
    @tool
    def look(where: str) -> str:
        """Looks somewhere."""
        return where

    class Place(BaseModel):
        """Somewhere."""

        name: str

    found = chat.bind_tools([look]).invoke(FOUNDED["en"])
    assert (found.tool_calls, found.content) == ([], ask(client, FOUNDED["en"]).text)
    with pytest.raises(UnprocessableEntityError, match="response_format=json_schema cannot be had here"):
        chat.with_structured_output(Place).invoke(FOUNDED["en"])
