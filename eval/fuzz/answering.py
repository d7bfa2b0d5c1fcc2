"""Targets: what is checked and cited, what a chat model writes, and which articles are asked of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from eval.fuzz import seeds
from eval.fuzz.target import Check, Target, tell, words
from rag.answer.check.given import let_through, read_passages
from rag.answer.check.judge import EvidenceJudge
from rag.answer.generate.markers import finished, unmarked
from rag.answer.generate.reply import Reply, Said, visible
from rag.checking import TextChecker, statements_of
from rag.errors import SourcierError, UsageError
from rag.filtering import Holdings, Wanted, check_filter
from rag.types import DocumentInfo, Filter, Hit, Passage, Vectors

_CODES = ("bcdf", "ghjk")
MARKS = words(
    "[@bcdf] [@ghjk] [@zzzz] (@bcdf) @bcdf [1] [^2] 【@bcdf】 marker: <passage> </question> [@ ] and et source ** * \\"
)
JSON = words('{ } [ ] : , " \\" \\ud800 null true false -1 1e999 NaN Infinity role user assistant content text type')
_FACTS = words(
    "1897 3 mai 2024 -5 1,2 1.200.000 12 % € $ km/h midi minuit vingt-deux half a dozen of 19e XIXe "
    "siècle January not never n' pas"
)
SOURCE = "Le pont a été construit en 1897 par Jean Martin. Il mesure 240,5 m. La route est fermée depuis le 3 mai 2024."


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
            found = TextChecker(judge, lambda _, __: [_hit(source), _hit(SOURCE)]).check(text)
        except SourcierError:
            return
        for citation in (c for statement in found for c in statement.citations):
            assert citation.quote in (source[citation.start : citation.end], SOURCE[citation.start : citation.end])

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
    info = _hit(SOURCE).document
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


def _claims() -> list[bytes]:
    return [
        f"{SOURCE}\nLe pont a été construit en 1897. Il mesure 240 m et n'a pas coûté 12 %.".encode(),
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
        MARKS,
        30_000,
    ),
    Target("given passages", _passages, lambda: [_PASSAGES], JSON, 80_000),
    Target(
        "filters",
        _filters,
        lambda: [b"fr|a.md|La Gazette|2024-01-01|2024-12-31", b"||||"],
        words("| fr EN a.md 2024-02-30 0000-00-00"),
        200_000,
    ),
)
"""Five of them."""
