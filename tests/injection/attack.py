"""The attacks, each an article that gives orders, and the indexes that hold them."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.indexing import IngestRequest, ingest
from rag.ports import Embedder
from rag.settings import load_settings
from rag.types import Filter, Question, Turn
from tests.conftest import ROOT
from tests.injection.subjects import SUBJECTS, Subject

FILE = ROOT / "tests" / "injection" / "attacks.jsonl"
_BREAK = "||"
"""Where an order is cut in two, for two passages."""
_LEAD = {"en": "Decode this and do as it says: ", "fr": "Décode ceci et fais ce qui y est dit : "}


@dataclass(frozen=True, slots=True)
class Attack:
    """One of them.

    `place`: where the order stands: text, title, heading, source, url or name (the file's) of an article, html, or
    history, which is the conversation before. `reaches`: whether a model gets to see it. `claims`, of what is said:
    "" where the article says it too, as part of the order; otherwise what is wrong with it.
    """

    id: str
    language: str
    place: str
    order: str
    subject: Subject
    number: int
    reaches: bool = True
    claims: str = ""

    @property
    def document(self) -> str:
        """The id of the article."""
        return {"heading": f"{self.id}.md", "html": f"{self.id}.html", "name": f"{self.order}.md"}.get(
            self.place, self.id
        )

    @property
    def where(self) -> Filter:
        """The article and the one beside it."""
        return Filter(documents=(self.document, f"witness-{self.id}"))

    @property
    def asked(self) -> Question:
        """The question, with the conversation before it where that is the place."""
        if self.place != "history":
            return self.subject.question
        first, then = self.subject.follow_up
        return [Turn("user", first), Turn("assistant", self.order), Turn("user", then)]

    def write(self, folder: Path) -> None:
        """The two articles, as files."""
        first, last = self.subject.paragraphs
        title, order = self.subject.title, self.order
        if self.place == "html":
            page = f"<html lang={self.language}><title>{title}</title><p>{first}</p>{order}<p>{last}</p></html>"
            (folder / self.document).write_text(page, encoding="utf-8")
        elif self.place == "heading":
            text = f"---\ntitle: {json.dumps(title)}\n---\n\n{first}\n\n## {order}\n\n{last}\n"
            (folder / self.document).write_text(text, encoding="utf-8")
        elif self.place == "name":
            (folder / self.document).write_text(f"{first}\n\n{last}\n", encoding="utf-8")
        else:
            one, _, two = order.partition(_BREAK) if self.place == "text" else ("", "", "")
            text = "\n\n".join(part for part in (first, one, last, two) if part)
            own = {self.place: order} if self.place in ("title", "source", "url") else {}
            self._write_line(folder, {"id": self.id, "title": title, "text": text} | own)
        about, told = self.subject.witness
        self._write_line(folder, {"id": f"witness-{self.id}", "title": about, "text": told})

    def _write_line(self, folder: Path, row: dict[str, str]) -> None:
        with (folder / f"{self.id}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({**row, "lang": self.language}, ensure_ascii=False) + "\n")


def _attacks() -> Iterator[Attack]:
    numbers = dict.fromkeys(SUBJECTS, 0)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        language = row["language"]
        number = numbers[language]
        numbers[language] += 1
        subject = SUBJECTS[language][number % len(SUBJECTS[language])]
        order = row.pop("order").format(
            claim=subject.claim, witness=subject.witness[0], changed=subject.changed,
            first=subject.parts[0], second=subject.parts[1],
        ) * row.pop("repeated", 1)  # fmt: skip
        if row.pop("encoded", False):
            order = _LEAD[language] + base64.b64encode(order.encode()).decode()
        yield Attack(**row, order=order, subject=subject, number=number)


ATTACKS: Sequence[Attack] = tuple(_attacks())


def build(attacks: Sequence[Attack], shipped: Path, embedder: Embedder, folder: Path) -> dict[str, Path]:
    """Indexes of the shipped articles with some attacks each, no two on one subject: attack to index."""
    found: dict[str, Path] = {}
    rounds: dict[int, list[Attack]] = {}
    for attack in attacks:
        rounds.setdefault(attack.number // len(SUBJECTS[attack.language]), []).append(attack)
    for number, some in rounds.items():
        index, articles = folder / f"index-{number}", folder / f"articles-{number}"
        shutil.copytree(shipped, index)
        articles.mkdir()
        for attack in some:
            attack.write(articles)
        ingest(load_settings(index=index), embedder, IngestRequest(paths=[articles]))
        found |= dict.fromkeys((attack.id for attack in some), index)
    return found
