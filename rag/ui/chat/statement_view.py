"""Statements as HTML, of an answer and of a text that was checked: each with its verdict and its citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rag.answer.verify import one_line
from rag.messages import LANGUAGES, Language
from rag.render import CONTRADICTED, MISSING, NOT_BY, UNKNOWN_MARKERS
from rag.text.language import detect_language
from rag.types import Citation, Statement
from rag.ui.chat.filter_view import Titles
from rag.ui.chat.state import Place
from rag.ui.markup import Html, element, language_code
from rag.ui.texts import TEXTS, Texts, date_text, quoted_in_text, verdict_text

_SHOWN_OF_QUOTE = 400
_LAST_WORD = 24

Positions = Mapping[Citation, int]
"""Citations to their places in a turn."""


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

    def button(self, *content: str | None, citation: int, class_: str, label: str | None = None) -> Html:
        """A button that opens the citation in that position of the turn.

        With a `label` it is called so; otherwise by its content, and what it does is said to who does not see it.
        """
        told = element("span", self.texts.read_here, class_="unseen") if label is None else None
        return element(
            "button", *content, told, type="button", class_=class_, data_event="opened",
            data_value=str(Place(self.turn, citation)), aria_label=label, aria_pressed="false",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """How statements are to be read. `asked`: the language of the question.

    `verbatim`: they are quotations, in the languages of their sources; otherwise each tells its own. `judged`: what
    holds is said too.
    """

    asked: str = "und"
    verbatim: bool = True
    judged: bool = False


def statement_html(statement: Statement, positions: Positions, said: Said, view: View) -> Html:
    """The sentence, the numbers of its citations, and what is to be said of them."""
    if not said.verbatim:
        said = replace(said, asked=_spoken(statement.text, said.asked))
    languages = {citation.language for citation in statement.citations} if said.verbatim else {said.asked}
    spoken = language_code(languages.pop()) if len(languages) == 1 else None
    chips = [part for c in statement.citations for part in (_chip(c, positions[c], view), _tip(c, view))]
    start, end = _before_last_word(statement.text)
    return element(
        "span", element("span", start, lang=spoken),
        element("span", element("span", end, lang=spoken), *chips, class_="together"),
        *_notes(statement, said, view), class_=f"statement {statement.verdict}",
    )  # fmt: skip


def source_html(citation: Citation, position: int, view: View) -> Html:
    """The article of a citation as a button that opens it, with its number."""
    content = (element("span", str(citation.marker), class_="number"), origin_html(citation, view))
    return view.button(*content, citation=position, class_="source")


def evidence_html(statement: Statement, positions: Positions, view: View) -> Html | None:
    """The quotations by which a statement was judged, each a button that opens it in its article."""
    if not statement.citations:
        return None
    return element("ul", *(_evidence(c, positions[c], view) for c in statement.citations), class_="evidence")


def origin_html(citation: Citation, view: View) -> Html:
    """The title of the article, and below it where and when it was published."""
    where = " · ".join(part for part in (citation.source, date_text(citation.date, view.language)) if part)
    title = element("span", citation.title, class_="title", lang=language_code(citation.language))
    return element("span", title, element("span", where, class_="where"), class_="origin")


@lru_cache(4096)
def _spoken(text: str, default: str) -> str:
    """The language of a sentence, where it is one of the two. What is being written is drawn many times a second."""
    found = detect_language(text, default)
    return found if found in LANGUAGES else default


def _evidence(citation: Citation, position: int, view: View) -> Html:
    quote = one_line(citation.quote)
    if len(quote) > _SHOWN_OF_QUOTE:
        quote = quote[:_SHOWN_OF_QUOTE].rsplit(" ", 1)[0] + " …"
    shown = element("span", quote, class_="passage", lang=language_code(citation.language))
    told = element("span", CONTRADICTED[view.language], class_="unsupported") if citation.contradicts else None
    body = element("span", shown, told, origin_html(citation, view), class_="origin")
    number = element("span", str(citation.marker), class_="number")
    return element("li", view.button(number, body, citation=position, class_="source"))


def _notes(statement: Statement, said: Said, view: View) -> Iterator[Html]:
    """What `rag.render.statement_text` says in a terminal."""
    labels = [quoted_in_text(citation.language, said.asked, view.language) for citation in statement.citations]
    yield from (element("span", label, class_="note") for label in dict.fromkeys(labels) if label)
    told = [_verdict(statement, view)] if statement.verdict != "supported" or said.judged else []
    if statement.citations and statement.verdict != "supported" and statement.citations[0].missing:
        told.append(MISSING[view.language].format(", ".join(statement.citations[0].missing)))
    if statement.unknown:
        told.append(UNKNOWN_MARKERS[view.language].format(", ".join(statement.unknown)))
    bad = [citation.marker for citation in statement.citations if citation.verdict == "unsupported"]
    if bad and statement.verdict != "unsupported":
        told.append(NOT_BY[view.language].format("".join(f"[{marker}]" for marker in bad)))
    if told:
        worst = "unsupported" if statement.unknown or bad else statement.verdict
        yield element("span", " · ".join(told), class_=f"note {worst}")


def _verdict(statement: Statement, view: View) -> str:
    if statement.verdict == "unsupported" and not statement.citations:
        return view.texts.nowhere
    if statement.verdict != "supported" and any(citation.contradicts for citation in statement.citations):
        return CONTRADICTED[view.language]
    return verdict_text(statement.verdict, view.language)


def _before_last_word(text: str) -> tuple[str, str]:
    """Cuts before the last word, which keeps the number after it on its line. A very long word may break."""
    cut = text.rfind(" ") + 1
    return (text[:cut], text[cut:]) if len(text) - cut <= _LAST_WORD else (text, "")


def _chip(citation: Citation, position: int, view: View) -> Html:
    label = view.texts.read_citation.format(marker=citation.marker, title=citation.title)
    return view.button(str(citation.marker), citation=position, class_=f"chip {citation.verdict}", label=label)


def _tip(citation: Citation, view: View) -> Html:
    """The quotation, shown while its number is pointed at or has the focus. A screen reader gets it in the article."""
    quote = one_line(citation.quote)
    if len(quote) > _SHOWN_OF_QUOTE:
        quote = quote[:_SHOWN_OF_QUOTE].rsplit(" ", 1)[0] + " …"
    quoted = element("span", quote, class_="passage", lang=language_code(citation.language))
    return element("span", quoted, origin_html(citation, view), class_="tip", aria_hidden="true")
