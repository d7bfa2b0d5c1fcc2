"""Targets: what is checked and cited, what a chat model writes, what a client sends, what is kept of a conversation."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from eval.fuzz import seeds
from eval.fuzz.target import Check, Target, tell, words
from rag.answer.check.given import let_through, read_passages
from rag.answer.check.judge import EvidenceJudge
from rag.answer.generate.markers import finished, unmarked
from rag.answer.generate.reply import Reply, Said, visible
from rag.checking import TextChecker, statements_of
from rag.errors import SourcierError, UsageError
from rag.events import Event, Found, Piece, Settled
from rag.filtering import Holdings, Wanted, check_filter
from rag.history.codec import read, written
from rag.history.export import FORMATS, Exported
from rag.history.values import KeptExchange, Summary
from rag.serve.openai.conversation import check as check_given
from rag.serve.openai.conversation import turns
from rag.serve.openai.shapes import CompletionGiven
from rag.serve.openai.written import said, whole
from rag.types import Answer, Citation, DocumentInfo, Filter, Hit, Note, Passage, Statement, Vectors
from rag.watching import Shown, behind

_TIME = dt.datetime(2026, 11, 1, 9, 5, 30, tzinfo=dt.UTC)
_CODES = ("bcdf", "ghjk")
_MARKS = words(
    "[@bcdf] [@ghjk] [@zzzz] (@bcdf) @bcdf [1] [^2] 【@bcdf】 marker: <passage> </question> [@ ] and et source ** * \\"
)
_JSON = words('{ } [ ] : , " \\" \\ud800 null true false -1 1e999 NaN Infinity role user assistant content text type')
_FACTS = words(
    "1897 3 mai 2024 -5 1,2 1.200.000 12 % € $ km/h midi minuit vingt-deux half a dozen of 19e XIXe "
    "siècle January not never n' pas"
)
_SOURCE = (
    "Le pont a été construit en 1897 par Jean Martin. Il mesure 240,5 m. La route est fermée depuis le 3 mai 2024."
)


class _NoVectors:
    """An embedder that is there and says nothing: the check then goes by words and facts."""

    name, fingerprint, dimension, max_tokens = "none", "none", 4, 500

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError

    def embed_query(self, text: str) -> Vectors:
        raise NotImplementedError


def _hit(text: str, language: str = "fr") -> Hit:
    info = DocumentInfo("a.md", "Le pont", language, dt.date(2024, 5, 3), "La Gazette", "", "/a.md", len(text), 1)
    return Hit(Passage("a.md", 0, len(text), text, language), info, 1.0)


def _citations(_: Path) -> Check:
    """The first line is the source, the rest the text that is checked; and the other way round."""

    def check(data: bytes) -> None:
        source, _, text = data.decode("utf-8", "replace")[:3000].partition("\n")
        judge = EvidenceJudge(_NoVectors())
        try:
            found = TextChecker(judge, lambda _, __: [_hit(source), _hit(_SOURCE)]).check(text)
        except SourcierError:
            return
        for citation in (c for statement in found for c in statement.citations):
            assert citation.quote in (source[citation.start : citation.end], _SOURCE[citation.start : citation.end])

    return check


def _statements(_: Path) -> Check:
    def check(data: bytes) -> None:
        try:
            found = statements_of(data.decode("utf-8", "replace"))
        except SourcierError:
            return
        assert all(text.strip() for text, _ in found)

    return check


def _markers(_: Path) -> Check:
    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        plain = unmarked(text, _CODES)
        assert all(text[plain.written_at(n)] == c for n, c in enumerate(plain.text[:200]))
        assert all(mark.code is None or mark.code in _CODES for mark in plain.marks)
        assert 0 <= finished(text) <= len(text)
        reply = Reply(_CODES)
        step = 1 + len(text) // 40
        got: list[str | Said] = []
        for at in range(0, len(text), step):
            got += reply.feed(text[at : at + step])
        got += reply.end()
        assert all(piece.text.strip() for piece in got if isinstance(piece, Said))
        visible(text)

    return check


def _passages(_: Path) -> Check:
    def check(data: bytes) -> None:
        try:
            hits = read_passages(data.decode("utf-8", "replace").split("\n"))
        except UsageError:
            return
        assert all(h.passage.text for h in hits)
        let_through(hits, Filter(languages=("fr",), date_from=dt.date(2020, 1, 1)))

    return check


def _filters(_: Path) -> Check:
    info = _hit(_SOURCE).document
    held = Holdings(("fr", "en"), lambda name: name == "a.md", lambda: [info])

    def check(data: bytes) -> None:
        parts = [*data.decode("utf-8", "replace").split("|"), "", "", "", "", ""]
        one = tuple(part for part in parts[:1] if part)
        wanted = Wanted(
            one,
            tuple(parts[1:2]) if parts[1] else (),
            tuple(parts[2:3]) if parts[2] else (),
            parts[3] or None,
            parts[4] or None,
        )
        try:
            check_filter(wanted.typed(), held)
        except UsageError as error:
            tell(error)

    return check


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
    kept = KeptExchange("Quand ?", _answer(_SOURCE), asked=_TIME)
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


def _claims() -> list[bytes]:
    return [
        f"{_SOURCE}\nLe pont a été construit en 1897. Il mesure 240 m et n'a pas coûté 12 %.".encode(),
        b"The bridge opened on May 3, 2024.\nThe bridge did not open at half past five. It cost $1.2 million.",
        seeds.TEXT.encode(),
    ]


_PASSAGES = (
    b'{"text": "Le pont.", "id": "a", "date": "2024-05-03", "language": "fr", "source": "G", "title": "T"}'
    b'\n{"text": "b"}'
)

TARGETS = (
    Target("citation check", _citations, _claims, _FACTS, 4_000),
    Target("statements", _statements, _claims, words("``` # | - 1. \\n\\n --- Bonjour ! ? : Merci"), 8_000),
    Target(
        "markers",
        _markers,
        lambda: [b"Le pont [@bcdf] date de 1897 [@ghjk, @zzzz]. Fin (1) @bcdf [2]."],
        _MARKS,
        30_000,
    ),
    Target("given passages", _passages, lambda: [_PASSAGES], _JSON, 80_000),
    Target(
        "filters",
        _filters,
        lambda: [b"fr|a.md|La Gazette|2024-01-01|2024-12-31", b"||||"],
        words("| fr EN a.md 2024-02-30 0000-00-00"),
        200_000,
    ),
    Target(
        "exports",
        _exports,
        lambda: [seeds.TEXT.encode(), seeds.PAGE.encode()],
        _MARKS + words("<script> javascript: data: file: ]( \\n"),
        4_000,
    ),
    Target(
        "conversations",
        _conversations,
        _kept,
        _JSON + words("answer statements citations notes reason key values hits"),
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
        _JSON + words("messages model stream n sourcier filter"),
        150_000,
    ),
    Target(
        "messages",
        _messages,
        lambda: [seeds.TEXT.encode(), b"*x*\n\nLe pont [1].\n\nSources :\n\n[1] a"],
        _MARKS,
        30_000,
    ),
)
"""Ten of them."""
