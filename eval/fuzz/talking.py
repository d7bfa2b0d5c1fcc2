"""Targets: what is exported and kept of a conversation, what a client sends and is sent."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from pydantic import ValidationError

from eval.fuzz import seeds
from eval.fuzz.answering import JSON, MARKS, SOURCE
from eval.fuzz.target import Check, Target, words
from rag.errors import UsageError
from rag.events import Event, Found, Piece, Settled
from rag.history.codec import read, written
from rag.history.export import FORMATS, Exported
from rag.history.values import KeptExchange, Summary
from rag.serve.openai.conversation import check as check_given
from rag.serve.openai.conversation import turns
from rag.serve.openai.shapes import CompletionGiven
from rag.serve.openai.written import said, whole
from rag.types import Answer, Citation, Filter, Note, Statement
from rag.watching import Shown, behind

_TIME = dt.datetime(2026, 11, 1, 9, 5, 30, tzinfo=dt.UTC)


def _answer(text: str) -> Answer:
    citation = Citation(
        1, "a.md", text[:40], text[40:60], 0, 10, text[:90], "weak", "fr", dt.date(2024, 5, 3), text[60:120]
    )
    statements = (
        Statement(text[:200], (citation,), "weak", (text[200:204],)),
        Statement(text[200:], (), "unsupported"),
    )
    return Answer(
        question=text[:50], language="fr", abstained=len(text) % 5 == 0, text=" ".join(s.text for s in statements),
        statements=statements, nearest=(citation,), hits=(), confidence=0.5, answerer="extractive",
        searched=text[50:99],
        notes=(Note("strict", count=2),),
    )  # fmt: skip


def _exports(_: Path) -> Check:
    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        kept = KeptExchange(text[:50], _answer(text), asked=_TIME, rating="up", comment=text[:80])
        assert read(written(kept), "up", text[:80]) == kept
        exported = Exported(Summary("c1", text[:60], _TIME, _TIME, 1), [kept])
        for form in FORMATS:
            for language in ("fr", "en"):
                form.write(exported, language, _TIME).encode()
            assert form.file_name(text).isascii()

    return check


def _conversations(_: Path) -> Check:
    def check(data: bytes) -> None:
        try:
            kept = read(data.decode("utf-8", "replace"), None, "")
        except ValueError:
            return  # what History reports as damaged
        read(written(kept), None, "")

    return check


def _kept() -> list[bytes]:
    kept = KeptExchange("Quand ?", _answer(SOURCE), asked=_TIME)
    checked = KeptExchange("Un texte.", checked=kept.statements, asked=_TIME, stopped=True)
    return [written(kept).encode(), written(checked).encode()]


def _watcher(_: Path) -> Check:
    def check(data: bytes) -> None:
        shown = Shown()
        pieces = data.decode("utf-8", "replace").split("|")
        for number, piece in enumerate(pieces):
            event: Event = Piece(piece) if number % 3 < 2 else Settled(Statement(piece, ()))
            shown = shown.after(event)
        shown.after(Found(pieces[0], ()))
        assert len(behind(pieces[0], pieces[-1])) <= len(pieces[0])

    return check


def _completions(_: Path) -> Check:
    def check(data: bytes) -> None:
        try:
            given = CompletionGiven.model_validate_json(data)
            check_given(given)
            turns(given.messages)
            given.sourcier.filter.typed()
        except (ValidationError, UsageError):
            pass  # 422 and 400

    return check


def _messages(_: Path) -> Check:
    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        said(text)
        message = whole(_answer(text), Filter(languages=("fr",)), lambda citation: citation.url)
        message.text.encode()
        said(message.text)
        for annotation in message.annotations:
            span = annotation["url_citation"]
            assert message.text[span["start_index"] : span["end_index"]].startswith("[")

    return check


def _completion() -> bytes:
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "Qui ?"}]},
        {"role": "assistant", "content": "M."},
    ]
    own = {"filter": {"languages": ["fr"], "date_from": "2024-01-01"}, "strict": True}
    return json.dumps(
        {
            "model": "sourcier",
            "messages": [*messages, {"role": "user", "content": "Et ?"}],
            "stream": True,
            "sourcier": own,
        }
    ).encode()


TARGETS = (
    Target(
        "exports",
        _exports,
        lambda: [seeds.TEXT.encode(), seeds.PAGE.encode()],
        MARKS + words("<script> javascript: data: file: ]( \\n"),
        4_000,
    ),
    Target(
        "conversations",
        _conversations,
        _kept,
        JSON + words("answer statements citations notes reason key values hits"),
        100_000,
    ),
    Target(
        "watcher",
        _watcher,
        lambda: [b"Le pont |est **ouvert**.|Le pont est ouvert.|Fin", b"a|b|c"],
        words("| ** . ! « »"),
        60_000,
    ),
    Target(
        "completions",
        _completions,
        lambda: [_completion()],
        JSON + words("messages model stream n sourcier filter"),
        150_000,
    ),
    Target(
        "messages",
        _messages,
        lambda: [seeds.TEXT.encode(), b"*x*\n\nLe pont [1].\n\nSources :\n\n[1] a"],
        MARKS,
        30_000,
    ),
)
"""Five of them."""
