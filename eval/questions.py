"""Question sets: JSONL with `question`, and optional `id`, `lang`, `answers`, `gold`, `answerable`, `tags`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError


@dataclass(frozen=True, slots=True)
class QuestionCase:
    """One question with what a right answer to it holds. `answers` are strings, any of which will do."""

    id: str
    question: str
    language: str
    answers: tuple[str, ...]
    answerable: bool
    tags: tuple[str, ...] = ()


def read_questions(path: Path) -> list[QuestionCase]:
    """Raises UsageError that names the file and the line of the first mistake."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            cases.append(_case(json.loads(line), number))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError("questions_line", path=path, line=number, reason=error) from error
    return cases


def _case(raw: dict[str, object], number: int) -> QuestionCase:
    answers = raw.get("answers") or []
    tags = raw.get("tags") or []
    if not isinstance(answers, list) or not isinstance(tags, list):
        raise TypeError("answers and tags are lists")
    return QuestionCase(
        id=str(raw.get("id") or number),
        question=str(raw["question"]),
        language=str(raw.get("lang") or ""),
        answers=tuple(str(a) for a in answers),
        answerable=bool(raw.get("answerable", True)),
        tags=tuple(str(t) for t in tags),
    )
