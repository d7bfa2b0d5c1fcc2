"""The report: one file that loads nothing, in which nothing from articles is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.metrics import METRICS
from eval.report import Made, report_html, write_report
from eval.report.texts import TEXTS as REPORT_TEXTS
from eval.run import Runner
from eval.saved import Identity
from eval.sets import Case
from eval.show import summary_text, warning_lines
from eval.summary import Summary, summarise
from eval.texts import TEXTS
from rag.errors import UsageError
from rag.messages import LANGUAGES, Language
from rag.types import Turn
from tests.eval.asker import WordAsker

EVIL = "<script>alert('été')</script><img src=x onerror=alert(1)> & \"x\""
GOLD = ((EVIL,), (f"no {EVIL}", f"nor {EVIL}"))
VOID = {"meta", "br", "img", "link", "input", "hr"}


def made(name: str) -> Made:
    settings = {"legs": "hybrid", "answer_threshold": "0.5"}
    return Made(Identity(name, "ab" * 32, "bundled/3/2025-07-01", settings, True, "0.1.0"), "before")


def evil() -> Summary:
    """A run over texts that would do harm if they were markup, with something in every part of the report."""
    asker = WordAsker(
        {f"Qui {EVIL} ?": (0.9, [EVIL]), "Quoi ?": (0.6, [EVIL])},
        words=50,
        texts={f"{EVIL}.md": ("fr", f"Avant. {EVIL} Après."), "b.md": ("en", "After")},
    )
    cases = [
        Case(f"id {EVIL}", f"Qui {EVIL} ?", "fr", (f"no {EVIL}",), GOLD, tags=(EVIL,)),
        Case("none", "Quoi ?", "fr", answerable=False, history=(Turn("user", EVIL),)),
        Case("refused", "Où ?", "fr", gold=(("b.md",),)),
        Case("empty", "?", "en", gold=(("b.md",),)),
    ]
    return summarise(list(Runner(asker).outcomes(cases)))


class Page(HTMLParser):
    """The elements and attributes of a page, found to be closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_from_articles_or_questions_is_markup(language: Language) -> None:
    page = Page(report_html(evil(), made(EVIL), language))
    assert not {"script", "img", "iframe", "link", "object", "foreignobject"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert page.text.count(EVIL) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_loads_nothing(language: Language) -> None:
    html = report_html(evil(), made("s.jsonl"), language)
    assert not re.findall(r"https?://|@import|//cdn", html)
    assert re.findall(r"url\((?!#)", html) == []
    links = [value for name, value in Page(html).attributes if name in {"src", "href", "xlink:href", "action"}]
    assert all(link.startswith("#") for link in links)


def test_the_report_has_every_figure_plot_and_failure() -> None:
    summary = evil()
    page = Page(report_html(summary, made("s.jsonl"), "fr"))
    for metric in METRICS:
        assert metric in page.text
    assert page.tags.count("svg") == 3
    assert page.tags.count("details") == len(summary.failed) == 4
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert f"no {EVIL} ou nor {EVIL}" in page.text
    for shown in ("Questions en échec (4)", "absente de l’index", "s. o.", "La question est vide.", "fr->fr (1)"):
        assert shown in page.text
    assert ("lang", "fr") in page.attributes


def test_a_run_without_failures_answers_or_tags_makes_a_report_too() -> None:
    found = Runner(WordAsker(), retrieval_only=True).outcomes([Case("a", "La crue ?", "fr", gold=(("pont.md",),))])
    page = Page(report_html(summarise(list(found)), made("s"), "en"))
    assert "None." in page.text
    assert "svg" not in page.tags


def test_a_report_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        write_report(tmp_path, evil(), made("s"), "en")
    assert raised.value.key == "run_write"


@pytest.mark.parametrize("texts", [TEXTS, REPORT_TEXTS], ids=["terminal", "report"])
def test_texts_take_the_same_values_in_both_languages(texts: dict[str, dict[Language, str]]) -> None:
    for key, said in texts.items():
        assert set(said) == set(LANGUAGES), key
        names = [set(re.findall(r"{(\w+)}", text)) for text in said.values()]
        assert names[0] == names[1] or key == "question_error", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_for_a_terminal_says_what_does_not_apply(language: Language) -> None:
    summary = evil()
    text = summary_text(summary, language)
    assert {"en": "not applicable", "fr": "sans objet"}[language] in text
    assert {"en": "0.50", "fr": "0,50"}[language] in text
    assert len(warning_lines(summary, language)) == len(summary.warnings) == 2


@pytest.mark.parametrize(("language", "mode"), [("en", "retrieval only"), ("fr", "recherche seule")])
def test_a_report_says_what_it_was_made_of(language: Language, mode: str) -> None:
    html = report_html(evil(), made("s.jsonl"), language)
    for fact in ("before", "bundled/3/2025-07-01", "ab" * 32, "0.1.0", "legs", "hybrid", "answer_threshold", mode):
        assert fact in html
