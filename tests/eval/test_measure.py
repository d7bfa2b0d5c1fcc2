"""One run for whoever runs it: stopped between two questions, gone on with, watched meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from eval.measure import Measurement, Plan, identity_of
from eval.run import Runner
from eval.saved import IDENTITY, OUTCOMES, Identity, load_run, open_run, run_info, run_names
from eval.sets import QuestionSet
from eval.summary import summarise, summary_json
from rag.build import Sourcier
from rag.errors import UsageError
from tests.eval.asker import ANSWERS, CASES, WordAsker
from tests.shelves import small_sourcier

OF = Identity("s.jsonl", "digest", "index/1", {"top_k": "12"}, retrieval_only=False, version="1")


@pytest.fixture
def sourcier(tmp_path: Path) -> Sourcier:
    return small_sourcier(tmp_path)


def test_it_is_stopped_between_two_questions_and_gone_on_with(tmp_path: Path) -> None:
    with open_run(tmp_path, "a", OF, fresh=False) as saved:
        stopped = Measurement(CASES, Runner(WordAsker(ANSWERS)), saved)
        first = list(islice(stopped.outcomes(), 2))
    assert (stopped.done, stopped.left) == (2, len(CASES) - 2)
    assert stopped.known() == first
    with pytest.raises(AssertionError):
        stopped.finish("en")
    info = run_info(tmp_path, "a")
    assert (info.questions, info.finished, info.identity) == (2, False, OF)
    asker = WordAsker(ANSWERS)
    with open_run(tmp_path, "a", OF, fresh=False) as saved:
        measurement = Measurement(CASES, Runner(asker), saved)
        assert measurement.known() == first
        assert len(list(measurement.outcomes())) == len(CASES) - 2 == len(asker.asked)
        summary = measurement.finish("fr")
    assert run_info(tmp_path, "a").finished
    assert summary.outcomes == load_run(tmp_path, "a").done
    kept = json.loads((tmp_path / "a" / "result.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(summary_json(summarise(load_run(tmp_path, "a").done), "fr")))


def test_what_is_not_among_the_cases_does_not_count(tmp_path: Path) -> None:
    with open_run(tmp_path, "a", OF, fresh=False) as saved:
        list(Measurement(CASES, Runner(WordAsker(ANSWERS)), saved).outcomes())
    with open_run(tmp_path, "a", OF, fresh=False) as saved:
        fewer = Measurement(CASES[:2], Runner(WordAsker(ANSWERS, patience=0)), saved)
        assert (fewer.done, fewer.left) == (2, 0)
        assert fewer.finish("en").whole.questions == 2


def test_a_full_disk_ends_the_run_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open
    asker = WordAsker(ANSWERS)

    def full(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == OUTCOMES and len(asker.asked) == 3:
            raise OSError(28, "No space left on device")
        return opened(path, *given, **named)

    with open_run(tmp_path, "a", OF, fresh=False) as saved, monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        with pytest.raises(UsageError, match="No space left on device"):
            list(Measurement(CASES, Runner(asker), saved).outcomes())
    assert [outcome.case for outcome in load_run(tmp_path, "a").done] == CASES[:2]


def test_without_a_saved_run_it_only_measures() -> None:
    measurement = Measurement(CASES, Runner(WordAsker(ANSWERS)))
    assert [outcome.case for outcome in measurement.outcomes()] == CASES
    assert measurement.finish("en").whole.questions == len(CASES)


def test_a_damaged_run_is_listed_and_said(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / IDENTITY).write_text("{", encoding="utf-8")
    (tmp_path / "no-run").mkdir()
    assert run_names(tmp_path) == ["a", "b"]
    with pytest.raises(UsageError) as raised:
        run_info(tmp_path, "a")
    assert raised.value.key == "run_damaged"
    with pytest.raises(UsageError) as raised:
        run_info(tmp_path, "c")
    assert "a, b" in raised.value.hint()


def test_an_identity_tells_what_an_answer_depends_on_and_nothing_else(sourcier: Sourcier) -> None:
    plan = Plan(QuestionSet(Path("s.jsonl"), "digest", tuple(CASES)))
    settings, manifest = sourcier.settings, sourcier.index.manifest
    here = identity_of(plan, settings, manifest)
    assert here.set == "s.jsonl"
    other = settings.model_copy(update={"answer_threshold": 0.7, "index": Path("elsewhere"), "editors": ("a@b.c",)})
    assert here.differences(identity_of(plan, other, manifest)) == ["answer_threshold: 0.5 ≠ 0.7"]
    assert here.differences(identity_of(replace(plan, limit=2), settings, manifest)) == []
    newer = replace(manifest, generation=manifest.generation + 1)
    assert [line.partition(":")[0] for line in here.differences(identity_of(plan, settings, newer))] == ["index"]


def test_a_plan_takes_the_first_questions() -> None:
    plan = Plan(QuestionSet(Path("s.jsonl"), "digest", tuple(CASES)), limit=2)
    assert plan.cases == tuple(CASES[:2])
    assert replace(plan, limit=None).cases == tuple(CASES)
