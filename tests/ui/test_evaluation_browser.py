"""An evaluation as somebody makes one, in a real browser: a set is uploaded, run, looked at, run again, compared."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from eval.page.texts import EVALUATION_TEXTS, EvaluationTexts
from rag.messages import LANGUAGES, Language
from tests.ui.barriers import AXE, barriers
from tests.ui.server import ROOT, served

pytestmark = [pytest.mark.browser, pytest.mark.journey]
expect.set_options(timeout=60_000)  # the first question may have to wait for the model
QUESTIONS: list[dict[str, Any]] = [
    {"id": "founded", "question": "Où et quand Stability AI a-t-elle été fondée ?", "answers": ["2020"]},
    {"id": "crossed", "question": "How much does Meta plan to invest in 2025?", "answers": ["60 à 65 milliards"]},
    {"id": "far", "question": "Quelle est la capitale de la Mongolie ?", "answerable": False},
    {"id": "wrong", "question": "Qui dirige Groq ?", "answers": ["<i>nobody</i>"], "gold": ["no such article"]},
]


@dataclass(frozen=True)
class Analyst:
    """Somebody who measures, with a browser of one language and width."""

    page: Page
    texts: EvaluationTexts

    def goes(self, view: str) -> None:
        self.page.get_by_role("radio", name=view, exact=True).click()

    def uploads(self, path: Path) -> None:
        self.goes(self.texts.view_sets)
        self.page.get_by_text(self.texts.upload).first.click()
        self.page.locator("input[type=file]").set_input_files(path)
        expect(self.page.get_by_role("status").get_by_text(path.name)).to_be_visible()

    def runs(self, name: str) -> None:
        box = self.page.get_by_label(self.texts.name, exact=True)
        box.fill(name)
        box.press("Enter")
        self.page.get_by_role("button", name=self.texts.start).click()
        expect(self.page.get_by_role("heading", name=self.texts.figures)).to_be_visible()
        expect(self.page.locator(".facts")).to_contain_text("4 questions")

    def meets_no_barrier(self) -> None:
        width = self.page.viewport_size
        assert width is not None
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width["width"]
        if AXE.is_file():
            self.page.mouse.move(0, 0)  # Streamlit's colour under the pointer is not the page's
            assert barriers(self.page) == []


@pytest.fixture(scope="module")
def address(shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server in a folder of its own, where it keeps its evaluations."""
    folder = tmp_path_factory.mktemp("evaluations")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit", ignore=shutil.ignore_patterns("secrets.toml"))
    with served(shipped_index, folder / "log", folder=folder, data=str(folder / "data")) as address:
        yield address


SEEN: dict[Language, dict[str, Any]] = {
    "fr": {"locale": "fr-FR", "color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "en": {"locale": "en-US", "color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_is_uploaded_run_looked_at_and_compared(
    browser: Browser, address: str, tmp_path: Path, language: Language
) -> None:
    path = tmp_path / f"mine-{language}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in QUESTIONS), encoding="utf-8")
    with browser.new_context(**SEEN[language]) as context:
        journey(Analyst(context.new_page(), EVALUATION_TEXTS[language]), address, path)


def journey(analyst: Analyst, address: str, path: Path) -> None:
    page, texts, name = analyst.page, analyst.texts, path.stem
    page.goto(f"{address}/evaluation")
    expect(page.get_by_role("heading", name=texts.intro)).to_be_visible()
    analyst.uploads(path)
    analyst.meets_no_barrier()
    analyst.goes(texts.view_run)
    analyst.runs(f"{name}-1")
    expect(page.locator(".plots svg")).to_have_count(3)
    failed = page.locator("details").filter(has_text="Qui dirige Groq ?")
    failed.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(failed.get_by_text("<i>nobody</i>")).to_be_visible()
    analyst.meets_no_barrier()
    passage = failed.locator("button.hit").first
    passage.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".article mark").first).to_be_visible()
    expect(page.locator(".article h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".article")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name=texts.report).click()
    report = Path(download.value.path()).read_text(encoding="utf-8")
    assert report.startswith("<!doctype html>")
    assert "&lt;i&gt;nobody&lt;/i&gt;" in report
    analyst.goes(texts.view_run)
    page.get_by_role("spinbutton", name=texts.threshold).fill("1")
    page.keyboard.press("Enter")
    analyst.runs(f"{name}-2")
    analyst.goes(texts.view_compare)
    expect(page.get_by_text("answer_threshold: 0.5 ≠ 1.0")).to_be_visible()
    expect(page.locator(".turned").first).to_contain_text(str(QUESTIONS[0]["question"]))
    analyst.meets_no_barrier()
    page.reload()
    analyst.goes(texts.view_results)
    expect(page.locator(".facts")).to_contain_text(path.name)
