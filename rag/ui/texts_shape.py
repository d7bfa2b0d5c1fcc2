"""What the page has to say in each language."""

from __future__ import annotations

from dataclasses import dataclass


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
    add_in_sources: str
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
    read_here: str
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
    ask_mode: str
    check_mode: str
    mode_label: str
    answerer_label: str
    answerer_model: str
    answerer_strict: str
    answerer_quotations: str
    tagline_model: str
    welcome_how_model: str
    paste: str
    check_welcome: str
    check_how: str
    pasted: str
    check: str
    nothing_stated: str
    nowhere: str
    check_stopped: str
    stop: str
    stopping: str
    found: str
    writing: str
    checking: str
    written_by: str
    supported: str
    french: str
    english: str
    months: str
    date: str
    decimal: str
