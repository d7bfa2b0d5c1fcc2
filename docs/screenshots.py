"""Takes the pictures of the chat page that the documentation shows: `python -m docs.screenshots` at the top level.

It indexes the shipped articles into a temporary folder, serves the page on a free port of this machine and drives the
installed chromium.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

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


def main() -> None:
    """Writes every picture into `docs/`."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        ingest = [sys.executable, "-m", "rag.cli", "ingest", str(ROOT / "corpus"), "--index", str(index)]
        subprocess.run(ingest, cwd=ROOT, check=True)  # noqa: S603 - our own arguments
        with served(index, Path(folder, "log")) as address, chromium() as browser:
            for name, (locale, question) in SHOTS.items():
                with opened(browser, address, locale) as page:
                    ask(page, question)
                    shoot(page, ROOT / "docs" / name)
            for name, (locale, mode, text) in CHECKS.items():
                with opened(browser, address, locale) as page:
                    check(page, mode, text)
                    shoot(page, ROOT / "docs" / name)


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
    page.locator(".stMain").evaluate("main => { main.scrollTop = 0 }")
    page.mouse.move(0, 0)  # so that nothing looks hovered over
    page.wait_for_timeout(1000)  # scrolling comes to rest
    page.screenshot(path=target)


def ask(page: Page, question: str) -> None:
    """Asks and opens the first citation."""
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    page.locator(".chip").first.click(timeout=60_000)


def check(page: Page, mode: str, text: str) -> None:
    """Pastes a text and opens what speaks against its first sentence."""
    page.get_by_role("radio", name=mode).click()
    expect(page.locator(".example")).to_have_count(0)
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".sum")).to_be_visible(timeout=60_000)
    page.locator(".verdicts .chip").first.click()


if __name__ == "__main__":
    main()
