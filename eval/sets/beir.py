"""Folders in the format of BEIR: queries.jsonl and relevance judgements in qrels/*.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from eval.sets.case import Case, Place, make_case
from eval.sets.lines import parse_line
from rag.errors import UsageError

QUERIES = "queries.jsonl"

_GRADE = re.compile(r"-?\d{1,9}")


def judgements(folder: Path) -> list[Path]:
    """The files of judgements that count: test.tsv, or where there is none all of them, in the order of names.

    Raises UsageError where there is none at all.
    """
    files = sorted((folder / "qrels").glob("*.tsv"))
    if not files:
        raise UsageError("set_file_missing", path=folder, file="qrels/test.tsv")
    return [file for file in files if file.name == "test.tsv"] or files


def read_beir(folder: Path, texts: dict[Path, str]) -> Iterator[tuple[int, Case]]:
    """The judged queries in the order of queries.jsonl, with the numbers of their lines; `texts` are the files'.

    Gold are the corpus ids judged above 0, all alike: grades are not kept. A query that is not judged is none of
    this set, as BEIR has it. Raises UsageError that names the first line with a mistake.
    """
    gold: dict[str, dict[str, None]] = {}
    first: dict[str, Place] = {}
    for path in judgements(folder):
        for number, query, document, grade in _judged(path, texts[path]):
            first.setdefault(query, Place(path, number))
            wanted = gold.setdefault(query, {})
            if grade > 0:
                wanted[document] = None
    path = folder / QUERIES
    for number, line in enumerate(texts[path].split("\n"), 1):
        if not line.strip():
            continue
        raw = parse_line(line, path, number)
        columns = {**raw, "id": raw.get("_id"), "question": raw.get("text")}
        if str(columns["id"]) in gold:
            yield number, make_case({**columns, "gold": list(gold.pop(str(columns["id"])))}, Place(path, number))
    if gold:
        query = next(iter(gold))
        raise UsageError("set_query_unknown", path=first[query].path, line=first[query].line, query=query)


def _judged(path: Path, text: str) -> Iterator[tuple[int, str, str, int]]:
    """Line number, query id, document id and grade; the header is passed over."""
    # There are no quotes in such a file, and the csv module has limits and mistakes of its own.
    for number, line in enumerate(text.split("\n"), 1):
        row = line.rstrip("\r").split("\t")
        if not line.strip("\r") or (number == 1 and not _is_grade(row[-1])):
            continue
        if len(row) != 3 or not _is_grade(row[2]):
            raise UsageError("set_judgement", path=path, line=number)
        yield number, row[0].strip(), row[1].strip(), int(row[2])


def _is_grade(cell: str) -> bool:
    return _GRADE.fullmatch(cell.strip()) is not None
