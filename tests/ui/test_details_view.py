"""What unfolds below an answer, what its verdicts mean, and the quotation that a number shows."""

from __future__ import annotations

import dataclasses

import pytest

from rag.messages import LANGUAGES, Language
from rag.types import DocumentInfo, Hit, Passage, Statement
from rag.ui.chat.answer_view import exchange_html
from rag.ui.chat.details_texts import DETAILS
from rag.ui.chat.details_view import details_html, meanings_html
from rag.ui.chat.state import Exchange
from rag.ui.chat.statement_view import View
from tests.ui.samples import HOSTILE, answer, citation
from tests.ui.test_markup import Reader

VIEWS = [View(language, 0) for language in LANGUAGES]


def hit(text: str = "Il est personnel.", *, title: str = "Une application", read: bool = True) -> Hit:
    info = DocumentInfo("meta.md", title, "fr", None, "Le Quotidien", "", "/a/meta.md", 100, 1)
    return Hit(Passage("meta.md", 10, 10 + len(text), text, "fr"), info, 0.874, read=read)


@pytest.mark.parametrize("view", VIEWS)
def test_it_says_what_was_searched_how_long_each_step_took_and_what_was_considered(view: View) -> None:
    told = DETAILS[view.language]
    timings = {"rewrite": 0.2, "retrieve": 121.0, "answer": 30.0, "verify": 1.0, "total": 152.5}
    outcome = answer(hits=(hit(), hit("Il vise ChatGPT.", read=False)), timings_ms=timings, searched="Qui donc ?")
    markup = details_html(outcome, 3, view)
    read = Reader(markup)
    assert markup.index("<summary>") < markup.index("Qui donc ?")
    for name in ("rewrite", "retrieve", "answer", "verify"):
        assert told.step(name).partition(" {")[0] in read.text
    assert {"fr": "87\u00a0%", "en": "87%"}[view.language] in read.text
    assert read.text.count(told.unread) == 1
    places = [a["data-value"] for a in read.attributes if a.get("class") == "source"]
    assert places == ["0.3", "0.4"], "after what was cited"


def test_each_passage_that_is_offered_opens_where_it_stands() -> None:
    quoted = citation()
    outcome = answer(Statement(quoted.quote, (quoted,)), hits=(hit(), hit("Il vise ChatGPT.")))
    exchange = Exchange("Qui ?", outcome)
    read = Reader(exchange_html(exchange, View("fr", 2)))
    sources = [a for a in read.attributes if a.get("class") == "source"]
    opened = [exchange.citations[int(str(a["data-value"]).partition(".")[2])] for a in sources]
    assert [(c.start, c.quote) for c in opened[1:]] == [(h.passage.start, h.passage.text) for h in outcome.hits]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_articles_say_stays_text(text: str) -> None:
    quoted = citation(text)
    outcome = answer(Statement(text, (quoted,)), hits=(hit(text, title=text),), searched=text)
    assert Reader(exchange_html(Exchange("Qui ?", outcome), View("en", 0))).text.count(text) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_that_is_no_plain_support_is_explained_once(language: Language) -> None:
    told, view = DETAILS[language], View(language, 0)
    weak, against = citation(verdict="weak"), citation(verdict="unsupported", contradicts=True)
    statements = [
        Statement("A.", (weak,), "weak"),
        Statement("B.", (weak,), "weak"),
        Statement("C.", (against,), "unsupported"),
        Statement("D.", (), "unsupported"),
        Statement("E.", (dataclasses.replace(against, contradicts=False),), "unsupported"),
    ]
    markup = meanings_html(statements, view)
    assert markup is not None
    for meaning in (told.means_weak, told.means_contradicted, told.means_nowhere, told.means_unsupported):
        assert Reader(markup).text.count(meaning) == 1
    assert meanings_html([Statement("F.", (citation(),))], view) is None


def test_a_number_shows_its_quotation_to_whoever_points_at_it() -> None:
    long = "Il est personnel. " * 60
    outcome = answer(Statement("Oui.", (citation(long),)))
    markup = exchange_html(Exchange("Qui ?", outcome), View("fr", 0))
    tip = markup.partition('class="tip"')[2].partition("</span></span></span>")[0]
    assert "Il est personnel. Il est personnel." in tip
    assert "Une nouvelle application" in tip
    assert " …" in tip
    assert len(tip) < 900
