"""A question set from a file or a folder, in the format that its name and content tell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.sets.beir import QUERIES, judgements, read_beir
from eval.sets.case import Case
from eval.sets.lines import read_lines
from eval.sets.squad import read_squad_set
from eval.sets.table import read_table
from rag.errors import DocumentError, UsageError
from rag.ingest.read.decode import decode

FORMATS = ".jsonl, .csv, .tsv, .json (SQuAD), BEIR"
_READERS = {
    ".jsonl": read_lines,
    ".ndjson": read_lines,
    ".csv": read_table,
    ".tsv": read_table,
    ".txt": read_table,  # what spreadsheets call "Unicode text"
    ".json": read_squad_set,
}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file or folder. `digest` is the SHA-256 of its content, in hexadecimal."""

    path: Path
    digest: str
    cases: tuple[Case, ...]


def read_set(path: Path) -> QuestionSet:
    """Reads a question set: JSONL, CSV, SQuAD's JSON, or a folder in BEIR's format.

    The columns are `question` and, if wanted, `id`, `lang`, `answers`, `gold` (or `gold_ids`), `answerable`,
    `history`, `tags`. Raises UsageError that names the file and line of the first mistake, an id that is used
    twice, or a set without a question.
    """
    files = [path / QUERIES, *judgements(path)] if path.is_dir() else [path]
    digest = hashlib.sha256()
    texts = {}
    for file in files:
        data = _bytes(file)
        digest.update(len(data).to_bytes(8, "little") + data)
        texts[file] = _decoded(file, data)
    cases = _distinct(path, read_beir(path, texts) if path.is_dir() else _read_file(path, texts[path]))
    if not cases:
        raise UsageError("set_empty", path=path)
    return QuestionSet(path, digest.hexdigest(), tuple(cases))


def _read_file(path: Path, text: str) -> Iterator[tuple[int, Case]]:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError("set_format", path=path, formats=FORMATS)
    if not text.strip():
        return iter(())
    return reader(path, text)


def _distinct(path: Path, numbered: Iterator[tuple[int, Case]]) -> list[Case]:
    cases: dict[str, Case] = {}
    lines: dict[str, int] = {}
    for line, case in numbered:
        if case.id in cases:
            raise UsageError("set_id_repeated", path=path, id=case.id, first=lines[case.id], second=line)
        cases[case.id], lines[case.id] = case, line
    return list(cases.values())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError("set_missing", path=path) from error
    except OSError as error:
        raise UsageError("set_unreadable", path=path, reason=error.strerror or error) from error


def _decoded(path: Path, data: bytes) -> str:
    """The text; what is neither marked nor UTF-8 was most likely saved by a spreadsheet on Windows."""
    try:
        return decode(data, "cp1252")
    except DocumentError as error:
        raise UsageError("set_not_text", path=path) from error
