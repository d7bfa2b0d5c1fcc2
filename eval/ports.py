"""What the evaluator asks of the thing that it measures. `rag.build.Sourcier` is one."""

from __future__ import annotations

from typing import Protocol

from rag.types import Answer, Document, DocumentInfo, Hit, Question


class Asker(Protocol):
    """An open index that answers questions."""

    def ask(self, question: Question) -> Answer:
        """The answer, or an abstention. Raises QuestionError."""

    def search(self, question: str, k: int) -> list[Hit]:
        """At most `k` passages, best first. Raises QuestionError."""

    def document(self, document_id: str) -> Document:
        """The whole text of a document. An unknown id is a KeyError."""

    def documents(self) -> list[DocumentInfo]:
        """All documents."""
