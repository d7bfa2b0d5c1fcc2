"""A question set from a file or a folder, in the format that its name and content tell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
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
READERS = {
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
    if not path.is_dir():
        return parse_set(path, _bytes(path))
    files = {file: _bytes(file) for file in (path / QUERIES, *judgements(path))}
    return _set(path, files, read_beir(path, {file: decoded(file, data) for file, data in files.items()}))


def parse_set(path: Path, data: bytes) -> QuestionSet:
    """The question set that a file of this name and content is, whether it is there or not. Raises as `read_set`."""
    return _set(path, {path: data}, _read_file(path, decoded(path, data)))


def _set(path: Path, files: Mapping[Path, bytes], numbered: Iterator[tuple[int, Case]]) -> QuestionSet:
    digest = hashlib.sha256()
    for data in files.values():
        digest.update(len(data).to_bytes(8, "little") + data)
    cases = _distinct(path, numbered)
    if not cases:
        raise UsageError("set_empty", path=path)
    return QuestionSet(path, digest.hexdigest(), tuple(cases))


def _read_file(path: Path, text: str) -> Iterator[tuple[int, Case]]:
    reader = READERS.get(path.suffix.lower())
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


def decoded(path: Path, data: bytes) -> str:
    """The text of a file; what is neither marked nor UTF-8 was most likely saved by a spreadsheet on Windows.

    Raises UsageError where it is no text.
    """
    try:
        return decode(data, "cp1252")
    except DocumentError as error:
        raise UsageError("set_not_text", path=path) from error
