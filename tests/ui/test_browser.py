"""The page as a reader meets it, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from rag.answer.refusal import REFUSAL
from tests.ui.samples import HOSTILE

pytestmark = pytest.mark.browser
OUTCOME = ".question ~ *"
"""What follows a question: an answer, a refusal or an error."""

expect.set_options(timeout=60_000)  # the first question may have to wait for the model


class Reader:
    """A reader with a browser of one language. It notes what the browser asked of whom, and what went wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.failures: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.failures.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> None:
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        expect(self.page.locator(OUTCOME)).to_be_visible()

    def opens(self, button: str) -> None:
        self.page.locator(button).first.click()
        expect(self.page.locator(".article")).to_be_visible()

    def sees_the_quotation(self) -> str:
        mark = self.page.locator(".article mark").first
        expect(mark).to_be_in_viewport(ratio=1)
        return str(mark.text_content())

    def stayed_here(self) -> bool:
        away = [url for url in self.requests if urlsplit(url).hostname not in {"127.0.0.1", None}]
        assert away == []
        assert self.failures == []
        return True


@pytest.fixture
def french(browser: Browser, page_address: str) -> Iterator[Reader]:
    with browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}) as context:
        reader = Reader(context.new_page())
        reader.page.goto(page_address)
        expect(reader.page.get_by_text("Que voulez-vous savoir ?")).to_be_visible()
        yield reader
        assert reader.stayed_here()


def test_a_question_in_french_is_answered_with_a_quotation_in_its_place(french: Reader) -> None:
    french.ask("Où et quand Stability AI a-t-elle été fondée ?")
    answer = french.page.locator(".answer")
    assert 1 <= answer.locator(".statement").count() <= 3
    sentence = answer.locator(".statement > [lang], .together > [lang]").all_text_contents()
    french.opens(".chip")
    quoted = french.sees_the_quotation()
    assert quoted
    assert quoted in "".join(sentence)
    header = french.page.locator(".article header")
    expect(header).to_contain_text("Sourcier,")
    expect(header).to_contain_text("2025")
    french.page.keyboard.press("Escape")
    expect(french.page.locator(".article")).to_have_count(0)
    expect(answer.locator(".chip").first).to_be_focused()


def test_the_interface_switches_to_english_and_answers_in_it(french: Reader) -> None:
    french.page.get_by_role("radio", name="English").click()
    expect(french.page.get_by_text("What would you like to know?")).to_be_visible()
    assert french.page.url.endswith("?lang=en")
    assert french.page.locator("html").get_attribute("lang") == "en"
    french.page.get_by_role("button", name="Where and when was Stability AI founded?").click()
    expect(french.page.locator(".answer")).to_contain_text("2020")
    expect(french.page.locator(".effort")).to_contain_text("passages considered")
    french.opens(".answer .source")
    french.sees_the_quotation()
    french.page.reload()
    expect(french.page.locator(".answer")).to_contain_text("2020")  # the conversation is found again, in English
    expect(french.page.locator(".effort")).to_contain_text("passages considered")


def test_a_question_that_the_articles_do_not_answer_is_refused(french: Reader) -> None:
    french.ask("Quelle est la capitale de la Mongolie ?")
    expect(french.page.locator(".refusal")).to_contain_text(REFUSAL["fr"])
    expect(french.page.locator(".answer")).to_have_count(0)
    french.opens(".refusal .source")
    french.sees_the_quotation()


def test_html_and_markdown_in_a_question_stay_text(french: Reader) -> None:
    question = " ".join(HOSTILE)
    french.ask(question)
    assert french.page.locator(".answer, .refusal").count() == 1
    assert french.page.locator(".question").text_content() == question
    assert french.page.locator(".question").evaluate("element => element.childElementCount") == 0


def test_a_question_that_is_far_too_long_gets_a_sentence(french: Reader) -> None:
    french.ask("Pourquoi ? " * 1819)
    expect(french.page.get_by_role("alert")).to_contain_text("la limite est de 2000")
    french.page.get_by_role("button", name="Nouvelle conversation").click()
    expect(french.page.get_by_text("Que voulez-vous savoir ?")).to_be_visible()


def test_on_a_narrow_screen_the_article_covers_the_conversation(french: Reader) -> None:
    french.page.set_viewport_size({"width": 390, "height": 844})
    french.ask("How much does Meta plan to invest in 2025?")
    french.opens(".chip")
    french.sees_the_quotation()
    width = french.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing makes the page scroll sideways"
    french.page.get_by_role("button", name="Fermer l’article").click()
    expect(french.page.locator(".article")).to_have_count(0)


def test_a_filter_is_set_in_the_sidebar_and_cleared_in_one_click(french: Reader) -> None:
    french.page.get_by_role("combobox").first.click()
    french.page.get_by_role("option", name="anglais").click()
    french.page.keyboard.press("Escape")  # the list stays open for another choice
    waiting = french.page.get_by_text("La prochaine question ne cherchera que dans : anglais.")
    expect(waiting).to_be_visible()
    french.ask("Où et quand Stability AI a-t-elle été fondée ?")
    told = french.page.locator(".answer .filter, .refusal .filter")
    expect(told).to_contain_text("anglais")
    french.page.locator(".frame button.clear").click()
    expect(waiting).to_have_count(0)
    expect(told).to_contain_text("anglais")
