"""What an exchange says, in its parts and in one language. The formats differ in how they set it, not in what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from rag.answer.refusal import NEAREST
from rag.history.export.texts import EXPORT, day_text, time_text
from rag.history.values import KeptExchange, Summary
from rag.messages import Language
from rag.notes import note_text
from rag.render import CONTRADICTED, IN_SHORT, SEARCHED, filter_text, numbered, quoted_in, short_text, statement_text
from rag.render_check import sum_text
from rag.types import Answer, Citation, Statement, Verdict


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation that is to be exported: what the list shows of it, and all its exchanges."""

    summary: Summary
    exchanges: Sequence[KeptExchange]


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation. `origin`: source and date; `url`: "" unless it is plain http or https.

    `told`: that its language is another than that of the export; `bad`: that it does not support what it stands by.
    """

    number: int
    title: str
    origin: str
    url: str
    place: str
    quote: str
    language: str
    told: str
    bad: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its markers and what is to be said of it."""

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Outline:
    """An exchange in its parts. A part that it has not is empty.

    `label` says whether it is a question or a text; `told`: what was searched for and in what; `said`: the statements;
    `refusal`: what is said instead; `references`, under their `heading`: the citations, or the nearest passages of a
    refusal; `remarks`: how it came about and what its reader made of it.
    """

    label: str
    question: str
    told: tuple[str, ...]
    short: str
    said: tuple[Said, ...]
    refusal: str
    heading: str
    references: tuple[Reference, ...]
    remarks: tuple[str, ...]


def outline(kept: KeptExchange, language: Language) -> Outline:
    """The exchange in the language of whoever exports it; what articles and people say stays as it is."""
    texts, answer = EXPORT[language], kept.answer
    refused = answer is not None and answer.abstained
    citations = answer.nearest if answer is not None and refused else kept.citations
    heading = (NEAREST[language] if refused else texts.sources) if citations else ""
    return Outline(
        label=texts.text if kept.checked is not None else texts.question,
        question=kept.question,
        told=tuple(_told(kept, language)),
        short=f"{IN_SHORT[language]} {short_text(answer)}" if answer is not None and short_text(answer) else "",
        said=tuple(_said(one, language, judged=kept.checked is not None) for one in kept.statements),
        refusal=_refusal(kept, language),
        heading=heading,
        references=tuple(reference(citation, language, judged=not refused) for citation in numbered(citations)),
        remarks=tuple(_remarks(kept, language)),
    )


def reference(citation: Citation, language: Language, *, judged: bool = True) -> Reference:
    """A citation in full. `judged`: it stands by a statement; the nearest passages of a refusal stand by none."""
    texts = EXPORT[language]
    return Reference(
        number=citation.marker,
        title=citation.title,
        origin=", ".join(part for part in (citation.source, day_text(citation.date, language)) if part),
        url=web_address(citation.url),
        place=texts.place.format(document=citation.document_id, start=citation.start, end=citation.end),
        quote=citation.quote,
        language=citation.language,
        told=quoted_in(citation.language, language),
        bad=_bad(citation, language) if judged else "",
    )


def dates_text(summary: Summary, exported: str, language: Language) -> str:
    """When the conversation was begun and when, by `exported`, it was exported."""
    texts = EXPORT[language]
    return f"{texts.begun.format(time=time_text(summary.begun, language))}, {texts.exported.format(time=exported)}."


def _told(kept: KeptExchange, language: Language) -> list[str]:
    told = []
    if kept.answer is not None and kept.answer.searched != kept.answer.question:
        told.append(f"{SEARCHED[language]} {kept.answer.searched}")
    return [*told, filter_text(kept.where, language)] if kept.where else told


def _said(statement: Statement, language: Language, *, judged: bool) -> Said:
    """`judged`: that it holds is said too."""
    text = statement_text(statement, language)
    if judged and statement.verdict == "supported":
        text += f" · {EXPORT[language].supported}"
    return Said(text, statement.verdict)


def _refusal(kept: KeptExchange, language: Language) -> str:
    if kept.answer is not None and kept.answer.abstained:
        return kept.answer.text
    return EXPORT[language].nothing_stated if kept.checked == () and not kept.stopped else ""


def _bad(citation: Citation, language: Language) -> str:
    texts = EXPORT[language]
    if citation.contradicts:
        return CONTRADICTED[language]
    return {"supported": "", "weak": texts.weak, "unsupported": texts.unsupported}[citation.verdict]


def _remarks(kept: KeptExchange, language: Language) -> list[str]:
    texts = EXPORT[language]
    remarks = [] if kept.answer is None else [note_text(note, language) for note in kept.answer.notes]
    if kept.checked:
        remarks.append(sum_text(kept.checked, language))
    if kept.stopped:
        remarks.append(texts.check_stopped)
    made = _made(kept.answer, language)
    remarks.append(
        " · ".join(part for part in (texts.asked.format(time=time_text(kept.asked, language)), made) if part)
    )
    if kept.rating is not None:
        rating = texts.up if kept.rating == "up" else texts.down
        remarks.append(texts.commented.format(rating=rating, comment=kept.comment) if kept.comment else rating)
    return remarks


def _made(answer: Answer | None, language: Language) -> str:
    """By whom the statements are; "" where there are none."""
    if answer is None or answer.abstained:
        return ""
    return EXPORT[language].written_by.format(name=answer.model) if answer.model else EXPORT[language].quotations


def web_address(url: str) -> str:
    """The address, where it is plain http or https; "" otherwise."""
    try:
        address = urlsplit(url)
    except ValueError:
        return ""
    return url if address.scheme in {"http", "https"} and address.netloc else ""
