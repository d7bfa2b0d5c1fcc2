"""An exchange as HTML: the question, then the answer with its numbered citations, a refusal, or an error."""

from __future__ import annotations

from rag.answer.refusal import NEAREST
from rag.messages import Language
from rag.notes import note_text
from rag.render import IN_SHORT, SEARCHED, numbered, short_text
from rag.types import Answer, Citation, Filter
from rag.ui.chat.check_view import checked_html
from rag.ui.chat.details_view import details_html, meanings_html
from rag.ui.chat.filter_view import filter_parts
from rag.ui.chat.state import Exchange, Manner
from rag.ui.chat.statement_view import Said, View, origin_html, source_html, statement_html
from rag.ui.chat.work import Checked
from rag.ui.markup import Html, alert, element, join, language_code
from rag.ui.texts import TEXTS

_SHOWN_OF_QUESTION = 600
"""Characters of a question that are repeated above its answer; a pasted book is not."""

_SHOWN_OF_PASSAGE = 260


def question_html(question: str, language: Language, manner: Manner = "quotations") -> Html:
    """The question as it was typed, or the text as it was pasted, on the reader's side of the conversation."""
    shown = question if len(question) <= _SHOWN_OF_QUESTION else question[:_SHOWN_OF_QUESTION].rstrip() + " …"
    label = TEXTS[language].pasted if manner == "check" else TEXTS[language].question
    return element("div", shown, class_="question", role="group", aria_label=label)


def exchange_html(exchange: Exchange, view: View) -> Html:
    """The question or the text, and what came of it."""
    outcome, texts = exchange.outcome, view.texts
    manner: Manner = "quotations"
    if outcome is None:
        body = alert(texts.unexpected)
    elif isinstance(outcome, Checked):
        manner = "check"
        body = checked_html(outcome, view, _filter(exchange.where, view, texts.filter_answer))
    elif not isinstance(outcome, Answer):
        body = alert(outcome.localized(view.language))
    else:
        show, told = (_refusal, texts.filter_refusal) if outcome.abstained else (_answer, texts.filter_answer)
        body = show(outcome, view, _filter(exchange.where, view, told))
    return join(question_html(exchange.question, view.language, manner), body)


def _filter(where: Filter, view: View, told: str) -> Html | None:
    if not where:
        return None
    return element("p", told.format(parts=filter_parts(where, view.titles, view.language)), class_="filter")


def _answer(answer: Answer, view: View, filtered: Html | None) -> Html:
    positions = {citation: position for position, citation in enumerate(answer.citations)}
    said = Said(answer.language, verbatim=not answer.model)
    sentences = [part for one in answer.statements for part in (statement_html(one, positions, said, view), " ")]
    items = [element("li", source_html(c, positions[c], view)) for c in numbered(answer.citations)]
    sources = [element("h3", view.texts.sources), element("ol", *items)] if items else []
    return element(
        "section",
        _searched(answer, view),
        _short(answer, view),
        element("p", *sentences[:-1], class_="sentences") if sentences else None,
        meanings_html(answer.statements, view),
        *_notes(answer, view),
        *sources,
        filtered,
        details_html(answer, len(answer.citations), view),
        class_="answer", aria_label=view.texts.answer,
    )  # fmt: skip


def _notes(answer: Answer, view: View) -> list[Html]:
    """How the answer came about, where a reader is to know it."""
    return [element("p", note_text(note, view.language), class_="remark") for note in answer.notes]


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


def _refusal(answer: Answer, view: View, filtered: Html | None) -> Html:
    nearest = [_nearest(citation, position, view) for position, citation in enumerate(answer.nearest)]
    offered = [element("h3", NEAREST[view.language]), element("ul", *nearest)] if nearest else []
    return element(
        "section",
        _searched(answer, view),
        element("p", answer.text, class_="sentences", lang=language_code(answer.language)),
        *_notes(answer, view),
        filtered,
        *offered,
        details_html(answer, len(answer.nearest), view),
        class_="refusal", aria_label=view.texts.answer,
    )  # fmt: skip


def _nearest(citation: Citation, position: int, view: View) -> Html:
    passage = "\n".join(" ".join(line.split()) for line in citation.quote.splitlines() if line.strip())
    if len(passage) > _SHOWN_OF_PASSAGE:
        passage = passage[:_SHOWN_OF_PASSAGE].rsplit(" ", 1)[0] + " …"
    quoted = element("span", passage, class_="passage", lang=language_code(citation.language))
    return element("li", view.button(quoted, origin_html(citation, view), citation=position, class_="source"))
