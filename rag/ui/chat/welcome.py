"""What stands on the page before the first question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.messages import Language
from rag.types import DocumentInfo
from rag.ui.chat.work import MOST_PASTED
from rag.ui.markup import Html, alert, element, language_code
from rag.ui.texts import TEXTS, count_text, number_text

_TITLES = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A question that one article answers; it is offered only where that article is indexed."""

    document: str
    question: dict[Language, str]


EXAMPLES = (
    Example(
        "stability-ai-naissance.md",
        {"fr": "Où et quand Stability AI a-t-elle été fondée ?", "en": "Where and when was Stability AI founded?"},
    ),
    Example(
        "meta-resultats-investissements.md",
        {"fr": "Combien Meta prévoit-elle d’investir en 2025 ?", "en": "How much does Meta plan to invest in 2025?"},
    ),
    Example(
        "open-models-ecosystem.md",
        {
            "fr": "Pourquoi les modèles ouverts vont-ils gagner, selon Jonathan Ross ?",
            "en": "Why will open models win, according to Jonathan Ross?",
        },
    ),
)


def wordmark_html(language: Language, *, writes: bool = False) -> Html:
    """The name of the product and what it does. `writes`: a chat model answers."""
    texts = TEXTS[language]
    tagline = element("small", texts.tagline_model if writes else texts.tagline)
    return element("div", "Sourcier", tagline, class_="wordmark", role="heading", aria_level="1")


def examples(documents: Sequence[DocumentInfo], language: Language) -> list[str]:
    """The questions that were written for articles, of those that are indexed."""
    known = {document.id for document in documents}
    return [example.question[language] for example in EXAMPLES if example.document in known]


def welcome_html(
    documents: Sequence[DocumentInfo], questions: Sequence[str], language: Language, *, writes: bool = False
) -> Html:
    """How many articles there are, how answers are to be read, and questions to begin with, or titles without any."""
    texts = TEXTS[language]
    if not documents:
        return element("div", alert(texts.no_articles), class_="welcome")
    count = count_text(texts.articles_one, texts.articles_many, len(documents), language)
    begin = _examples(questions, language) if questions else _titles(documents, language)
    return element(
        "div",
        element("h2", texts.welcome),
        element("p", f"{count}. {texts.welcome_how_model if writes else texts.welcome_how}"),
        *begin,
        class_="welcome",
    )


def check_html(language: Language, *, first: bool) -> Html:
    """What can be pasted, and what will come of it. `first`: nothing has been asked yet."""
    texts = TEXTS[language]
    how = element("p", texts.check_how.format(limit=number_text(MOST_PASTED, language)), class_="hint")
    return element("div", element("h2", texts.check_welcome), how, class_="welcome") if first else how


def _examples(questions: Sequence[str], language: Language) -> list[Html]:
    buttons = [
        element("button", question, type="button", class_="example", data_event="asked", data_value=question)
        for question in questions
    ]
    return [element("h3", TEXTS[language].examples), element("ul", *(element("li", button) for button in buttons))]


def _titles(documents: Sequence[DocumentInfo], language: Language) -> list[Html]:
    """Where no question is known that the articles answer: what they are called is."""
    titles = [element("li", d.title, lang=language_code(d.language)) for d in documents[:_TITLES]]
    return [element("h3", TEXTS[language].titles), element("ul", *titles)]
