"""Takes the pictures of the chat page that the documentation shows: `python -m docs.screenshots` at the top level.

It indexes the shipped articles into a temporary folder, serves the page on a free port of this machine and drives the
installed chromium.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.ui.server import ROOT, chromium, served

SHOTS = {
    "chat-fr.png": ("fr-FR", "Combien Meta prévoit-elle d’investir en 2025 ?"),
    "chat-en.png": ("en-GB", "Why will open models win, according to Jonathan Ross?"),
}
RESTART = re.compile("Nouvelle conversation|New conversation")


def main() -> None:
    """Writes every picture into `docs/`."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        ingest = [sys.executable, "-m", "rag.cli", "ingest", str(ROOT / "corpus"), "--index", str(index)]
        subprocess.run(ingest, cwd=ROOT, check=True)  # noqa: S603 - our own arguments
        with served(index, Path(folder, "log")) as address, chromium() as browser:
            for name, (locale, question) in SHOTS.items():
                shoot(browser, address, locale, question, ROOT / "docs" / name)


def shoot(browser: Browser, address: str, locale: str, question: str, target: Path) -> None:
    """Asks, opens the first citation and takes a picture of both."""
    with browser.new_context(locale=locale, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(address)
        page.locator(".example").first.click(timeout=120_000)  # the first question of all waits for more than an answer
        page.get_by_role("button", name=RESTART).click(timeout=60_000)
        expect(page.locator(".welcome")).to_be_visible()
        page.get_by_role("textbox").fill(question)
        page.get_by_role("textbox").press("Enter")
        page.locator(".chip").first.click(timeout=60_000)
        expect(page.locator("mark").first).to_be_in_viewport()
        page.mouse.move(0, 0)  # so that nothing looks hovered over
        page.wait_for_timeout(1000)  # scrolling comes to rest
        page.screenshot(path=target)


if __name__ == "__main__":
    main()
