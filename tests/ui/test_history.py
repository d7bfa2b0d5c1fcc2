"""Conversations in the page: kept, listed, resumed, rated, deleted; drawn without a browser."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from rag.errors import QuestionError
from rag.history.values import Summary
from rag.messages import LANGUAGES, Language
from rag.ports import Embedder, Stop
from rag.service import Service
from rag.settings import load_settings
from rag.types import Answer, Statement
from rag.ui.chat import keeping, manage_view
from rag.ui.chat.history_texts import HISTORY
from rag.ui.chat.history_view import list_html
from rag.ui.chat.state import Conversation, Exchange, Kept, Place
from rag.ui.chat.turn_actions import actions_html, references
from rag.ui.chat.work import Checked, Work
from tests.ui.drawn import PAGE, Start, conversation, shown
from tests.ui.samples import HOSTILE, answer, citation
from tests.ui.test_markup import Reader

QUESTION = "Où et quand Stability AI a-t-elle été fondée ?"
NOW = dt.datetime(2026, 11, 26, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def shared(shipped_index: Path, embedder: Embedder, tmp_path: Path) -> Service:
    """A service that keeps conversations of its own."""
    return Service(load_settings(index=shipped_index, data=tmp_path / "data"), embedder)


def owner(app: AppTest) -> str:
    return f"browser:{app.session_state['reader-token']}"


def again(app: AppTest, **query: str) -> AppTest:
    """The same browser with a new session, as after a reload."""
    fresh = AppTest.from_file(PAGE, default_timeout=120)
    fresh.context = {"locale": "fr-FR"}
    fresh.session_state["reader-token"] = app.session_state["reader-token"]
    for name, value in query.items():
        fresh.query_params[name] = value
    return fresh.run()


def address(app: AppTest) -> str | None:
    """The conversation that the address of the page names."""
    value: str | list[str] | None = app.query_params.get("c")
    return value[0] if isinstance(value, list) else value


def managed(app: AppTest, conversation: str) -> None:
    """Draws the page with the dialog. AppTest draws it whole each time, where a browser draws the dialog alone."""
    app.session_state["conversation-managed"] = conversation
    app.run()


def listed(app: AppTest) -> list[str]:
    return [html.unescape(name) for name in re.findall(r'class="name"[^>]*>([^<]*)<', shown(app))]


def test_an_answer_is_kept_and_found_again_by_the_address(start: Start, shared: Service) -> None:
    app = start(shared)
    assert address(app) is None
    assert not shared.history.path.exists()
    app.chat_input[0].set_value(QUESTION).run()
    identity = conversation(app).id
    assert identity is not None
    assert address(app) == identity
    assert listed(app) == [QUESTION]
    (kept,) = shared.history.exchanges(owner(app), identity)
    before = conversation(app).exchanges[0]
    assert (kept.question, kept.answer) == (QUESTION, before.outcome)
    later = again(app, c=identity)
    assert conversation(later).exchanges == [replace(before, kept=Kept(0))]
    assert html.escape(QUESTION) in shown(later)
    later.chat_input[0].set_value("Et par qui ?").run()
    outcome = conversation(later).exchanges[1].outcome
    assert isinstance(outcome, Answer)
    assert "Stability AI" in outcome.searched, "a follow-up is understood from what was resumed"
    assert [one.question for one in shared.history.exchanges(owner(app), identity)] == [QUESTION, "Et par qui ?"]
    assert listed(later) == [QUESTION]
    assert not later.exception


def test_what_is_resumed_looks_as_it_did(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    before = re.findall(r'<section class="answer".*?</section>', shown(app), re.S)
    later = again(app, c=str(conversation(app).id))
    assert re.findall(r'<section class="answer".*?</section>', shown(later), re.S) == before != []
    conversation(later).open(Place(0, 0))
    later.run()
    assert f"<mark>{conversation(later).exchanges[0].citations[0].quote}</mark>" in shown(later)


def test_the_address_of_another_readers_conversation_opens_nothing(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    other = start(shared, c=str(conversation(app).id))
    assert owner(other) != owner(app)
    assert conversation(other).exchanges == []
    assert address(other) is None
    assert 'class="welcome"' in shown(other)
    assert listed(other) == []
    unknown = start(shared, c="unknown")
    assert re.sub(r"reader-\S+", "", shown(unknown)) == re.sub(r"reader-\S+", "", shown(other))


def test_an_error_is_no_part_of_a_conversation(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value("?!").run()
    assert conversation(app).id is None
    assert not shared.history.path.exists()
    app.chat_input[0].set_value(QUESTION).run()
    assert [exchange.kept for exchange in conversation(app).exchanges] == [None, Kept(0)]
    assert listed(app) == [QUESTION]


def test_a_new_conversation_leaves_the_other_in_the_list(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    first = str(conversation(app).id)
    app.button[0].click().run()
    assert address(app) is None
    app.chat_input[0].set_value("Who runs Groq?").run()
    assert listed(app) == ["Who runs Groq?", QUESTION]
    app.sidebar.text_input[0].set_value("STABILITY fondee").run()
    assert listed(app) == [QUESTION]
    app.sidebar.text_input[0].set_value("Mongolie").run()
    assert listed(app) == []
    assert HISTORY["fr"].nothing_found in shown(app)
    app.session_state["conversation-wanted"] = first
    app.run()
    assert [exchange.question for exchange in conversation(app).exchanges] == [QUESTION]
    assert address(app) == first


def test_a_conversation_is_renamed_exported_and_deleted_in_a_dialog_and_restored(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    identity = str(conversation(app).id)
    managed(app, identity)
    next(field for field in app.text_input if field.label == "Nom").set_value("  Londres ")
    next(button for button in app.button if button.label == "Renommer").click()
    managed(app, identity)
    assert listed(app) == ["Londres"]
    managed(app, identity)
    downloads: list[Any] = list(app.get("download_button"))
    assert [button.label for button in downloads] == ["Markdown", "HTML", "JSON"]
    next(button for button in app.button if button.label == HISTORY["fr"].delete).click()
    managed(app, identity)
    assert listed(app) == []
    assert conversation(app).exchanges == []
    assert address(app) is None
    assert "«\u00a0Londres\u00a0» est supprimée." in shown(app)
    assert conversation(again(app, c=identity)).exchanges == []
    shared.history.restore(owner(app), identity)
    assert listed(app.run()) == ["Londres"]
    assert not app.exception


def test_a_rating_is_kept_with_its_comment(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    identity = str(conversation(app).id)
    shared.history.rate(owner(app), identity, 0, "down", "Trop court.")
    later = again(app, c=identity)
    assert conversation(later).exchanges[0].kept == Kept(0, "down", "Trop court.")
    (field,) = (one for one in later.main.text_input if one.label == HISTORY["fr"].comment_down)
    assert field.value == "Trop court."
    field.set_value("Bien trop court.").run()
    (rated,) = shared.history.rated(owner(app))
    assert (rated.conversation, rated.position, rated.exchange.comment) == (identity, 0, "Bien trop court.")
    assert HISTORY["fr"].commented in shown(later)


def test_where_nothing_can_be_kept_the_chat_answers_and_says_so(
    start: Start, shipped_index: Path, embedder: Embedder, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.write_text("a file where a folder should be")
    app = start(Service(load_settings(index=shipped_index, data=data), embedder))
    app.chat_input[0].set_value(QUESTION).run()
    assert 'class="answer"' in shown(app)
    assert "Les conversations ne peuvent pas être conservées" in shown(app)
    assert 'data-value="up"' not in shown(app), "what is not kept cannot be rated"
    data.unlink()
    app.run()
    assert "ne peuvent pas être conservées" not in shown(app)
    assert listed(app) == [QUESTION]
    assert not app.exception


def test_a_damaged_file_is_a_sentence_beside_a_chat_that_answers(start: Start, shared: Service) -> None:
    shared.history.path.parent.mkdir()
    shared.history.path.write_bytes(b"no database" * 100)
    app = start(shared, c="x")
    app.chat_input[0].set_value(QUESTION).run()
    assert 'class="answer"' in shown(app)
    assert "abîmé" in shown(app)
    assert shared.history.path.read_bytes() == b"no database" * 100
    assert not app.exception


def test_what_was_deleted_in_another_window_is_kept_anew_when_it_goes_on(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    first = str(conversation(app).id)
    shared.history.delete(owner(app), first)
    app.chat_input[0].set_value("Et par qui ?").run()
    second = str(conversation(app).id)
    assert second != first
    assert len(shared.history.exchanges(owner(app), second)) == 2
    assert address(app) == second


def test_what_is_on_its_way_is_kept_with_the_conversation_that_asked(start: Start, shared: Service) -> None:
    app = start(shared)
    app.chat_input[0].set_value(QUESTION).run()
    before = conversation(app)

    def until_stopped(stop: Stop) -> Iterator[Answer]:
        while not stop():
            time.sleep(0.001)
        yield answer(Statement("As far as it came.", ()))

    before.ask("Who runs Groq?", manner="model")
    before.ask("And Databricks?", manner="model")
    work = before.begin(Work(until_stopped))
    app.run()
    app.button[0].click().run()
    assert conversation(app) is not before
    assert work.wait(30)
    app.run()
    kept = shared.history.exchanges(owner(app), str(before.id))
    assert [one.question for one in kept] == [QUESTION, "Who runs Groq?"]
    assert kept[1].answer == answer(Statement("As far as it came.", ()))
    assert conversation(app).exchanges == []


# what goes to and fro


@pytest.mark.parametrize(
    "exchange",
    [
        Exchange("Qui ?", answer(Statement("x", (citation(),)))),
        Exchange("Un texte.", Checked((Statement("x", (citation(),)),), stopped=True)),
        Exchange("Rien.", Checked(())),
    ],
)
def test_an_exchange_that_is_kept_is_resumed_as_it_was(exchange: Exchange) -> None:
    kept = keeping.to_keep(exchange)
    assert kept is not None
    assert keeping.resumed(kept, 3) == replace(exchange, kept=Kept(3))


@pytest.mark.parametrize("outcome", [None, QuestionError("question_empty")])
def test_an_error_is_not_kept(outcome: QuestionError | None) -> None:
    assert keeping.to_keep(Exchange("?", outcome)) is None


def test_leaving_stops_what_goes_on_and_forgets_what_has_not_begun() -> None:
    conversation = Conversation()
    conversation.ask("one")
    conversation.leave()
    assert conversation.pending == []


# the list and the buttons


def summary(name: str, ago: dt.timedelta, identity: str = "c1") -> Summary:
    return Summary(identity, name, NOW - ago, NOW - ago, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_conversations_are_grouped_by_the_readers_days(language: Language) -> None:
    texts = HISTORY[language]
    hours = [("A", 0.25), ("B", 1), ("C", 30), ("D", 24 * 8)]
    found = [summary(name, dt.timedelta(hours=ago), name) for name, ago in hours]
    read = Reader(list_html(found, "B", (NOW, ZoneInfo("Europe/Paris")), language))
    order = [read.text.index(part) for part in (texts.today, "A", "B⋯", texts.week, "C⋯", texts.earlier, "D⋯")]
    assert order == sorted(order)
    utc = Reader(list_html(found, None, (NOW, dt.UTC), language))
    assert utc.text.index(texts.week) < utc.text.index("B⋯"), "half an hour after midnight in London, not in Paris"
    current = [a for a in read.attributes if a.get("aria-current")]
    assert [a["data-value"] for a in current] == ["B"]


def test_the_hundred_latest_are_listed() -> None:
    found = [summary(str(n), dt.timedelta(0), str(n)) for n in range(101)]
    read = Reader(list_html(found, None, (NOW, dt.UTC), "fr"))
    assert sum(a.get("data-event") == "resumed" for a in read.attributes) == 100
    assert "Les 100 plus récentes" in read.text


@pytest.mark.parametrize("text", HOSTILE)
def test_names_questions_and_articles_stay_text(text: str) -> None:
    read = Reader(list_html([summary(text, dt.timedelta(0))], None, (NOW, dt.UTC), "fr"))
    assert text in read.text
    exchange = Exchange(text, answer(Statement(text, (citation(text, title=text, url=text),))), kept=Kept(0))
    (copied,) = references(exchange, 2, "fr").values()
    assert copied.count(text) >= 2
    buttons = Reader(actions_html(exchange, copied, "fr"))
    assert [a["data-copy"] for a in buttons.attributes if "data-copy" in a] == [copied]


def test_references_go_by_the_places_of_the_citations() -> None:
    first, second = citation(), citation("Il vise ChatGPT.", marker=2)
    exchange = Exchange("Qui ?", answer(Statement("a", (first,)), Statement("b", (second, first))))
    found = references(exchange, 4, "en")
    assert list(found) == ["4.0", "4.1"]
    assert found["4.1"] == "[2] Une nouvelle application, Le Quotidien, 30 April 2025. “Il vise ChatGPT.”"
    assert references(Exchange("?", None), 0, "en") == {}


def test_only_what_is_kept_can_be_rated() -> None:
    exchange = Exchange("Qui ?", answer(Statement("a", (citation(),))))
    assert 'data-event="rated"' not in actions_html(exchange, "x", "fr")
    assert actions_html(replace(exchange, kept=Kept(0)), "x", "fr").count('data-event="rated"') == 2


def test_nothing_is_undone_where_nothing_was_deleted() -> None:
    assert manage_view.undo_html("fr") is None
