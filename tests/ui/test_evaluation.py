"""The page of evaluations, drawn without a browser over a small real index."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.bootstrap import Interval
from eval.page.figures_html import figure_html
from eval.page.job_view import desk
from eval.page.texts import EVALUATION_TEXTS
from eval.saved import load_run
from rag.errors import UsageError
from rag.indexing import remove
from rag.service import Service
from tests.command import sourcier, use
from tests.ui.drawn import Start, answered, drawn_until, go, shown
from tests.ui.evaluating import (
    HeldEmbedder,
    evaluated,
    evaluation,
    job,
    run_set,
    run_to_its_end,
    the_set,
    view,
    widget,
)

ENGLISH, FRENCH = EVALUATION_TEXTS["en"], EVALUATION_TEXTS["fr"]


@pytest.fixture
def embedder() -> HeldEmbedder:
    return HeldEmbedder()


@pytest.fixture
def service(tmp_path: Path, embedder: HeldEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    use(monkeypatch, embedder)  # for what the command does beside the page
    with evaluated(tmp_path, embedder, monkeypatch) as service:
        yield service


def figures(given: dict[str, Any]) -> list[str]:
    """The figures that the command prints, as the page shows them, but for latencies, which differ each time."""
    return [
        figure_html(Interval(**figure), name, "en")
        for name, figure in given["metrics"].items()
        if figure is not None and not name.startswith("latency")
    ]


def test_a_run_to_its_end_shows_the_figures_of_the_command(start: Start, service: Service) -> None:
    app = evaluation(start, service)
    assert "4 questions · French 2 · English 2 · 1 without an answer" in shown(app)
    run_to_its_end(app, "first")
    assert app.session_state["evaluation-view"] == "results", "its figures are shown as soon as it has ended"
    page = shown(app)
    index = service.settings.index
    wanted = sourcier("eval", the_set(service), "--index", index, "--json").json
    table = page[page.index("<table>") : page.index("</table>")]
    assert len(figures(wanted)) > 8
    assert [figure for figure in figures(wanted) if figure not in table] == []
    for name, direction in wanted["directions"].items():
        assert html.escape(name.replace("->", " → ")) in table
        assert [figure for figure in figures(direction) if figure not in table] == []
    assert "over the index as it is" in page
    assert [run["name"] for run in sourcier("eval", "list", "--json").json] == ["first"]
    assert page.count("<svg") == 3
    assert not app.exception


def test_failed_questions_stand_beside_what_was_retrieved(start: Start, service: Service) -> None:
    app = run_to_its_end(evaluation(start, service), "first")
    failed = load_run(Path("eval-runs"), "first").done[-1]
    page = shown(app)
    assert "Failed questions (" in page
    assert html.escape(failed.case.question) in page
    assert "13 millions" in page
    assert html.escape(failed.retrieved[0].text.split("\n")[0]) in page
    assert "<b>zebras</b>" not in page, "questions are text"
    assert 'data-value="hit.' in page


def test_the_passage_of_a_failed_question_opens_in_its_article(start: Start, service: Service) -> None:
    app = run_to_its_end(evaluation(start, service), "first")
    passage = next(o for o in load_run(Path("eval-runs"), "first").done if o.case.id == "lost").retrieved[0]
    app.session_state["evaluation-opened"] = passage
    app.run()
    assert f'<h2 lang="fr" tabindex="-1">{passage.title}</h2>' in shown(app)
    assert "<mark>" in shown(app)
    remove(service.settings, [passage.document_id])
    app.run()
    assert "<mark>" not in shown(app)
    assert 'role="alert"' in shown(app), "it has left the index meanwhile"
    assert not app.exception


def test_a_run_is_stopped_and_gone_on_with(start: Start, service: Service, embedder: HeldEmbedder) -> None:
    app = evaluation(start, service)
    service.open(lambda _: None)
    embedder.hold("zebras")
    run_set(app, "first")
    assert embedder.reached.wait(60)
    app.run()
    assert "2 of 4 questions" in shown(app)
    app.button(key="evaluation-stop").click().run()
    assert "Stopping after the question" in shown(app)
    embedder.released.set()
    drawn_until(app, lambda: job().is_over)
    app.run()
    assert "stopped after 3 of 4 questions" in shown(app)
    saved = load_run(Path("eval-runs"), "first")
    assert (len(saved.done), saved.finished) == (3, False)
    view(app, "results")
    assert ENGLISH.unfinished_so_far in shown(app)
    widget(app, "button", "Go on with the 1 left").click().run()
    drawn_until(app, lambda: job().is_over)
    assert [o.case.id for o in load_run(Path("eval-runs"), "first").done] == ["road", "books", "zebra", "lost"]
    assert load_run(Path("eval-runs"), "first").done[:3] == saved.done, "nothing was asked twice"
    assert load_run(Path("eval-runs"), "first").finished
    assert not app.exception


def test_one_at_a_time_while_others_ask(start: Start, service: Service, embedder: HeldEmbedder) -> None:
    app, other = evaluation(start, service), evaluation(start, service)
    service.open(lambda _: None)
    embedder.hold("zebras")
    run_set(app, "first")
    assert embedder.reached.wait(60)
    other.run()
    assert "2 of 4 questions" in shown(other), "everybody sees it"
    assert [button.key for button in other.button if button.key == "evaluation-start"] == []
    with pytest.raises(UsageError) as raised:
        desk().take(job().order, lambda: service.open(lambda _: None))
    assert raised.value.key == "evaluation_runs"
    chat = go(other, "")
    chat.chat_input[0].set_value("Quel est le budget de la ville ?").run()
    answered(chat)
    assert not job().is_over
    embedder.released.set()
    drawn_until(app, lambda: job().is_over)


def test_two_runs_are_compared_as_the_command_does(start: Start, service: Service) -> None:
    app = evaluation(start, service)
    view(app, "compare")
    assert ENGLISH.compare_few in shown(app)
    view(app, "run")
    run_to_its_end(app, "before", Number_of_questions=3)
    view(app, "run")
    run_to_its_end(app, "after", Answer_threshold=0.99)
    view(app, "compare")
    assert (app.selectbox(key="evaluation-first").value, app.selectbox(key="evaluation-second").value) == (
        "before", "after",
    )  # fmt: skip
    found = sourcier("eval", "compare", "before", "after", "--json").json
    page = shown(app)
    assert found["differences"] == ["answer_threshold: 0.5 ≠ 0.99"]
    assert found["differences"][0] in page
    assert "3 questions in both; 0 only before, 1 only after." in page
    assert f"From right to wrong ({len(found['lost'])})" in page
    assert [one["question"] for one in found["lost"]]
    for one in found["lost"]:
        assert html.escape(one["question"]) in page
    moved = found["metrics"]["answer_in_quote@1"]
    assert f"{moved['difference']:+.2f}" in page
    assert not app.exception


def test_a_threshold_belongs_to_what_a_run_is_of(start: Start, service: Service) -> None:
    app = run_to_its_end(evaluation(start, service), "strict", Answer_threshold=0.99)
    saved = load_run(Path("eval-runs"), "strict")
    assert saved.identity.settings["answer_threshold"] == "0.99"
    assert all(outcome.given is not None and outcome.given.abstained for outcome in saved.done)
    assert service.settings.answer_threshold == 0.5
    view(app, "run")
    widget(app, "text_input", "Name of the run").set_value("strict").run()
    assert "answer_threshold: 0.99 ≠ 0.5" in shown(app)
    assert app.button(key="evaluation-start").disabled
    widget(app, "checkbox", ENGLISH.fresh).check().run()
    app.button(key="evaluation-start").click().run()
    drawn_until(app, lambda: job().is_over)
    assert load_run(Path("eval-runs"), "strict").identity.settings["answer_threshold"] == "0.5"


def test_retrieval_alone_answers_nothing(start: Start, service: Service) -> None:
    app = evaluation(start, service)
    run_to_its_end(app, "r", Retrieval_only=True)
    assert all(outcome.given is None for outcome in load_run(Path("eval-runs"), "r").done)
    assert ENGLISH.mode_retrieval in shown(app)
    assert "<svg" not in shown(app)


def test_what_the_command_has_begun_the_page_goes_on_with(start: Start, service: Service) -> None:
    index = str(service.settings.index)
    assert sourcier("eval", the_set(service), "--index", index, "--save", "cli", "--limit", "2").code == 0
    app = evaluation(start, service)
    widget(app, "text_input", "Name of the run").set_value("cli").run()
    assert "2 questions of this run are done already" in shown(app)
    app.button(key="evaluation-start").click().run()
    drawn_until(app, lambda: job().is_over)
    assert job().error is None
    assert len(load_run(Path("eval-runs"), "cli").done) == 4
