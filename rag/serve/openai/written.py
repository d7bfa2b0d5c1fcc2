"""An answer as the text of a message: Markdown, with markers and below it the sources that they stand for.

What articles say is escaped, so that whatever shows it shows it literally, and loads and links nothing of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rag.answer.refusal import NEAREST, REFUSAL
from rag.history.export.markdown import address, escaped, quoted
from rag.history.export.outline import reference
from rag.history.export.texts import EXPORT
from rag.messages import Language
from rag.notes import note_text
from rag.render import IN_SHORT, SEARCHED, filter_text, numbered, short_text, statement_text
from rag.types import Answer, Citation, Filter, Note, Statement

SOURCES = "\n\n---\n\n"
"""Before the sources."""

Link = Callable[[Citation], str]
"""Where a citation is shown in its place."""


class Written:
    """A message that grows. `text` is what it holds; what is added is also given back, for those who stream it."""

    def __init__(self, language: Language, link: Link) -> None:
        self.text = ""
        self._language = language
        self._link = link
        self._annotations: list[dict[str, Any]] = []
        self._said: list[Statement] = []
        self._noted: list[Note] = []

    @property
    def annotations(self) -> list[dict[str, Any]]:
        """The citations, in OpenAI's shape: where each marker stands, and what it stands for."""
        return self._annotations

    def searched(self, searched: str) -> str:
        """What was searched for, where that is not what was asked."""
        return self._add(f"*{escaped(f'{SEARCHED[self._language]} {searched}')}*\n\n")

    def statement(self, statement: Statement) -> str:
        """A sentence with its markers, and what is to be said of it."""
        gap = "" if not self.text or self.text.endswith("\n") else " "
        start = len(self.text) + len(gap) + len(escaped(statement.text)) + 1
        for citation in statement.citations:
            end = start + len(f"[{citation.marker}]")
            self._annotations.append(_annotation(citation, start, end, self._link(citation)))
            start = end
        self._said.append(statement)
        markers = "".join(
            f" [{citation.marker}]" if not n else f"[{citation.marker}]"
            for n, citation in enumerate(statement.citations)
        )
        told = statement_text(statement, self._language)[len(statement.text) + len(markers) :].strip()
        return self._add(f"{gap}{escaped(statement.text)}{markers}" + (f" *{escaped(told)}*" if told else ""))

    def void(self, note: Note) -> str:
        """Why what was written before is void. It cannot be taken back, so it is said; "" where there is nothing."""
        if not self._said:
            return ""
        self._said, self._annotations = [], []
        self._noted += [note] if note.kind == "fallback" else []
        return self._add(f"\n\n*{escaped(note_text(note, self._language, begins_again=note.kind != 'fallback'))}*\n\n")

    def rest(self, answer: Answer, where: Filter | None) -> Iterator[str]:
        """What is not written yet of an answer that is finished."""
        if answer.abstained:
            yield from self._refusal(answer, where)
        else:
            if tuple(self._said) != answer.statements[: len(self._said)]:
                self._said, self._annotations = [], []
                yield self._add("\n\n")
            if not answer.model and (short := short_text(answer)):  # which is known before a model's first sentence
                yield self._add(f"**{escaped(f'{IN_SHORT[self._language]} {short}')}**\n\n")
            for statement in answer.statements[len(self._said) :]:
                yield self.statement(statement)
            for number, citation in enumerate(numbered(answer.citations)):
                yield self._add(f"{SOURCES if number == 0 else _GAP}{self._source(citation)}")
        for note in answer.notes:
            if note not in self._noted:
                yield self._add(f"\n\n*{escaped(note_text(note, self._language))}*")

    def _refusal(self, answer: Answer, where: Filter | None) -> Iterator[str]:
        gap = "\n\n" if self.text.strip() and not self.text.endswith("\n\n") else ""
        told = [REFUSAL[self._language], *([filter_text(where, self._language)] if where else [])]
        self._annotations = []
        yield self._add(gap + escaped(" ".join(told)))
        if answer.nearest:
            yield self._add(f"{SOURCES}{escaped(NEAREST[self._language])}")
        for citation in answer.nearest:
            yield self._add(f"\n\n{self._source(citation, marker=False)}")

    def _source(self, citation: Citation, *, marker: bool = True) -> str:
        told = reference(citation, self._language, judged=marker)
        head = f"[{citation.marker}] " if marker else ""
        names = ", ".join(part for part in (f"**{escaped(told.title)}**", escaped(told.origin)) if part)
        notes = "".join(f" · {escaped(note)}" for note in (told.told, told.bad) if note)
        place = f"[{escaped(told.place)}](<{address(self._link(citation))}>)"
        quote = quoted(EXPORT[self._language].quoted.format(quote=told.quote))
        return f"{head}{names} · {place}{notes}\n\n{quote}"

    def _add(self, text: str) -> str:
        self.text += text
        return text


_GAP = "\n\n"
_REMARK = re.compile(r"(\*\*?)(?:\\.|[^\\*])*\1")
"""A paragraph that is no statement: what was searched for, the answer in short, why what stands before it is void."""
_OURS = re.compile(r"\\(.)| (?:\[\d+\])+| \*(?:\\.|[^\\*])*\*")
"""What a statement has besides its text: backslashes, markers, what is told of it."""


def _annotation(citation: Citation, start: int, end: int, url: str) -> dict[str, Any]:
    span = {
        "start_index": start, "end_index": end, "title": citation.title, "url": url,
        "document_id": citation.document_id, "start": citation.start, "end": citation.end, "quote": citation.quote,
        "verdict": citation.verdict,
    }  # fmt: skip
    return {"type": "url_citation", "url_citation": span}


def said(content: str) -> str:
    """What an earlier message of ours has said: `Answer.text`, or the statements that count of one that began again.

    Of a message that has no sources, which may be anybody's, it is the whole.
    """
    body, sources, _ = content.partition(SOURCES)
    if not sources:
        return content
    kept: list[str] = []
    for part in body.split("\n\n"):
        kept = [] if _REMARK.fullmatch(part) else [*kept, part]
    return _OURS.sub(lambda match: match[1] or "", " ".join(kept))


def whole(answer: Answer, where: Filter | None, link: Link) -> Written:
    """The message of an answer."""
    written = Written("fr" if answer.language == "fr" else "en", link)
    if answer.searched != answer.question:
        written.searched(answer.searched)
    for _ in written.rest(answer, where):
        pass
    return written
