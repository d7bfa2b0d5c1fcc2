"""Takes the pictures of the application that the documentation shows: `python -m docs.screenshots` at the top level.

It indexes the shipped articles into a temporary folder, serves the page on a free port of this machine and drives the
installed chromium.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from eval.page.texts import EVALUATION_TEXTS
from rag.messages import Language
from rag.ui.sources.texts import SOURCES_TEXTS
from rag.ui.status.texts import STATUS_TEXTS
from tests.ui.server import ROOT, chromium, served

SHOTS = {
    "chat-fr.png": ("fr-FR", "Combien Meta prévoit-elle d’investir en 2025 ?"),
    "chat-en.png": ("en-GB", "Why will open models win, according to Jonathan Ross?"),
}
CHECKS = {
    "check-fr.png": (
        "fr-FR", "Vérifier un texte",
        "Meta prévoit d’investir de 80 à 85 milliards de dollars en 2025. Jonathan Ross dirige Groq.",
    ),
    "check-en.png": (
        "en-GB", "Check a text", "Stability AI was founded in Paris in 2012. Jonathan Ross is the CEO of Groq.",
    ),
}  # fmt: skip
RESTART = re.compile("Nouvelle conversation|New conversation")


LOCALES: dict[Language, str] = {"fr": "fr-FR", "en": "en-GB"}


def main() -> None:
    """Writes every picture into `docs/`."""
    with tempfile.TemporaryDirectory(prefix="sourcier-") as name:
        folder = Path(name)
        index = folder / "index"
        articles = shutil.copytree(ROOT / "corpus", folder / "articles")  # the pictures show where an article lies
        sourcier(folder, "ingest", str(articles), "--index", str(index))
        for run in ("before", "after"):  # two, so that there is something to compare
            questions = str(ROOT / "tests" / "data" / "shipped_questions.jsonl")
            sourcier(folder, "eval", questions, "--index", str(index), "--save", run)
        with served(index, folder / "log", folder=folder) as address, chromium() as browser:
            for picture, (locale, question) in SHOTS.items():
                with opened(browser, address, locale) as page:
                    ask(page, question)
                    shoot(page, ROOT / "docs" / picture)
            for picture, (locale, mode, text) in CHECKS.items():
                with opened(browser, address, locale) as page:
                    check(page, mode, text)
                    shoot(page, ROOT / "docs" / picture)
            for language in LOCALES:
                shoot_pages(browser, address, language)


def sourcier(folder: Path, *words: str) -> None:
    """Runs a command there."""
    subprocess.run([sys.executable, "-m", "rag.cli", *words], cwd=folder, check=True)  # noqa: S603 - our own arguments


def shoot_pages(browser: Browser, address: str, language: Language) -> None:
    """The pages beside the chat."""
    docs, sources, evaluation = ROOT / "docs", SOURCES_TEXTS[language], EVALUATION_TEXTS[language]
    with browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{address}/sources")
        table = page.get_by_role("table", name=sources.table)
        table.get_by_role("button", name="Stability AI").first.click(timeout=60_000)
        expect(page.locator(".article")).to_be_visible()
        rest(page, docs / f"sources-{language}.png")
        page.goto(f"{address}/evaluation")
        page.get_by_role("radio", name=evaluation.view_results, exact=True).click()
        expect(page.get_by_role("heading", name=evaluation.figures)).to_be_visible(timeout=60_000)
        rest(page, docs / f"evaluation-{language}.png")
        page.goto(f"{address}/status")
        expect(page.get_by_role("heading", name=STATUS_TEXTS[language].title, exact=True)).to_be_visible()
        rest(page, docs / f"status-{language}.png")


def rest(page: Page, target: Path) -> None:
    """Takes a picture once the page has come to rest."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(2000)
    page.screenshot(path=target)


@contextmanager
def opened(browser: Browser, address: str, locale: str) -> Iterator[Page]:
    """The page before anything was asked."""
    with browser.new_context(locale=locale, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(address)
        page.locator(".example").first.click(timeout=120_000)  # the first question of all waits for more than an answer
        page.get_by_role("button", name=RESTART).click(timeout=60_000)
        expect(page.locator(".welcome")).to_be_visible()
        yield page


def shoot(page: Page, target: Path) -> None:
    """Takes a picture once the quotation is in sight."""
    expect(page.locator("mark").first).to_be_in_viewport()
    page.mouse.move(0, 0)  # so that nothing looks hovered over
    page.wait_for_timeout(1000)  # scrolling comes to rest
    page.locator(".stMain").evaluate("main => { main.scrollTop = 0 }")
    page.wait_for_timeout(200)
    page.screenshot(path=target)


def ask(page: Page, question: str) -> None:
    """Asks and opens the first citation."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    page.locator(".chip").first.click(timeout=60_000)


def check(page: Page, mode: str, text: str) -> None:
    """Pastes a text and opens what speaks against its first sentence."""
    page.get_by_role("radio", name=mode).click()
    expect(page.locator(".example")).to_have_count(0)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(".sum")).to_be_visible(timeout=60_000)
    page.locator(".verdicts .chip").first.click()


if __name__ == "__main__":
    main()
