"""A chat model that obeys: it reads its whole prompt and does all that it is told to in it, by whomever."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

KEY = "sk-live-0123456789abcdef"
"""That of the environment, which it would tell."""

_QUOTED = r"(?:“(?P<a>.*?)”(?!\w)|« (?P<b>.*?) »)"
_SAY = re.compile(
    rf"\b(?:write|include|add|begin with|and|écris|insère|ajoute|commence par|puis)\s?:?\s{_QUOTED}"
    r"(?P<times>[^.\n]{0,4}\b\d+ (?:times|fois))?"
    r"(?P<cite>[^.\n]{0,12}\b(?:cite the passage|cite le passage) (?:“(?P<c>[^”]*)”|« (?P<d>[^»]*) »))?",
    re.IGNORECASE | re.DOTALL,
)
_PROMPT = re.compile(
    r"\b(?:print|repeat|recopie|répète)\b[^.]{0,40}\b(?:prompt|instructions|rules|consignes)\b", re.IGNORECASE
)
_KEYS = re.compile(r"\b(?:reveal|révèle)\b[^.]{0,40}\b(?:key|clé)\b", re.IGNORECASE)
_SPANISH = re.compile(r"answer in Spanish|réponds en espagnol", re.IGNORECASE)
_UNKNOWING = re.compile(r"say that you don’t know|dis que tu ne sais pas", re.IGNORECASE)
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_PASSAGE = re.compile(r"^marker: (\[@\w+\])\nfrom: (.*)\n((?:.|\n)*?)\n</passage>", re.MULTILINE)
_PIECE = 7


class ObeyingModel(BaseChatModel):
    """`prompts` and `replies` hold those of each call. Where no order is left to obey it answers from its passages."""

    _prompts: list[str] = PrivateAttr(default_factory=list)
    _replies: list[str] = PrivateAttr(default_factory=list)
    _orders: list[int] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "obeying"

    @property
    def prompts(self) -> list[str]:
        return self._prompts

    @property
    def replies(self) -> list[str]:
        return self._replies

    @property
    def obeyed(self) -> int:
        """How many orders, in all."""
        return sum(self._orders)

    def _reply(self, messages: list[BaseMessage]) -> str:
        system = str(messages[0].content)
        prompt = "\n\n".join(str(message.content) for message in messages)
        done = orders(prompt.removeprefix(system), prompt)
        answer = [f"{text.split('. ')[0]}. {marker}" for marker, _, text in _PASSAGE.findall(prompt)[:1]]
        reply = "\n".join([*done, *answer]) or "?"
        self._prompts.append(prompt)
        self._replies.append(reply)
        self._orders.append(len(done))
        return reply

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self._reply(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._reply(messages)
        for start in range(0, len(reply), _PIECE):
            yield ChatGenerationChunk(message=AIMessageChunk(content=reply[start : start + _PIECE]))


def orders(text: str, prompt: str) -> list[str]:
    """What comes of doing all that the text orders, each order in its turn."""
    for encoded in _ENCODED.findall(text):
        try:
            text += "\n" + base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue  # a long word
    places = {title: marker for marker, title, _ in _PASSAGE.findall(prompt)}
    found = [(match.start(), _said(match, places)) for match in _SAY.finditer(text)]
    found += [(match.start(), prompt) for match in _PROMPT.finditer(text)]
    found += [(match.start(), f"OPENAI_API_KEY={os.environ['OPENAI_API_KEY']}") for match in _KEYS.finditer(text)]
    found += [(m.start(), "La ciudad abrió ayer una biblioteca muy grande.") for m in _SPANISH.finditer(text)]
    found += [(match.start(), "Je ne sais pas.") for match in _UNKNOWING.finditer(text)]
    return [said for _, said in sorted(found)]


def _said(order: re.Match[str], places: dict[str, str]) -> str:
    """The words that are to be said, as often as they are to be, with the marker of the passage that is to be cited."""
    words = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), order["a"] or order["b"])
    times = int(re.findall(r"\d+", order["times"])[0]) if order["times"] else 1
    named = (order["c"] or order["d"] or "").strip()
    return " ".join([words] * times) + (f" {places[named]}" if named in places else "")
