"""The page's logic with a chat model behind a real server, and with texts that are pasted; drawn without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rag.messages import Language
from rag.ports import Embedder
from rag.service import Service
from rag.settings import load_settings
from rag.types import Answer
from rag.ui.chat.work import MOST_PASTED, Checked
from rag.ui.texts import TEXTS
from tests.llm.servers import Server, answers
from tests.ui.drawn import Start, answered, conversation, drawn_until, shown
from tests.ui.gate import Gate

QUESTION = "Où Stability AI a-t-elle été fondée ?"
TRUE, FALSE = "Stability AI a été fondée à Londres en 2020. ", "Elle a été fondée à Paris en 2012. "


@pytest.fixture(scope="module")
def writing(shipped_index: Path, embedder: Embedder, chat_server: Server) -> Service:
    """The service with the chat model of `chat_server`. Its name is Markdown."""
    return Service(load_settings(index=shipped_index, model="openai:*m*:1:", model_url=chat_server.url), embedder)


def outcome(app: AppTest) -> Answer:
    """What has come of the last question."""
    found = conversation(app).exchanges[-1].outcome
    assert isinstance(found, Answer)
    return found


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def check_mode(app: AppTest) -> None:
    app.button_group[1].set_value("check").run()


def test_an_answer_is_shown_while_it_is_written(start: Start, writing: Service, gate: Gate) -> None:
    app = start(writing)
    gate.say("Stability AI a été")
    app.chat_input[0].set_value(QUESTION).run()
    drawn_until(app, lambda: "Stability AI a été</span>" in shown(app))
    assert 'class="chip' not in shown(app)
    gate.say(" fondée à Londres en 2020. Elle")
    drawn_until(app, lambda: 'class="chip supported"' in shown(app))
    assert 'class="words" aria-hidden="true">Elle</span>' in shown(app)
    assert conversation(app).exchanges == []
    gate.say(" a été fondée à Paris en 2012.")
    gate.end()
    answered(app)
    assert [s.verdict for s in outcome(app).statements] == ["supported", "unsupported"]
    assert "écrit par openai:*m*:1:" in shown(app)
    assert not [one for one in app.button if one.label == "Arrêter"]
    assert not app.exception


def test_what_is_being_written_survives_another_language_and_another_question(
    start: Start, writing: Service, gate: Gate, chat_server: Server
) -> None:
    asked = len(chat_server.asked)
    app = start(writing)
    gate.say(TRUE, "Elle")
    app.chat_input[0].set_value(QUESTION).run()
    drawn_until(app, lambda: 'class="chip supported"' in shown(app))
    app.button_group[0].set_value("en").run()
    assert TEXTS["en"].writing in shown(app)
    app.chat_input[0].set_value("Where was Stability AI founded?").run()
    assert [one.question for one in conversation(app).pending] == [QUESTION, "Where was Stability AI founded?"]
    assert len(chat_server.asked) == asked + 1, "asked once"
    gate.say(" a grandi.")
    gate.end()
    answered(app)
    drawn_until(app, lambda: conversation(app).work is not None)
    second = conversation(app).work
    button(app, "New conversation").click().run()
    assert second is not None
    assert second.wait(60), "what nobody waits for ends"
    assert (conversation(app).exchanges, conversation(app).pending) == ([], [])
    assert not app.exception


@pytest.mark.parametrize("locale", ["fr-FR", "en-US"])
def test_what_is_stopped_keeps_what_was_settled_and_ends_the_model(
    start: Start, writing: Service, gate: Gate, chat_server: Server, locale: str
) -> None:
    app = start(writing, locale=locale)
    gate.say(TRUE, "Elle")
    app.chat_input[0].set_value(QUESTION).run()
    drawn_until(app, lambda: 'class="chip supported"' in shown(app))
    label, told = {
        "fr-FR": ("Arrêter", "Arrêté : la réponse est incomplète."),
        "en-US": ("Stop", "Stopped: the answer is not complete."),
    }[locale]
    button(app, label).click().run()
    answered(app)
    assert chat_server.gone.wait(10), "the connection is closed"
    assert [note.kind for note in outcome(app).notes] == ["stopped"]
    assert outcome(app).statements[0].text == TRUE.strip()
    assert told in shown(app)
    assert not app.exception


def test_who_answers_is_chosen_in_the_page(start: Start, writing: Service, chat_server: Server) -> None:
    chat_server.behaviours[:] = [answers(TRUE, FALSE)]
    app = start(writing)
    assert app.selectbox[0].options == [
        "openai:*m*:1:, chaque phrase vérifiée", "openai:*m*:1:, phrases appuyées seulement",
        "Citations exactes, sans modèle",
    ]  # fmt: skip
    app.selectbox[0].set_value("strict").run()
    app.chat_input[0].set_value(QUESTION).run()
    answered(app)
    assert [s.text for s in outcome(app).statements] == [TRUE.strip()]
    assert "Une phrase qu’aucun article n’appuie a été écartée." in shown(app)
    asked = len(chat_server.asked)
    app.selectbox[0].set_value("quotations").run()
    check_mode(app)
    assert not app.selectbox
    app.button_group[1].set_value("ask").run()
    assert app.selectbox[0].value == "quotations", "the choice is kept"
    app.chat_input[0].set_value(QUESTION).run()
    assert (outcome(app).answerer, len(chat_server.asked)) == ("extractive", asked)
    assert TEXTS["fr"].tagline in shown(app)
    assert not app.exception


def test_without_a_model_there_is_no_choice(start: Start, shipped: Service) -> None:
    assert not start(shipped).selectbox


def test_a_model_that_fails_is_said_and_quotations_stand_in(
    start: Start, writing: Service, chat_server: Server
) -> None:
    chat_server.behaviours[:] = [lambda handler: handler.reply(401, b'{"error": {"message": "no"}}')]
    app = start(writing, locale="en-US")
    app.chat_input[0].set_value(QUESTION).run()
    answered(app)
    assert outcome(app).answerer == "extractive"
    assert "The chat model could not answer, so these are quotations." in shown(app)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_text_is_checked_by_pasting(start: Start, shipped: Service, language: Language) -> None:
    text, labels = {
        "fr": (f"Bonjour !\n\n{TRUE}{FALSE}", ("20\u202f000", "appuyé par la source", "contredit par la source")),
        "en": (
            "Stability AI was founded in London in 2020. It was founded in Paris in 2012.",
            ("20,000", "supported by the source", "contradicted by the source"),
        ),
    }[language]
    app = start(shipped, locale=language)
    check_mode(app)
    assert TEXTS[language].check_welcome in shown(app)
    app.chat_input[0].set_value(text).run()
    answered(app)
    checked = conversation(app).exchanges[0].outcome
    assert isinstance(checked, Checked)
    assert [s.verdict for s in checked.statements] == ["supported", "unsupported"]
    for label in labels:
        assert label in shown(app)
    place = f'data-value="0.{len(checked.statements[0].citations)}"'
    assert place in shown(app), "the quotation that speaks against the second opens too"
    assert not app.exception


def test_a_text_that_is_too_long_gets_a_sentence(start: Start, shipped: Service) -> None:
    app = start(shipped, locale="en-US")
    check_mode(app)
    app.chat_input[0].set_value("x" * (MOST_PASTED + 1)).run()
    answered(app)
    assert "The text has 20001 characters; the limit is 20000." in shown(app)
