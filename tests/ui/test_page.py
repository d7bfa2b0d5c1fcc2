"""The page's logic, drawn without a browser over the real index and model."""

from __future__ import annotations

import datetime as dt
import html
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rag.indexing import IngestRequest, ingest, remove
from rag.ports import Embedder
from rag.service import Service
from rag.settings import load_settings
from rag.types import Answer, Filter
from rag.ui import frame
from rag.ui.chat.state import Place
from rag.ui.texts import TEXTS
from tests.ui.drawn import PAGE, Start, conversation, drawn_until, go, shown

QUESTION = "Où et quand Stability AI a-t-elle été fondée ?"


def test_a_question_is_answered_and_its_citation_opens(start: Start, shipped: Service) -> None:
    app = start(shipped)
    assert "12 articles à interroger" in shown(app)
    app.chat_input[0].set_value(QUESTION).run()
    assert 'class="answer"' in shown(app)
    assert 'class="welcome"' not in shown(app)
    conversation(app).open(Place(0, 0))
    app.run()
    quoted = conversation(app).exchanges[0].citations[0]
    assert f"<mark>{quoted.quote}</mark>" in shown(app)
    app.button[0].click().run()
    assert conversation(app).exchanges == []
    assert "<mark>" not in shown(app)
    assert 'class="welcome"' in shown(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("locale", "turns", "searched"),
    [
        (
            "fr-FR",
            ("Où Stability AI a-t-elle été fondée ?", "Et par qui ?"),
            "Par qui Stability AI a-t-elle été fondée",
        ),
        ("en-US", ("Who runs Groq?", "And Databricks?"), "Who runs Databricks?"),
    ],
)
def test_a_follow_up_is_understood_from_the_conversation_until_a_new_one_begins(
    start: Start, shipped: Service, locale: str, turns: tuple[str, str], searched: str
) -> None:
    label = {"fr-FR": "Recherché\u00a0:", "en-US": "Searched for:"}[locale]
    app = start(shipped, locale=locale)
    app.chat_input[0].set_value(turns[0]).run()
    assert 'class="searched"' not in shown(app)
    app.chat_input[0].set_value(turns[1]).run()
    outcome = conversation(app).exchanges[1].outcome
    assert isinstance(outcome, Answer)
    assert outcome.question == turns[1]
    assert searched in outcome.searched
    assert f"{label} {html.escape(outcome.searched)}" in shown(app)
    app.button[0].click().run()
    app.chat_input[0].set_value(turns[1]).run()
    assert 'class="searched"' not in shown(app)
    assert not app.exception


def filtered(app: AppTest, label: str) -> Any:
    """A widget of the filter."""
    widgets: list[Any] = [*app.sidebar.multiselect, *app.sidebar.date_input]
    return next(widget for widget in widgets if widget.label == label)


def test_a_filter_holds_for_the_questions_asked_from_then_on_and_is_cleared_in_one_click(
    start: Start, shipped: Service
) -> None:
    app = start(shipped, locale="en-US")
    app.chat_input[0].set_value(QUESTION).run()
    filtered(app, "Languages").set_value(["en"]).run()
    filtered(app, "Dates").set_value((dt.date(2025, 5, 1), dt.date(2025, 5, 31))).run()
    assert "The next question will search only in: English · 1 May 2025 to 31 May 2025." in shown(app)
    app.chat_input[0].set_value(QUESTION).run()
    open_question, closed_question = conversation(app).exchanges
    where = Filter(languages=("en",), date_from=dt.date(2025, 5, 1), date_to=dt.date(2025, 5, 31))
    assert (open_question.where, closed_question.where) == (Filter(), where)
    assert isinstance(closed_question.outcome, Answer)
    assert {hit.passage.language for hit in closed_question.outcome.hits} <= {"en"}
    assert "A filter was set; only what it lets through was searched: English" in shown(app)
    app.sidebar.button[0].click().run()
    assert "The next question will search only in" not in shown(app)
    assert filtered(app, "Languages").value == []
    assert "only what it lets through was searched: English" in shown(app), "what was asked under it still says so"
    app.chat_input[0].set_value(QUESTION).run()
    assert conversation(app).exchanges[2].where == Filter()
    assert not app.exception


def test_an_answer_says_what_it_was_searched_in(start: Start, shipped: Service) -> None:
    app = start(shipped)
    document = "stability-ai-naissance.md"
    filtered(app, "Articles").set_value([document]).run()
    title = html.escape(next(info.title for info in shipped.open(lambda _: None).documents() if info.id == document))
    app.chat_input[0].set_value(QUESTION).run()
    assert 'class="answer"' in shown(app)
    assert f"Cherché seulement dans : {title}." in shown(app)
    app.button_group[0].set_value("en").run()
    assert f"Searched only in: {title}." in shown(app)
    assert filtered(app, "Articles").value == [document], "the filter survives another language"
    app.button[0].click().run()
    assert filtered(app, "Articles").value == [document], "and a new conversation"


def test_what_has_left_the_index_leaves_the_filter(
    start: Start, shipped_index: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = load_settings(index=shutil.copytree(shipped_index, tmp_path / "index"))
    app = start(Service(settings, embedder))
    kept, gone = "stability-ai-naissance.md", "meta-reality-labs.md"
    filtered(app, "Articles").set_value([kept, gone]).run()
    remove(settings, [gone])
    app.run()
    assert filtered(app, "Articles").value == [kept]
    app.chat_input[0].set_value(QUESTION).run()
    assert conversation(app).exchanges[0].where == Filter(documents=(kept,))
    assert not app.exception


@pytest.mark.parametrize("question", ["?!", "\x00\x07", "x" * 20_000])
def test_a_question_that_cannot_be_asked_gets_a_sentence_and_the_next_an_answer(
    start: Start, shipped: Service, question: str
) -> None:
    app = start(shipped, locale="en-US")
    app.chat_input[0].set_value(question).run()
    assert 'role="alert">The question' in shown(app)
    app.chat_input[0].set_value("Where was Stability AI founded?").run()
    assert 'class="answer"' in shown(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("locale", "query", "tagline"),
    [
        ("fr-CA", {}, TEXTS["fr"].tagline),
        ("en-GB", {}, TEXTS["en"].tagline),
        ("de-DE", {}, TEXTS["en"].tagline),
        ("fr-FR", {"lang": "en"}, TEXTS["en"].tagline),
        ("fr-FR", {"lang": "<b>"}, TEXTS["fr"].tagline),
    ],
)
def test_the_interface_speaks_the_readers_language(
    start: Start, shipped: Service, locale: str, query: dict[str, str], tagline: str
) -> None:
    assert tagline in shown(start(shipped, locale=locale, **query))


def test_the_language_can_be_switched_and_the_address_keeps_it(start: Start, shipped: Service) -> None:
    app = start(shipped)
    app.button_group[0].set_value("en").run()
    assert TEXTS["en"].welcome in shown(app)
    assert "en" in app.query_params["lang"]


def test_the_setting_goes_before_the_browser(start: Start, tmp_path: Path) -> None:
    app = start(Service(load_settings(index=tmp_path, language="en")))
    assert TEXTS["en"].tagline in shown(app)


def test_without_an_index_the_page_says_how_to_make_one(start: Start, tmp_path: Path) -> None:
    app = start(Service(load_settings(index=tmp_path / "none")))
    assert f"sourcier ingest DOSSIER --index {tmp_path / 'none'}" in shown(app)
    assert TEXTS["fr"].add_in_sources in shown(app)
    assert not app.exception


def test_a_wrong_setting_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_TOP_K", "many")
    app = AppTest.from_file(PAGE, default_timeout=60).run()
    assert "The setting top_k cannot be" in shown(app)
    assert not app.exception


def test_an_internal_failure_is_one_sentence_and_a_line_in_the_log(
    start: Start, shipped: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        settings = shipped.settings
        is_loaded = True

        def open(self, notify: object) -> None:
            raise ZeroDivisionError("a secret of the machine")

    with caplog.at_level(logging.ERROR):
        app = start(Broken())
    assert TEXTS["fr"].unexpected in shown(app)
    assert "secret" not in shown(app)
    assert "ZeroDivisionError" in caplog.text
    assert not app.exception


def test_a_click_on_what_has_just_gone_is_told_to_nobody() -> None:
    told: list[str] = []
    frame.listener("exchange-0-0", "opened", told.append)()
    assert told == []


def test_an_index_that_was_changed_is_opened_again(
    start: Start, shipped_index: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = load_settings(index=shutil.copytree(shipped_index, tmp_path / "index"))
    shared = Service(settings, embedder)
    app = start(shared)
    assert "12 articles" in shown(app)
    article = tmp_path / "nouveau.md"
    article.write_text("---\ntitle: Nouveau\n---\n\nLe phare de Cordouan date de 1611.\n", encoding="utf-8")
    ingest(settings, embedder, IngestRequest([article]))
    assert "13 articles" in shown(app.run())
    shutil.rmtree(settings.index)
    assert "sourcier ingest DOSSIER" in shown(app.run())


def test_first_questions_come_from_the_articles_as_soon_as_they_are_found(
    start: Start, embedder: Embedder, tmp_path: Path
) -> None:
    article = tmp_path / "maire.md"
    article.write_text("# La ville\n\nClaire Fontanel est maire de Valmorin depuis 2014.\n", encoding="utf-8")
    settings = load_settings(index=tmp_path / "index")
    ingest(settings, embedder, IngestRequest([article]))
    app = start(Service(settings, embedder))
    assert "La ville" in shown(app), "until then, what the articles are called"
    drawn_until(app, lambda: "Qui est Claire Fontanel\u202f?" in shown(app))
    assert not app.exception


def test_a_filter_is_still_set_after_a_look_at_another_page(start: Start, shipped: Service) -> None:
    app = start(shipped, locale="en-US")
    filtered(app, "Languages").set_value(["en"]).run()
    filtered(app, "Dates").set_value((dt.date(2025, 5, 1), dt.date(2025, 5, 31))).run()
    told = "The next question will search only in: English · 1 May 2025 to 31 May 2025."
    assert told in shown(app)
    go(app, "sources")
    assert told not in shown(app)
    go(app, "")
    assert told in shown(app)
    assert filtered(app, "Languages").value == ["en"]
    app.chat_input[0].set_value(QUESTION).run()
    where = conversation(app).exchanges[0].where
    assert (where.languages, where.date_from, where.date_to) == (("en",), dt.date(2025, 5, 1), dt.date(2025, 5, 31))
    assert not app.exception
