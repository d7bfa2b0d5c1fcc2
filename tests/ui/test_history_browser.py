"""Kept conversations as readers meet them, each in a browser of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rag.ui.chat.history_texts import HISTORY

pytestmark = [pytest.mark.browser, pytest.mark.journey]

QUESTION = "Où et quand Stability AI a-t-elle été fondée ?"
OTHER = "Qui dirige Groq ?"
NAMES = ".conversations .name"

expect.set_options(timeout=60_000)  # the first question may have to wait for the model

Arrive = Callable[[], Page]


@pytest.fixture
def arrive(browser: Browser, page_address: str) -> Iterator[Arrive]:
    """A new reader on the page, in a browser that nobody has used."""
    contexts: list[BrowserContext] = []

    def arrived() -> Page:
        context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=page_address)
        contexts.append(context)
        page = context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(page_address)
        expect(page.get_by_text("Que voulez-vous savoir ?")).to_be_visible()
        return page

    yield arrived
    for context in contexts:
        context.close()


def ask(page: Page, question: str, answers: int = 1) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".actions")).to_have_count(answers)


def manage(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(f"supprimer.*{re.escape(name)}")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_two_browsers_never_see_each_others_conversations(arrive: Arrive) -> None:
    anna, boris = arrive(), arrive()
    ask(anna, QUESTION)
    ask(boris, OTHER)
    expect(anna.locator(NAMES)).to_have_text([QUESTION])
    expect(boris.locator(NAMES)).to_have_text([OTHER])
    boris.goto(anna.url)
    expect(boris.get_by_text("Que voulez-vous savoir ?")).to_be_visible()
    expect(boris.locator(NAMES)).to_have_text([OTHER])
    expect(boris.locator(".question")).to_have_count(0)
    assert "c=" not in boris.url
    anna.reload()
    expect(anna.locator(".question")).to_have_text([QUESTION])


def test_a_reload_finds_the_conversation_and_it_goes_on(arrive: Arrive) -> None:
    page = arrive()
    ask(page, QUESTION)
    before = page.locator(".answer .sentences").inner_text()
    page.reload()
    expect(page.locator(".answer .sentences")).to_have_text(before, use_inner_text=True)
    page.locator(".chip").first.click()
    expect(page.locator(".article mark").first).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    ask(page, "Et par qui ?", answers=2)
    expect(page.locator(".searched")).to_contain_text("Stability AI")
    page.get_by_role("button", name="Nouvelle conversation").click()
    ask(page, OTHER)
    expect(page.locator(NAMES)).to_have_text([OTHER, QUESTION])
    page.get_by_role("textbox", name="Chercher dans les conversations").fill("stability FONDEE")
    page.keyboard.press("Enter")
    expect(page.locator(NAMES)).to_have_text([QUESTION])
    page.locator(NAMES).click()
    expect(page.locator(".question")).to_have_text([QUESTION, "Et par qui ?"])
    expect(page.locator(f"{NAMES}[aria-current]")).to_have_text([QUESTION])


def test_an_answer_is_rated_with_a_comment_by_keyboard_alone(arrive: Arrive) -> None:
    page = arrive()
    ask(page, QUESTION)
    good, bad = (page.get_by_role("button", name=name, exact=True) for name in ("Bonne réponse", "Mauvaise réponse"))
    good.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(bad).to_have_attribute("aria-pressed", "true")
    expect(good).to_have_attribute("aria-pressed", "false")
    expect(bad).to_be_focused()
    comment = page.get_by_role("textbox", name=HISTORY["fr"].comment_down)
    comment.fill("Il manque <b>Paris</b>.")
    comment.press("Enter")
    expect(page.get_by_role("status").filter(has_text=HISTORY["fr"].commented)).to_be_visible()
    page.reload()
    expect(bad).to_have_attribute("aria-pressed", "true")
    expect(comment).to_have_value("Il manque <b>Paris</b>.")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    expect(comment).to_have_count(0)


def test_copying_an_answer_copies_its_references(arrive: Arrive) -> None:
    page = arrive()
    ask(page, QUESTION)
    page.get_by_role("button", name="Copier avec les références").click()
    expect(page.get_by_role("status").filter(has_text="Copié.")).to_be_visible()
    copied = clipboard(page)
    said, _, references = copied.partition("\n\nSources\n")
    assert "[1]" in said
    for line, title in zip(
        references.splitlines(), page.locator(".answer > ol .title").all_text_contents(), strict=True
    ):
        assert re.match(r"\[\d\] ", line)
        assert title in line
        assert "2025" in line
        assert "«\u00a0" in line


def test_where_the_clipboard_is_closed_a_field_is_copied_from(arrive: Arrive) -> None:
    page = arrive()
    ask(page, QUESTION)
    button = page.get_by_role("button", name="Copier avec les références")
    page.evaluate("navigator.clipboard.writeText('before')")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    button.click()
    expect(page.get_by_role("status").filter(has_text="Copié.")).to_be_visible()
    assert "[1]" in clipboard(page)
    expect(button).to_be_focused()


def test_a_sentence_copied_by_hand_takes_its_references_along(arrive: Arrive) -> None:
    page = arrive()
    ask(page, QUESTION)
    sentence = page.locator(".answer .statement").first
    sentence.evaluate(
        """statement => {
            const range = document.createRange();
            range.selectNodeContents(statement);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("Control+c")
    first, *references = [line for line in clipboard(page).splitlines() if line]
    assert re.search(r"\S \[1\]( \(cité en anglais\))?$", first)
    assert [line[:4] for line in references] == ["[1] "], "its own, and none of other sentences"
    page.locator(".question").evaluate("question => getSelection().selectAllChildren(question)")
    page.keyboard.press("Control+c")
    assert clipboard(page).strip() == QUESTION


def test_a_conversation_is_exported_in_three_formats(arrive: Arrive, tmp_path: Path) -> None:
    page = arrive()
    ask(page, QUESTION)
    title = page.locator(".answer > ol .title").first.text_content()
    assert title
    manage(page, QUESTION)
    files: dict[str, str] = {}
    for kind in ("Markdown", "HTML", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("dialog").get_by_role("button", name=kind).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        files[path.name] = path.read_text(encoding="utf-8")
    stem = "ou-et-quand-stability-ai-a-t-elle-ete-fondee"
    assert list(files) == [f"{stem}.md", f"{stem}.html", f"{stem}.json"]
    assert f"# {QUESTION}" in files[f"{stem}.md"]
    assert "default-src 'none'" in files[f"{stem}.html"]
    (exchange,) = json.loads(files[f"{stem}.json"])["exchanges"]
    citations = [c for statement in exchange["statements"] for c in statement["citations"]]
    assert title in [c["title"] for c in citations]
    assert all(c["quote"] and c["end"] - c["start"] == len(c["quote"]) for c in citations)


def test_a_conversation_is_renamed_and_deleted_and_the_deletion_is_undone(arrive: Arrive) -> None:
    page = arrive()
    ask(page, QUESTION)
    manage(page, QUESTION)
    name = page.get_by_role("dialog").get_by_role("textbox", name="Nom")
    name.fill("**Londres** <b>2020</b>")
    name.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(NAMES)).to_have_text(["**Londres** <b>2020</b>"])
    manage(page, "**Londres**")
    page.get_by_role("button", name="Supprimer la conversation").click()
    deleted = page.get_by_role("status").filter(has_text="est supprimée.")
    expect(deleted).to_contain_text("**Londres** <b>2020</b>")
    expect(page.locator(".question")).to_have_count(0)
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(NAMES)).to_have_text(["**Londres** <b>2020</b>"])
    expect(page.locator(".question")).to_have_text([QUESTION])


def test_on_a_narrow_screen_the_list_makes_way_for_what_was_chosen_in_it(arrive: Arrive) -> None:
    page = arrive()
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, QUESTION)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".question")).to_have_count(0)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.locator(NAMES).click()
    expect(page.locator(".question")).to_be_in_viewport()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
