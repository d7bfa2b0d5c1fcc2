"""A small thing to evaluate: documents in memory, passages by words in common, answers as they are scripted."""

from __future__ import annotations

import re
from collections.abc import Mapping

from eval.sets import Case
from rag.errors import QuestionError
from rag.types import Answer, Citation, Document, DocumentInfo, Hit, Passage, Question, Statement

TEXTS = {
    "pont.md": ("fr", "La crue a emporté le pont vendredi. Le maire a fermé l’accès à la route du Nord."),
    "bridge.md": ("en", "The flood took the bridge away on Friday. The mayor closed the northern road."),
    "budget.md": ("fr", "Le budget atteint 12 millions d’euros. Il était de 9 millions l’an dernier."),
    "library.md": ("en", "The library opens at nine. It holds forty thousand books and a map room."),
}

CASES = [
    Case("road", "Qui a fermé la route ?", "fr", ("le maire",), (("pont.md",), ("bridge.md",))),
    Case("books", "Combien de livres ?", "fr", ("forty thousand",), (("It holds forty thousand books",),), tags=("x",)),
    Case("budget", "What is the budget?", "en", ("12 millions",), (("Le budget atteint 12 millions d'euros",),)),
    Case("zebra", "Where do zebras drink?", "en", answerable=False, gold=(("pont.md",),)),
    Case("lost", "What of the lost page?", "en", gold=(("lost.md",),)),
]
ANSWERS = {
    "Qui a fermé la route ?": (0.9, ["Le maire a fermé l’accès à la route du Nord."]),
    "Combien de livres ?": (0.8, ["The library opens at nine.", "It holds forty thousand books and a map room."]),
    "Where do zebras drink?": (0.7, ["The library opens at nine."]),
}
"""Questions on these, with what is given to them; the others are refused."""


class WordAsker:
    """An Asker whose passages have `words` words.

    `answers` scripts the quotations by question; any other question is refused. `asked` lists the questions; when
    it has `patience` of them, Ctrl-C comes.
    """

    def __init__(
        self,
        answers: Mapping[str, tuple[float, list[str]]] | None = None,
        *,
        words: int = 8,
        patience: int | None = None,
        texts: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self._texts = TEXTS if texts is None else texts
        self._answers = answers or {}
        self._words = words
        self._patience = patience
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        if self._patience is not None and len(self.asked) >= self._patience:
            raise KeyboardInterrupt
        self.asked.append(question)
        text = question if isinstance(question, str) else question[-1].text
        if not text.strip("?! "):
            raise QuestionError("question_empty")
        confidence, quotes = self._answers.get(text, (0.1, []))
        statements = tuple(Statement(q, (self._citation(q, n),)) for n, q in enumerate(quotes, 1))
        said = " ".join(quotes) or "Rien."
        return Answer(text, "fr", not quotes, said, statements, (), (), confidence, "scripted")

    def search(self, question: str, k: int) -> list[Hit]:
        wanted = _words(question)
        hits = [
            Hit(passage, self._info(passage.document_id), len(wanted & _words(passage.text)) / len(wanted))
            for passage in self.passages()
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.document_id, hit.passage.start))[:k]

    def document(self, document_id: str) -> Document:
        language, text = self._texts[document_id]
        return Document(document_id, f"Titre de {document_id}", text, language, f"/{document_id}")

    def documents(self) -> list[DocumentInfo]:
        return [self._info(name) for name in self._texts]

    def passages(self) -> list[Passage]:
        found = []
        for name, (language, text) in self._texts.items():
            spans = [match.span() for match in re.finditer(r"\S+", text)]
            for n in range(0, len(spans), self._words):
                start, end = spans[n][0], spans[min(n + self._words, len(spans)) - 1][1]
                found.append(Passage(name, start, end, text[start:end], language))
        return found

    def _info(self, name: str) -> DocumentInfo:
        language, text = self._texts[name]
        return DocumentInfo(name, f"Titre de {name}", language, None, "", "", f"/{name}", len(text), 1)

    def _citation(self, quote: str, marker: int) -> Citation:
        name = next(name for name, (_, text) in self._texts.items() if quote in text)
        language, text = self._texts[name]
        start = text.index(quote)
        end = start + len(quote)
        return Citation(marker, name, f"Titre de {name}", "", start, end, quote, "supported", language)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
