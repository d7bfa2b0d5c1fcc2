"""All that the page says, in French and in English, and how it writes dates and numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rag.messages import Language
from rag.types import Verdict


@dataclass(frozen=True, slots=True)
class Texts:
    """The strings of one language. A field that is missing in a language does not construct."""

    name: str
    tagline: str
    language_label: str
    new_conversation: str
    placeholder: str
    welcome: str
    welcome_how: str
    articles_one: str
    articles_many: str
    no_articles: str
    examples: str
    titles: str
    loading: str
    unpacking: str
    measuring: str
    searching: str
    question: str
    answer: str
    sources: str
    read_citation: str
    read_nearest: str
    article: str
    read_article: str
    close: str
    undated: str
    quoted_in_french: str
    quoted_in_english: str
    quoted_in_other: str
    weak: str
    unsupported: str
    considered_one: str
    considered_many: str
    seconds: str
    cut_before: str
    cut_after: str
    article_gone: str
    article_changed: str
    unexpected: str
    filters: str
    filter_languages: str
    filter_dates: str
    filter_sources: str
    filter_articles: str
    filter_all: str
    filter_clear: str
    filter_next: str
    filter_answer: str
    filter_refusal: str
    filter_since: str
    filter_until: str
    filter_between: str
    filter_many: str
    french: str
    english: str
    months: str
    date: str
    decimal: str


TEXTS: dict[Language, Texts] = {
    "fr": Texts(
        name="Français",
        tagline="Vos articles répondent, mot pour mot.",
        language_label="Langue de l’interface",
        new_conversation="Nouvelle conversation",
        placeholder="Posez une question, en français ou en anglais",
        welcome="Que voulez-vous savoir ?",
        welcome_how="Chaque phrase d’une réponse est une citation exacte. "
        "Cliquez sur son numéro pour la lire à sa place dans l’article.",
        articles_one="{count} article à interroger",
        articles_many="{count} articles à interroger",
        no_articles="L’index ne contient encore aucun article. Ajoutez-en avec : sourcier ingest DOSSIER",
        examples="Par exemple",
        titles="Parmi les articles",
        loading="Chargement du modèle de langue…",
        unpacking="Première utilisation : décompression du modèle de langue, une minute peut-être…",
        measuring="Première utilisation : mesure du calcul le plus rapide sur cette machine…",
        searching="Recherche dans les articles…",
        question="Votre question",
        answer="Réponse",
        sources="Sources",
        read_citation="Citation {marker} : {title}. Lire dans l’article",
        read_nearest="{title}. Lire dans l’article",
        article="Article cité",
        read_article="Texte de l’article",
        close="Fermer l’article",
        undated="sans date",
        quoted_in_french="cité en français",
        quoted_in_english="cité en anglais",
        quoted_in_other="cité en « {code} »",
        weak="appui faible",
        unsupported="non appuyé par la source",
        considered_one="{count} passage examiné",
        considered_many="{count} passages examinés",
        seconds="{seconds} s",
        cut_before="L’article est long : son début n’est pas affiché.",
        cut_after="L’article est long : sa fin n’est pas affichée.",
        article_gone="Cet article n’est plus dans l’index.",
        article_changed="L’article a changé depuis cette réponse : la citation n’y est plus à sa place.",
        unexpected="Une erreur interne s’est produite et a été consignée dans le journal du serveur. Réessayez.",
        filters="Filtres",
        filter_languages="Langues",
        filter_dates="Dates",
        filter_sources="Sources",
        filter_articles="Articles",
        filter_all="Tout",
        filter_clear="Effacer le filtre",
        filter_next="La prochaine question ne cherchera que dans : {parts}.",
        filter_answer="Cherché seulement dans : {parts}.",
        filter_refusal="Un filtre était actif ; seul ce qu’il laisse passer a été examiné : {parts}.",
        filter_since="à partir du {first}",
        filter_until="jusqu’au {last}",
        filter_between="du {first} au {last}",
        filter_many="{count} articles",
        french="français",
        english="anglais",
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        date="{day} {month} {year}",
        decimal=",",
    ),
    "en": Texts(
        name="English",
        tagline="Your articles answer, word for word.",
        language_label="Interface language",
        new_conversation="New conversation",
        placeholder="Ask a question, in English or in French",
        welcome="What would you like to know?",
        welcome_how="Every sentence of an answer is an exact quotation. "
        "Click its number to read it in its place in the article.",
        articles_one="{count} article to ask",
        articles_many="{count} articles to ask",
        no_articles="The index holds no article yet. Add some with: sourcier ingest FOLDER",
        examples="For example",
        titles="Among the articles",
        loading="Loading the language model…",
        unpacking="First use: unpacking the language model, perhaps a minute…",
        measuring="First use: measuring the fastest way to compute on this machine…",
        searching="Searching the articles…",
        question="Your question",
        answer="Answer",
        sources="Sources",
        read_citation="Citation {marker}: {title}. Read in the article",
        read_nearest="{title}. Read in the article",
        article="Quoted article",
        read_article="Text of the article",
        close="Close the article",
        undated="undated",
        quoted_in_french="quoted in French",
        quoted_in_english="quoted in English",
        quoted_in_other="quoted in “{code}”",
        weak="weak support",
        unsupported="not supported by the source",
        considered_one="{count} passage considered",
        considered_many="{count} passages considered",
        seconds="{seconds} s",
        cut_before="The article is long: its beginning is not shown.",
        cut_after="The article is long: its end is not shown.",
        article_gone="This article is no longer in the index.",
        article_changed="The article has changed since this answer: the quotation is no longer in its place.",
        unexpected="Something went wrong inside and was written to the server’s log. Try again.",
        filters="Filters",
        filter_languages="Languages",
        filter_dates="Dates",
        filter_sources="Sources",
        filter_articles="Articles",
        filter_all="All",
        filter_clear="Clear the filter",
        filter_next="The next question will search only in: {parts}.",
        filter_answer="Searched only in: {parts}.",
        filter_refusal="A filter was set; only what it lets through was searched: {parts}.",
        filter_since="from {first} on",
        filter_until="until {last}",
        filter_between="{first} to {last}",
        filter_many="{count} articles",
        french="French",
        english="English",
        months="January February March April May June July August September October November December",
        date="{day} {month} {year}",
        decimal=".",
    ),
}


def date_text(date: dt.date | None, language: Language) -> str:
    """« 30 avril 2025 », “30 April 2025”; the first of a month is « 1er » in French."""
    texts = TEXTS[language]
    if date is None:
        return texts.undated
    day = "1er" if language == "fr" and date.day == 1 else str(date.day)
    return texts.date.format(day=day, month=texts.months.split()[date.month - 1], year=date.year)


def count_text(one: str, many: str, count: int, language: Language) -> str:
    """A count with its noun. French says zero in the singular, English in the plural."""
    singular = count in {0, 1} if language == "fr" else count == 1
    grouped = f"{count:,}".replace(",", "\u202f" if language == "fr" else ",")
    return (one if singular else many).format(count=grouped)


def seconds_text(milliseconds: float, language: Language) -> str:
    """A duration in seconds, to a tenth; below that, to a hundredth."""
    seconds = milliseconds / 1000
    number = f"{seconds:.1f}" if seconds >= 0.1 else f"{seconds:.2f}"
    texts = TEXTS[language]
    return texts.seconds.format(seconds=number.replace(".", texts.decimal))


def quoted_in_text(quoted: str, asked: str, language: Language) -> str:
    """The label of a quotation in another language than the question; "" where it needs none."""
    texts = TEXTS[language]
    if quoted in {asked, "und"}:
        return ""
    return {"fr": texts.quoted_in_french, "en": texts.quoted_in_english}.get(
        quoted, texts.quoted_in_other.format(code=quoted)
    )


def verdict_text(verdict: Verdict, language: Language) -> str:
    """What is said of a citation that does not fully support its sentence; "" for one that does."""
    texts = TEXTS[language]
    return {"supported": "", "weak": texts.weak, "unsupported": texts.unsupported}[verdict]
