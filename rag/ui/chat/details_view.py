"""How an answer came about, folded away below it, and what its verdicts mean."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.extractive import whole
from rag.render import SEARCHED
from rag.types import Answer, Hit, Statement
from rag.ui.chat.details_texts import DETAILS
from rag.ui.chat.statement_view import View, origin_html
from rag.ui.markup import Html, element, language_code
from rag.ui.texts import count_text, seconds_text

_SHOWN_OF_PASSAGE = 200


def details_html(answer: Answer, first: int, view: View) -> Html:
    """A line that unfolds: what was searched for, how long each step took, and the passages that were considered.

    `first` is the position in the turn of the first of the passages.
    """
    told = DETAILS[view.language]
    times = [
        told.step(name).format(time=seconds_text(milliseconds, view.language))
        for name, milliseconds in answer.timings_ms.items()
        if name != "total"
    ]
    passages = [_passage(hit, rank, first + rank - 1, view) for rank, hit in enumerate(answer.hits, 1)]
    return element(
        "details",
        element("summary", _sum(answer, view)),
        element("p", f"{SEARCHED[view.language]} {answer.searched}"),
        element("p", told.steps.format(steps=", ".join(times))) if times else None,
        element("h3", told.considered) if passages else None,
        element("ol", *passages) if passages else None,
        class_="effort",
    )


def meanings_html(statements: Sequence[Statement], view: View) -> Html | None:
    """What the verdicts that are no plain support mean, each once; None where all of it is supported."""
    told, found = DETAILS[view.language], dict[str, None]()
    for statement in statements:
        if statement.verdict == "unsupported" and not statement.citations:
            found[told.means_nowhere] = None
        elif statement.verdict != "supported" and any(citation.contradicts for citation in statement.citations):
            found[told.means_contradicted] = None
        elif statement.verdict == "weak":
            found[told.means_weak] = None
        elif statement.verdict == "unsupported":
            found[told.means_unsupported] = None
    return element("ul", *(element("li", one) for one in found), class_="meanings") if found else None


def _sum(answer: Answer, view: View) -> str:
    texts = view.texts
    parts = [count_text(texts.considered_one, texts.considered_many, len(answer.hits), view.language)]
    if answer.model and not answer.abstained:
        parts.append(texts.written_by.format(name=answer.model))
    if (total := answer.timings_ms.get("total")) is not None:
        parts.append(seconds_text(total, view.language))
    return " · ".join(parts)


def _passage(hit: Hit, rank: int, position: int, view: View) -> Html:
    told, citation = DETAILS[view.language], whole(hit, rank)
    text = " ".join(citation.quote.split())
    if len(text) > _SHOWN_OF_PASSAGE:
        text = text[:_SHOWN_OF_PASSAGE].rsplit(" ", 1)[0] + " …"
    score = told.score.format(percent=round(100 * hit.score)) if hit.read else told.unread
    body = element(
        "span",
        origin_html(citation, view),
        element("span", text, class_="passage", lang=language_code(citation.language)),
        element("span", score, class_="where"),
        class_="origin",
    )
    number = element("span", str(rank), class_="number")
    return element("li", view.button(number, body, citation=position, class_="source"))
