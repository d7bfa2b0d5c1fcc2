"""The page of evaluations where something is missing, damaged or not as it was: a sentence, and nothing is lost."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.page.texts import EVALUATION_TEXTS
from eval.saved import load_run
from rag.indexing import remove
from rag.service import Service
from rag.settings import load_settings
from tests.ui.drawn import Start, drawn_until, shown
from tests.ui.evaluating import (
    HeldEmbedder,
    evaluated,
    evaluation,
    job,
    run_set,
    run_to_its_end,
    the_set,
    view,
    write_set,
)

ENGLISH, FRENCH = EVALUATION_TEXTS["en"], EVALUATION_TEXTS["fr"]


@pytest.fixture
def embedder() -> HeldEmbedder:
    return HeldEmbedder()


@pytest.fixture
def service(tmp_path: Path, embedder: HeldEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with evaluated(tmp_path, embedder, monkeypatch) as service:
        yield service


def test_an_index_that_has_changed_is_told(start: Start, service: Service) -> None:
    app = run_to_its_end(evaluation(start, service), "first")
    (Path("eval-runs") / "first" / "result.json").unlink()
    remove(service.settings, ["library.md"])
    app.run()
    assert ENGLISH.index_then in shown(app)
    assert "It cannot be gone on with, since this has changed: index: " in shown(app)
    the_set(service).unlink()
    app.run()
    assert ENGLISH.set_gone in shown(app)


def test_an_index_that_changes_between_stop_and_going_on_is_told(
    start: Start, service: Service, embedder: HeldEmbedder
) -> None:
    app = evaluation(start, service)
    service.open(lambda _: None)
    embedder.hold("zebras")
    run_set(app, "first")
    assert embedder.reached.wait(60)
    remove(service.settings, ["undated.md"])
    job().stop()
    embedder.released.set()
    drawn_until(app, lambda: job().is_over)
    app.run()
    assert "stopped after 3 of 4 questions" in shown(app), "it went on over the index that it had begun with"
    app.button(key="evaluation-go-on").click().run()
    drawn_until(app, lambda: job().is_over)
    app.run()
    assert "The run first failed. This name is that of a run of something else: index: " in shown(app)
    assert len(load_run(Path("eval-runs"), "first").done) == 3
    assert not app.exception


def test_a_damaged_run_hides_no_other(start: Start, service: Service) -> None:
    app = run_to_its_end(evaluation(start, service), "first")
    write_set(Path("eval-runs") / "broken", "run.json")
    app.run()
    assert app.selectbox(key="evaluation-run").options == [
        next(o for o in app.selectbox(key="evaluation-run").options if o.startswith("first")), "broken · damaged",
    ]  # fmt: skip
    app.selectbox(key="evaluation-run").set_value("broken").run()
    assert "This run is damaged" in shown(app)
    assert not app.exception


def test_what_fails_is_a_sentence_and_what_was_done_is_kept(
    start: Start, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = evaluation(start, service)
    run_set(app, "a/b")
    assert "“a/b” cannot be the name of a saved run." in shown(app)
    Path("eval-runs").write_text("not a folder", encoding="utf-8")
    run_to_its_end(app, "first")
    assert "The run first failed." in shown(app)
    assert "cannot be written" in shown(app)
    Path("eval-runs").unlink()

    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("eval.page.job.Runner", broken)
    with caplog.at_level(logging.CRITICAL):
        run_to_its_end(app, "second")
    assert ENGLISH.ended_unexpected in shown(app)
    assert not app.exception


def test_without_a_set_the_page_says_how_to_come_by_one(
    start: Start, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.page.reading.SHIPPED", ())
    the_set(service).unlink()
    app = evaluation(start, service, "fr-FR")
    assert html.escape(FRENCH.no_sets) in shown(app)
    view(app, "results")
    assert html.escape(FRENCH.no_runs) in shown(app)
    assert not app.exception


def test_without_an_index_a_sentence_says_so(start: Start, service: Service, tmp_path: Path) -> None:
    nowhere = Service(load_settings(index=tmp_path / "nowhere", data=service.settings.data_folder, reader=False))
    app = evaluation(start, nowhere)
    run_to_its_end(app, "first")
    assert "The run first failed." in shown(app)
    assert "nowhere" in shown(app)
