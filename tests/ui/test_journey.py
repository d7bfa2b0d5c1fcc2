"""The whole journey, in a real browser: an article comes in, is asked about, cited, rated, measured, and leaves again.

By `make test-browser`, in both languages of the interface and at both widths. On every page axe-core is asked for
barriers, where it is installed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from eval.page.texts import EVALUATION_TEXTS
from rag.answer.refusal import REFUSAL
from rag.messages import LANGUAGES, Language
from rag.ui.chat.history_texts import HISTORY
from rag.ui.shell import rooms
from rag.ui.sources.texts import SOURCES_TEXTS
from rag.ui.status.texts import STATUS_TEXTS
from tests.ingest.read_samples import pdf
from tests.ui.barriers import AXE, barriers
from tests.ui.server import ROOT, served

pytestmark = [pytest.mark.browser, pytest.mark.journey]
expect.set_options(timeout=60_000)  # the first question waits for the model

WIDTHS = (1280, 390)
TITLE = {"fr": "The Valmorin lighthouse", "en": "Le phare de Valmorin"}
ARTICLE = {
    "fr": (
        f"# {TITLE['fr']}", "", "The Valmorin lighthouse was inaugurated in 1874.",
        "Its lantern was designed by the engineer Claire Fontanel.", "It stands 47 metres above the harbour.",
    ),
    "en": (
        f"# {TITLE['en']}", "", "Le phare de Valmorin a été inauguré en 1874.",
        "Sa lanterne a été dessinée par Claire Fontanel.", "Il domine le port de 47 mètres.",
    ),
}  # fmt: skip
"""By the language of the interface, in which it is asked about; the article is in the other one."""
QUESTION = {
    "fr": "En quelle année le phare de Valmorin a-t-il été inauguré ?",
    "en": "In which year was the Valmorin lighthouse inaugurated?",
}
YEAR = "1874"


@dataclass(frozen=True)
class Traveller:
    """Somebody who uses all of it, with a browser of one language and one width."""

    page: Page
    language: Language

    def goes(self, path: str) -> None:
        """By the navigation, as people do: the session stays the same."""
        title = next(room for room in rooms() if room.path == path).titles[self.language]
        if self.page.viewport_size is not None and self.page.viewport_size["width"] < 640:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        self.page.get_by_role("link", name=title).click()

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("body")).get_by_role("button", name=name, exact=True)

    def asks(self) -> None:
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(QUESTION[self.language])
        box.press("Enter")

    def meets_no_barrier(self) -> None:
        assert self.page.viewport_size is not None
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]
        if AXE.is_file():
            assert barriers(self.page) == []


@pytest.fixture
def address(shipped_index: Path, tmp_path: Path) -> Iterator[str]:
    """A server over an index of its own, in a folder of its own."""
    index = shutil.copytree(shipped_index, tmp_path / "index")
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit", ignore=shutil.ignore_patterns("secrets.toml"))
    with served(index, tmp_path / "log", folder=tmp_path) as address:
        yield address


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_comes_is_asked_about_and_goes(
    browser: Browser, address: str, tmp_path: Path, language: Language, width: int
) -> None:
    scheme: Literal["dark", "light"] = "dark" if (language == "fr") == (width == WIDTHS[1]) else "light"
    with browser.new_context(
        locale={"fr": "fr-FR", "en": "en-GB"}[language], viewport={"width": width, "height": 844}, color_scheme=scheme
    ) as context:  # fmt: skip
        traveller = Traveller(context.new_page(), language)
        failures: list[str] = []
        traveller.page.on("pageerror", lambda error: failures.append(str(error)))
        traveller.page.goto(f"{address}/sources")
        uploads(traveller, tmp_path)
        asks_and_rates(traveller, tmp_path)
        measures(traveller, tmp_path)
        sees_the_status(traveller)
        deletes_and_asks_again(traveller)
        assert failures == []


def uploads(traveller: Traveller, folder: Path) -> None:
    page, texts = traveller.page, SOURCES_TEXTS[traveller.language]
    path = folder / "valmorin.pdf"
    path.write_bytes(pdf([ARTICLE[traveller.language]], title=TITLE[traveller.language]))
    traveller.button(texts.add).click()
    page.locator("input[type=file]").first.set_input_files(path)
    add = traveller.button(texts.add_count_one.format(count=1))
    expect(add).to_be_enabled()
    traveller.meets_no_barrier()
    add.click()
    expect(page.get_by_text(texts.done_added_one.format(count=1))).to_be_visible()
    expect(page.get_by_role("table").get_by_text(TITLE[traveller.language])).to_be_visible()
    traveller.meets_no_barrier()


def asks_and_rates(traveller: Traveller, folder: Path) -> None:
    page, texts = traveller.page, HISTORY[traveller.language]
    traveller.goes("chat")
    traveller.meets_no_barrier()
    traveller.asks()
    answer = page.locator(".answer")
    expect(answer).to_contain_text(YEAR)
    chip = answer.locator(".chip").first
    chip.focus()
    expect(answer.locator(".tip").first).to_contain_text(YEAR)
    page.keyboard.press("Enter")
    mark = page.locator(".article mark").first
    expect(mark).to_be_in_viewport(ratio=1)
    expect(mark).to_contain_text(YEAR)
    expect(page.locator(".article h2")).to_have_text(TITLE[traveller.language])
    traveller.meets_no_barrier()
    page.keyboard.press("Escape")
    expect(page.locator(".article")).to_have_count(0)
    answer.locator("summary").click()
    traveller.meets_no_barrier()
    traveller.button(texts.up).click()
    page.get_by_role("textbox", name=texts.comment_up).fill("Oui !")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=texts.commented)).to_be_visible()
    exports(traveller, folder)


def exports(traveller: Traveller, folder: Path) -> None:
    page, texts, question = traveller.page, HISTORY[traveller.language], QUESTION[traveller.language]
    narrow = page.get_by_test_id("stExpandSidebarButton")
    if narrow.count():
        narrow.click()
    page.get_by_role("button", name=re.compile(texts.manage_one.split(",")[0])).first.click()
    dialog = page.get_by_role("dialog")
    traveller.meets_no_barrier()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="JSON").click()
    download.value.save_as(folder / "kept.json")
    (exchange,) = json.loads((folder / "kept.json").read_text(encoding="utf-8"))["exchanges"]
    assert exchange["question"] == question
    assert YEAR in exchange["statements"][0]["citations"][0]["quote"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    if page.get_by_test_id("stSidebarCollapseButton").is_visible():
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()


def measures(traveller: Traveller, folder: Path) -> None:
    page, texts = traveller.page, EVALUATION_TEXTS[traveller.language]
    path = folder / "valmorin.jsonl"
    rows = [
        {"question": QUESTION[traveller.language], "answers": [YEAR], "gold": [TITLE[traveller.language]]},
        {"question": "Quelle est la capitale de la Mongolie ?", "answerable": False},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    traveller.goes("evaluation")
    view(traveller, texts.view_sets)
    page.get_by_text(texts.upload).first.click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("status").get_by_text(path.name)).to_be_visible()
    traveller.meets_no_barrier()
    for name, threshold in (("one", None), ("two", "1")):
        view(traveller, texts.view_run)
        if threshold is not None:
            page.get_by_role("spinbutton", name=texts.threshold).fill(threshold)
            page.keyboard.press("Enter")
        box = page.get_by_label(texts.name, exact=True)
        box.fill(name)
        box.press("Enter")
        traveller.meets_no_barrier()
        traveller.button(texts.start).click()
        expect(page.get_by_role("heading", name=texts.figures)).to_be_visible()
        expect(page.locator(".facts")).to_contain_text("2 questions")
        traveller.meets_no_barrier()
    view(traveller, texts.view_compare)
    expect(page.locator(".turned").first).to_contain_text(QUESTION[traveller.language])
    traveller.meets_no_barrier()


def view(traveller: Traveller, name: str) -> None:
    traveller.page.get_by_role("radio", name=name, exact=True).click()


def sees_the_status(traveller: Traveller) -> None:
    texts = STATUS_TEXTS[traveller.language]
    traveller.goes("status")
    expect(traveller.page.get_by_role("heading", name=texts.title, exact=True)).to_be_visible()
    expect(traveller.page.get_by_text("sourcier status --verify").first).to_be_visible()
    expect(traveller.page.get_by_text("SOURCIER_INDEX").first).to_be_visible()
    traveller.meets_no_barrier()


def deletes_and_asks_again(traveller: Traveller) -> None:
    page, texts = traveller.page, SOURCES_TEXTS[traveller.language]
    traveller.goes("sources")
    title = TITLE[traveller.language]
    page.get_by_role("checkbox", name=texts.pick.format(title=title)).click()
    traveller.button(texts.delete).first.click()
    expect(page.get_by_text(texts.done_removed_one.format(count=1))).to_be_visible()
    expect(page.get_by_role("table").get_by_text(title)).to_have_count(0)
    traveller.meets_no_barrier()
    traveller.goes("chat")
    traveller.asks()
    expect(page.locator(".refusal")).to_contain_text(REFUSAL[traveller.language])
    assert YEAR not in page.locator(".refusal").inner_text()
    traveller.meets_no_barrier()
