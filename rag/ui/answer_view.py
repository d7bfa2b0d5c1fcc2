"""An exchange as HTML: the question, then the answer with its numbered citations, a refusal, or an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.answer.refusal import NEAREST
from rag.messages import Language
from rag.render import IN_SHORT, SEARCHED, short_text
from rag.types import Answer, Citation, Filter, Statement
from rag.ui.filter_view import Titles, filter_parts
from rag.ui.markup import Html, alert, element, join, language_code
from rag.ui.state import Exchange, Place
from rag.ui.texts import TEXTS, Texts, count_text, date_text, quoted_in_text, seconds_text, verdict_text

_SHOWN_OF_QUESTION = 600
"""Characters of a question that are repeated above its answer; a pasted book is not."""

_SHOWN_OF_PASSAGE = 260
_LAST_WORD = 24


@dataclass(frozen=True, slots=True)
class View:
    """How an exchange is to be seen: in which language, as which turn. `titles` are those of a filter's articles."""

    language: Language
    turn: int
    titles: Titles = field(default_factory=dict)

    @property
    def texts(self) -> Texts:
        """The strings of the view's language."""
        return TEXTS[self.language]

    def button(self, label: str, *content: str | None, citation: int, class_: str) -> Html:
        """A button that opens the citation in that position of the turn."""
        return element(
            "button", *content, type="button", class_=class_, data_event="opened",
            data_value=str(Place(self.turn, citation)), aria_label=label, aria_pressed="false",
        )  # fmt: skip


def question_html(question: str, language: Language) -> Html:
    """The question as it was typed, on the reader's side of the conversation."""
    shown = question if len(question) <= _SHOWN_OF_QUESTION else question[:_SHOWN_OF_QUESTION].rstrip() + " …"
    return element("div", shown, class_="question", role="group", aria_label=TEXTS[language].question)


def exchange_html(exchange: Exchange, view: View) -> Html:
    """The question and what came of it."""
    outcome = exchange.outcome
    if outcome is None:
        body = alert(view.texts.unexpected)
    elif not isinstance(outcome, Answer):
        body = alert(outcome.localized(view.language))
    else:
        show, told = (_refusal, view.texts.filter_refusal) if outcome.abstained else (_answer, view.texts.filter_answer)
        body = show(outcome, view, _filter(exchange.where, view, told))
    return join(question_html(exchange.question, view.language), body)


def _filter(where: Filter, view: View, told: str) -> Html | None:
    if not where:
        return None
    return element("p", told.format(parts=filter_parts(where, view.titles, view.language)), class_="filter")


def _answer(answer: Answer, view: View, filtered: Html | None) -> Html:
    positions = {citation: position for position, citation in enumerate(answer.citations)}
    sentences = [
        part for statement in answer.statements for part in (_statement(statement, answer, view, positions), " ")
    ]
    return element(
        "section",
        _searched(answer, view),
        _short(answer, view),
        element("p", *sentences[:-1], class_="sentences"),
        element("h3", view.texts.sources),
        element("ol", *(_source(citation, position, view) for citation, position in positions.items())),
        filtered,
        _effort(answer, view),
        class_="answer", aria_label=view.texts.answer,
    )  # fmt: skip


def _searched(answer: Answer, view: View) -> Html | None:
    """What was searched for, where a question needed the conversation before it."""
    if answer.searched == answer.question:
        return None
    return element("p", f"{SEARCHED[view.language]} {answer.searched}", class_="searched")


def _short(answer: Answer, view: View) -> Html | None:
    """The words that answer, which are part of the first quotation."""
    text = short_text(answer)
    if not text or answer.short is None:
        return None
    spoken = language_code(answer.short.language)
    words = element("strong", text, lang=spoken)
    return element("p", element("span", IN_SHORT[view.language], class_="label"), " ", words, class_="short")


def _statement(statement: Statement, answer: Answer, view: View, positions: dict[Citation, int]) -> Html:
    languages = {citation.language for citation in statement.citations}
    spoken = language_code(languages.pop()) if len(languages) == 1 else None
    chips = [_chip(citation, positions[citation], view) for citation in statement.citations]
    labels = [quoted_in_text(citation.language, answer.language, view.language) for citation in statement.citations]
    notes = [element("span", label, class_="note") for label in dict.fromkeys(labels) if label]
    notes += [
        element("span", verdict_text(citation.verdict, view.language), class_=f"note {citation.verdict}")
        for citation in statement.citations
        if citation.verdict != "supported"
    ]
    start, end = _before_last_word(statement.text)
    return element(
        "span", element("span", start, lang=spoken),
        element("span", element("span", end, lang=spoken), *chips, class_="together"), *notes, class_="statement",
    )  # fmt: skip


def _before_last_word(text: str) -> tuple[str, str]:
    """Cuts before the last word, which keeps the number after it on its line. A very long word may break."""
    cut = text.rfind(" ") + 1
    return (text[:cut], text[cut:]) if len(text) - cut <= _LAST_WORD else (text, "")


def _chip(citation: Citation, position: int, view: View) -> Html:
    label = view.texts.read_citation.format(marker=citation.marker, title=citation.title)
    return view.button(label, str(citation.marker), citation=position, class_=f"chip {citation.verdict}")


def _source(citation: Citation, position: int, view: View) -> Html:
    label = view.texts.read_citation.format(marker=citation.marker, title=citation.title)
    content = (element("span", str(citation.marker), class_="number"), _origin(citation, view))
    return element("li", view.button(label, *content, citation=position, class_="source"))


def _origin(citation: Citation, view: View) -> Html:
    where = " · ".join(part for part in (citation.source, date_text(citation.date, view.language)) if part)
    title = element("span", citation.title, class_="title", lang=language_code(citation.language))
    return element("span", title, element("span", where, class_="where"), class_="origin")


def _refusal(answer: Answer, view: View, filtered: Html | None) -> Html:
    nearest = [_nearest(citation, position, view) for position, citation in enumerate(answer.nearest)]
    offered = [element("h3", NEAREST[view.language]), element("ul", *nearest)] if nearest else []
    return element(
        "section",
        _searched(answer, view),
        element("p", answer.text, class_="sentences", lang=language_code(answer.language)),
        filtered,
        *offered,
        _effort(answer, view),
        class_="refusal", aria_label=view.texts.answer,
    )  # fmt: skip


def _nearest(citation: Citation, position: int, view: View) -> Html:
    passage = "\n".join(" ".join(line.split()) for line in citation.quote.splitlines() if line.strip())
    if len(passage) > _SHOWN_OF_PASSAGE:
        passage = passage[:_SHOWN_OF_PASSAGE].rsplit(" ", 1)[0] + " …"
    quoted = element("span", passage, class_="passage", lang=language_code(citation.language))
    label = view.texts.read_nearest.format(title=citation.title)
    return element("li", view.button(label, quoted, _origin(citation, view), citation=position, class_="source"))


def _effort(answer: Answer, view: View) -> Html:
    texts = view.texts
    parts = [count_text(texts.considered_one, texts.considered_many, len(answer.hits), view.language)]
    if (total := answer.timings_ms.get("total")) is not None:
        parts.append(seconds_text(total, view.language))
    return element("p", " · ".join(parts), class_="effort")
