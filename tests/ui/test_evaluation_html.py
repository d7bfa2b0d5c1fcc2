"""What the page of evaluations shows as HTML: nothing from a question or an article is markup."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from eval.bootstrap import Interval
from eval.compare import compare
from eval.metrics import METRICS
from eval.outcome import Outcome
from eval.page.compare_html import separates_html, turned_html
from eval.page.failed_html import Spot, failed_html
from eval.page.figures_html import differences_html, figure_html, figures_html, tags_html
from eval.page.metric_texts import GROUP_NAMES, GROUPS, MEANINGS
from eval.page.result_html import facts_html, made_html, plots_html, warnings_html
from eval.page.texts import left_text, share_text, time_text
from eval.report.plots import plots
from eval.run import Runner
from eval.saved import Identity, RunInfo, SavedRun
from eval.sets import Case
from eval.summary import Summary, summarise
from rag.messages import LANGUAGES, Language
from rag.types import Turn
from tests.eval.asker import ANSWERS, CASES, WordAsker
from tests.ui.samples import HOSTILE

EVIL = " ".join(HOSTILE)
IDENTITY = Identity(EVIL, "ab" * 32, "index/1", {"legs": EVIL}, retrieval_only=False, version="1")


def evil(quoted: bool = True) -> list[Outcome]:
    """Outcomes with a hostile text in every place that comes from elsewhere."""
    asker = WordAsker(
        {"Qui ?": (0.9, [EVIL])} if quoted else {}, words=200, texts={EVIL: ("fr", EVIL), "b.md": ("en", "After")}
    )
    cases = [
        Case(
            EVIL, "Qui ?", "fr", (f"no {EVIL}",), ((EVIL, f"nor {EVIL}"),), history=(Turn("user", EVIL),), tags=(EVIL,)
        ),
        Case("q", f"Où {EVIL} ?", "fr", gold=((f"missing {EVIL}",),)),
        Case("?", "?", "fr", gold=(("b.md",),)),
    ]
    return list(Runner(asker).outcomes(cases))


def summary(outcomes: list[Outcome] | None = None) -> Summary:
    return summarise(evil() if outcomes is None else outcomes)


def harmless(page: str) -> bool:
    """Whether the hostile texts are there, and only as text."""
    assert "&lt;script&gt;" in page
    return not re.search(r"<script|<img|onerror=alert\(1\)>|href=\"javascript", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_markup(language: Language) -> None:
    found = summary()
    info = RunInfo(EVIL, IDENTITY, 3, finished=True, changed=dt.datetime(2026, 11, 26, 14, 5))
    tags, warned = tags_html(found, language), warnings_html(found, language)
    assert tags is not None
    assert warned is not None
    for page in (tags, warned, failed_html(found.failed, 0, language), made_html(IDENTITY, language)):
        assert harmless(page)
    assert harmless(facts_html(info, "", language))
    runs = [SavedRun(Path(name), IDENTITY, tuple(evil(quoted))) for name, quoted in (("a", True), ("b", False))]
    changed = replace(runs[1], identity=replace(IDENTITY, settings={"legs": "dense"}))
    compared = compare(runs[0], changed)
    assert harmless(separates_html(compared, language))
    assert "<script" not in turned_html(compared, language)


def test_every_metric_is_explained_and_grouped() -> None:
    assert tuple(name for names in GROUPS.values() for name in names) == METRICS
    for language in LANGUAGES:
        assert tuple(MEANINGS[language]) == METRICS
        assert tuple(GROUP_NAMES[language]) == tuple(GROUPS)


def test_figures_stand_with_their_intervals_by_direction() -> None:
    found = summarise(list(Runner(WordAsker(ANSWERS)).outcomes(CASES)))
    page = figures_html(found, "fr")
    assert page.count("<tr>") == 1 + sum(found.whole.metrics[name] is not None for name in METRICS)
    for group in (found.whole, *found.directions.values()):
        for name, figure in group.metrics.items():
            if figure is not None:
                assert figure_html(figure, name, "fr") in page
    assert "en → fr" in page
    assert figure_html(Interval(0.5, 0.25, 1.0), "f1", "fr") == "<b>0,50</b> <small>[0,25 … 1,00]</small>"
    assert figure_html(None, "f1", "fr") == '<span class="none">s. o.</span>'


def test_a_difference_is_bold_only_where_its_interval_does_not_hold_zero() -> None:
    right = list(Runner(WordAsker(ANSWERS)).outcomes(CASES))
    runs = [SavedRun(Path(n), IDENTITY, tuple(o)) for n, o in (("a", right), ("b", right))]
    assert 'class="surely"' not in differences_html(compare(*runs), "en").split("Latency")[0]
    refusing = tuple(Runner(WordAsker({})).outcomes(CASES))
    found = compare(runs[0], SavedRun(Path("b"), IDENTITY, refusing))
    page = differences_html(found, "en")
    for name, difference in found.metrics.items():
        if difference is not None:
            row = page[page.index(f'<th scope="row">{name}<') :].partition("</tr>")[0]
            surely = difference.change.low > 0 or difference.change.high < 0
            assert ('class="surely"' in row) is surely, name
    assert [pair[0].case.id for pair in found.lost]
    for pair in found.lost:
        assert pair[0].case.question in turned_html(found, "en")


def test_plots_are_the_reports_and_load_nothing() -> None:
    found = summarise(list(Runner(WordAsker(ANSWERS)).outcomes(CASES)))
    page = plots_html(plots(found, "fr"), "fr")
    assert page is not None
    assert page.count("<svg") == len(plots(found, "fr")) > 0
    assert "http" not in page
    assert "<script" not in page
    assert plots_html([], "fr") is None


def test_a_spot_travels_through_the_browser() -> None:
    failed = summary().failed
    for spot in (Spot("hit", 0, 1), Spot("citation", 12, 3)):
        assert Spot.parse(str(spot)) == spot
    for wrong in ("", "hit.1", "hit.-1.0", "hit.1.0.0", "other.0.0", "hit.²2.0", "hit.1.99999999999", "hit. 1.0"):
        assert Spot.parse(wrong) is None
    first = failed[0]
    assert Spot("hit", 0, 0).of(failed) == first.retrieved[0]
    assert first.given is not None
    assert Spot("citation", 0, 0).of(failed) == first.given.citations[0]
    for nowhere in (Spot("hit", 99, 0), Spot("hit", 0, 99), Spot("citation", 0, 99)):
        assert nowhere.of(failed) is None


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [(0.2, "encore 1 s environ", "about 1 s left"), (89.4, "encore 89 s environ", "about 89 s left"),
     (90, "encore 2 min environ", "about 2 min left"), (7200, "encore 120 min environ", "about 120 min left")],
)  # fmt: skip
def test_the_time_that_is_left(seconds: float, french: str, english: str) -> None:
    assert [left_text(seconds, language) for language in LANGUAGES] == [french, english]


def test_a_share_and_a_time() -> None:
    assert share_text(1, 3, "fr") == "33\u00a0% justes jusqu’ici"
    assert share_text(0, 0, "en") == ""
    assert time_text(dt.datetime(2026, 11, 26, 9, 5), "fr") == "26 novembre 2026, 09:05"
