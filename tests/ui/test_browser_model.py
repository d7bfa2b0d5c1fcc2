"""Answers while a chat model writes them, and texts that are pasted, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from rag.messages import Language
from rag.ui.texts import TEXTS
from tests.llm.servers import Server, breaks, hangs_up
from tests.ui.gate import Gate
from tests.ui.samples import HOSTILE
from tests.ui.test_browser import Reader

pytestmark = pytest.mark.browser
QUESTION: dict[Language, str] = {
    "fr": "Où Stability AI a-t-elle été fondée ?",
    "en": "Where was Stability AI founded?",
}
TRUE: dict[Language, tuple[str, str]] = {
    "fr": ("Stability AI a été", " fondée à Londres en 2020. "),
    "en": ("Stability AI was", " founded in London in 2020. "),
}
FALSE: dict[Language, str] = {"fr": "Elle a été fondée à Paris en 2012.", "en": "It was founded in Paris in 2012."}
BOTH: list[Language] = ["fr", "en"]


@contextmanager
def reading(browser: Browser, address: str, language: Language) -> Iterator[Reader]:
    with browser.new_context(locale=language, viewport={"width": 1280, "height": 800}) as context:
        reader = Reader(context.new_page())
        reader.page.goto(address)
        expect(reader.page.locator(".welcome")).to_be_visible()
        yield reader
        assert reader.stayed_here()


@pytest.mark.parametrize("language", BOTH)
def test_words_come_as_they_are_written_and_a_sentence_gets_its_source_when_it_ends(
    browser: Browser, writing_address: str, gate: Gate, language: Language
) -> None:
    with reading(browser, writing_address, language) as reader:
        page = reader.page
        reader.ask(QUESTION[language])
        gate.say(TRUE[language][0])
        words = page.locator(".words")
        expect(words).to_have_text(TRUE[language][0])
        expect(page.locator(".statement")).to_have_count(0)
        gate.say(TRUE[language][1], FALSE[language])
        expect(page.locator(".statement.supported .chip").first).to_be_visible()
        expect(words).to_have_text(FALSE[language])
        reader.opens(".chip")
        assert "2020" in reader.sees_the_quotation(), "also while the rest is still being written"
        chip = page.locator(".chip").first.element_handle()
        gate.say(" ")
        gate.end()
        wrong = page.locator(".statement.unsupported")
        expect(wrong.locator(".note.unsupported")).to_contain_text("2012")
        expect(page.locator(".effort")).to_contain_text("openai:double")
        expect(page.locator(".article mark").first).to_be_visible()
        assert chip.evaluate("chip => chip.isConnected"), "what has not changed is left alone"
        expect(page.locator(".chip").first).to_have_attribute("aria-pressed", "true")
        expect(words).to_have_count(0)


def test_what_is_stopped_ends_the_model_and_keeps_what_was_settled(
    browser: Browser, writing_address: str, gate: Gate, chat_server: Server
) -> None:
    with reading(browser, writing_address, "en") as reader:
        gate.say(*TRUE["en"], "It was")
        reader.ask(QUESTION["en"])
        expect(reader.page.locator(".statement.supported")).to_be_visible()
        reader.page.get_by_role("button", name="Stop").click()
        expect(reader.page.locator(".remark")).to_have_text("Stopped: the answer is not complete.")
        assert chat_server.gone.wait(10), "the connection is closed"
        expect(reader.page.locator(".statement.supported")).to_contain_text("London")
        expect(reader.page.get_by_role("button", name="Stop")).to_have_count(0)


def test_what_is_void_goes_away_and_nothing_that_is_written_is_obeyed(
    browser: Browser, writing_address: str, gate: Gate, chat_server: Server
) -> None:
    hostile = " ".join(HOSTILE)
    chat_server.behaviours[:] = [breaks("Un premier jet", then=hangs_up)] + [gate] * (len(chat_server.asked) + 2)
    chat_server.asked.clear()
    with reading(browser, writing_address, "fr") as reader:
        reader.ask(QUESTION["fr"])
        expect(reader.page.locator(".remark")).to_contain_text("Le modèle de langue recommence.")
        gate.say(*TRUE["fr"], hostile)
        expect(reader.page.locator(".words")).to_have_text(hostile)
        expect(reader.page.get_by_text("Un premier jet")).to_have_count(0)
        assert reader.page.locator(".words").evaluate("element => element.childElementCount") == 0
        gate.say(" est à Londres. ")
        gate.end()
        expect(reader.page.locator(".effort")).to_be_visible()
        expect(reader.page.locator(".statement").nth(1)).to_contain_text("<script>alert(1)</script>")
        assert reader.page.locator(".answer :is(img, a, script, b)").count() == 0


@pytest.mark.parametrize("language", BOTH)
def test_a_text_is_pasted_and_each_sentence_opens_what_speaks_for_or_against_it(
    browser: Browser, writing_address: str, language: Language
) -> None:
    texts = TEXTS[language]
    with reading(browser, writing_address, language) as reader:
        reader.page.get_by_role("radio", name=texts.check_mode).click()
        expect(reader.page.get_by_text(texts.check_welcome)).to_be_visible()
        reader.ask("".join(TRUE[language]) + "\n\n" + FALSE[language])
        expect(reader.page.locator(".sum")).to_be_visible()
        verdicts = reader.page.locator(".verdicts > li")
        expect(verdicts).to_have_count(2)
        expect(verdicts.nth(0).locator(".note.supported")).to_have_text(texts.supported)
        expect(verdicts.nth(1).locator(".note.unsupported")).to_contain_text("2012")
        for verdict in verdicts.all():
            verdict.locator(".evidence .source").first.click()
            expect(reader.page.locator(".article")).to_be_visible()
            assert "2020" in reader.sees_the_quotation()
