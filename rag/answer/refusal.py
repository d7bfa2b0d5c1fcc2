"""What is said when nothing answers: one constant for the program, the page and the tests."""

from __future__ import annotations

from rag.messages import Language

REFUSAL: dict[Language, str] = {
    "fr": "Je ne trouve pas de réponse à cette question dans les articles.",
    "en": "I do not find an answer to this question in the articles.",
}
NEAREST: dict[Language, str] = {
    "fr": "Les passages les plus proches, qui n’y répondent pas :",
    "en": "The nearest passages, which do not answer it:",
}
