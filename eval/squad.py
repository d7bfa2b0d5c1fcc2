"""Paragraphs and questions out of SQuAD-format JSON, for fitting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.text.language import detect_language


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `article` is unique over all files."""

    article: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a paragraph (its number). `starts`: where its answers begin; none where it has none."""

    question: str
    language: str
    paragraph: int
    starts: tuple[int, ...]
    answers: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether the paragraph answers it."""
        return bool(self.starts)


def read_squad(paths: Iterable[Path]) -> tuple[list[Paragraph], list[Asked]]:
    """All files together. The language of a file is found from its text."""
    paragraphs: list[Paragraph] = []
    questions: list[Asked] = []
    for path in paths:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        language = detect_language(" ".join(a["paragraphs"][0]["context"] for a in articles[:20]))
        for number, article in enumerate(articles):
            for paragraph in article["paragraphs"]:
                for raw in paragraph["qas"]:
                    found = raw.get("answers") or []
                    starts, answers = (tuple(a[key] for a in found) for key in ("answer_start", "text"))
                    questions.append(Asked(raw["question"], language, len(paragraphs), starts, answers))
                title = str(article.get("title", "")).replace("_", " ")
                paragraphs.append(Paragraph(f"{path.name}#{number}", title, paragraph["context"], language))
    return paragraphs, questions


def crossed(questions: Sequence[Asked], path: Path) -> list[Asked]:
    """The questions that the file has in the other language, on the paragraphs of the original."""
    by_text = {q.question: q for q in questions if q.answerable}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        replace(by_text[row["source_question"]], question=row["question"], language=row["lang"])
        for row in rows
        if row["source_question"] in by_text
    ]
