"""Targets: question sets and settings."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from eval.fuzz.target import Check, Target, tell, words
from eval.sets.read import parse_set, read_set
from rag.errors import SettingsError, UsageError
from rag.settings import FILE, PREFIX, Settings, load_settings

JSON = words(
    '{ } [ ] : , " \\" \\ud800 null true false -1 1e999 NaN question answers gold history tags lang answerable'
)
_TOML = words("= [ ] [[ ]] \" ''' \\n # true false inf nan 1979-05-27 0x 1e9 top_k language index data . \\u0000")


def _set(name: str) -> Callable[[Path], Check]:
    def make(_: Path) -> Check:
        def check(data: bytes) -> None:
            try:
                found = parse_set(Path(name), data)
            except UsageError as error:
                tell(error)
                return
            assert found.cases
            assert len({case.id for case in found.cases}) == len(found.cases)

        return check

    return make


def _beir(folder: Path) -> Check:
    (folder / "qrels").mkdir(exist_ok=True)

    def check(data: bytes) -> None:
        queries, _, judged = data.partition(b"\0\n")
        (folder / "queries.jsonl").write_bytes(queries)
        (folder / "qrels" / "test.tsv").write_bytes(judged)
        with suppress(UsageError):  # which names the line
            assert read_set(folder).cases

    return check


def _toml(folder: Path) -> Check:
    """The folder becomes the current one: the file is read from there."""
    os.chdir(folder)

    def check(data: bytes) -> None:
        (folder / FILE).write_bytes(data)
        _load()

    return check


def _environment(folder: Path) -> Check:
    os.chdir(folder)
    names = [PREFIX + name.upper() for name in Settings.model_fields]

    def check(data: bytes) -> None:
        name, _, value = data.replace(b"\0", b"").decode("utf-8", "surrogateescape").partition("=")
        known = next((k for k in names if k == name), names[len(data) % len(names)])
        os.environ[known] = value
        try:
            _load()
        finally:
            del os.environ[known]

    return check


def _load() -> None:
    try:
        load_settings()
    except SettingsError as error:
        tell(error)


_CASE = {
    "question": "Qui ?",
    "id": "1",
    "answers": ["M."],
    "gold": ["a.md"],
    "lang": "fr",
    "answerable": True,
    "tags": ["x"],
}
_HISTORY = {"question": "Et ?", "history": [{"role": "user", "text": "Qui ?"}]}
_LINES = (json.dumps(_CASE) + "\n" + json.dumps(_HISTORY) + "\n").encode()
_TABLE = b'question;answers;gold;history\n"Qui ?";M. | N.;a.md;user: Qui ?\nEt ?;;;\n'
_SQUAD = json.dumps(
    {"data": [{"title": "T", "paragraphs": [{"context": "Le pont. Fin.", "qas": [
        {"id": "1", "question": "Quoi ?", "answers": [{"text": "pont", "answer_start": 3}],
        "is_impossible": False}]}]}]}
).encode()  # fmt: skip
_BEIR = b'{"_id": "q1", "text": "Qui ?"}\n\0\nquery-id\tcorpus-id\tscore\nq1\ta.md\t1\n'

TARGETS = (
    Target("set: JSONL", _set("a.jsonl"), lambda: [_LINES, (_LINES.decode()).encode("utf-16")], JSON, 40_000),
    Target(
        "set: CSV",
        _set("a.csv"),
        lambda: [_TABLE, _TABLE.replace(b";", b"\t"), _TABLE.replace(b";", b",")],
        words('; , | " \\n \\t user: question'),
        14_000,
    ),
    Target(
        "set: SQuAD",
        _set("a.json"),
        lambda: [_SQUAD],
        JSON + words("data paragraphs context qas answer_start text"),
        40_000,
    ),
    Target("set: BEIR", _beir, lambda: [_BEIR], JSON + words("\\t q1 _id text -1 0"), 12_000),
    Target(
        "settings: TOML",
        _toml,
        lambda: [b'top_k = 5\nlanguage = "fr"\nallowed = ["a@b.c"]\n', b"[a]\nb = 1"],
        _TOML,
        6_000,
    ),
    Target(
        "settings: environment",
        _environment,
        lambda: [f"{PREFIX}TOP_K=5".encode(), f'{PREFIX}ALLOWED=["a"]'.encode(), b"x=[1"],
        _TOML,
        10_000,
    ),
)
"""Six of them."""
