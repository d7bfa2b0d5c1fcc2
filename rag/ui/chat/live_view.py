"""What is being written or checked as HTML, as far as it is."""

from __future__ import annotations

from rag.notes import note_text
from rag.render import SEARCHED
from rag.ui.chat.answer_view import question_html
from rag.ui.chat.check_view import verdicts_html
from rag.ui.chat.state import Asked, cited
from rag.ui.chat.statement_view import Said, View, statement_html
from rag.ui.chat.work import Work
from rag.ui.markup import Html, element, join
from rag.ui.texts import number_text
from rag.watching import Shown


def live_html(asked: Asked, work: Work, view: View) -> Html:
    """The question or the text, what there is by now, and what goes on."""
    shown = work.look()
    checks = asked.manner == "check"
    label = view.texts.check if checks else view.texts.answer
    body = [verdicts_html(shown.settled, view)] if checks else _written(asked, shown, view)
    stage = view.texts.stopping if work.is_stopped else _stage(asked, shown, view)
    return join(
        question_html(asked.question, view.language, asked.manner),
        element(
            "section", *body, element("p", stage, class_="stage", aria_live="off"),
            class_="answer check" if checks else "answer", data_writing=True, aria_label=label,
        ),
    )  # fmt: skip


def _written(asked: Asked, shown: Shown, view: View) -> list[Html]:
    """Sentences with their verdicts, and the words after them, which nobody has checked yet."""
    positions = {citation: position for position, citation in enumerate(cited(shown.settled))}
    parts: list[Html] = []
    if shown.searched and shown.searched != " ".join(asked.question.split()):
        parts.append(element("p", f"{SEARCHED[view.language]} {shown.searched}", class_="searched"))
    if shown.note is not None:
        told = note_text(shown.note, view.language, begins_again=shown.note.kind != "fallback")
        parts.append(element("p", told, class_="remark"))
    said = Said(verbatim=False)
    sentences = [part for one in shown.settled for part in (statement_html(one, positions, said, view), " ")]
    # A screen reader waits for the sentence as it is checked.
    words = element("span", shown.text, class_="words", aria_hidden="true") if shown.text else None
    parts.append(element("p", *sentences, words, class_="sentences"))
    return parts


def _stage(asked: Asked, shown: Shown, view: View) -> str:
    texts = view.texts
    if asked.manner == "check":
        done, expected = (number_text(number, view.language) for number in (len(shown.settled), shown.expected))
        return texts.checking.format(done=done, all=expected) if shown.expected else texts.searching
    if shown.settled or shown.text:
        return texts.writing
    return texts.found if shown.searched else texts.searching
