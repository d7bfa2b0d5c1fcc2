"""Saved runs: what is kept, taking a run up again, and comparing two."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from eval.compare import Comparison, compare, comparison_json
from eval.measure import Measurement
from eval.outcome import OUTCOME, Outcome
from eval.run import Runner
from eval.saved import OUTCOMES, Identity, SavedRun, list_runs, load_run, open_run
from eval.session import InterruptedRunError, ask
from eval.sets import Case
from rag.errors import UsageError
from rag.messages import Language
from tests.eval.asker import ANSWERS, CASES, WordAsker

IDENTITY = Identity("s.jsonl", "digest", "index/1", {"top_k": "12"}, retrieval_only=False, version="1")


def collect(cases: Sequence[Case], runner: Runner, saved: SavedRun, language: Language) -> list[Outcome]:
    """The outcomes of all cases, as the command has them."""
    measurement = Measurement(cases, runner, saved)
    ask(measurement, saved.name, language)
    return measurement.known()


@contextmanager
def run_named(runs: Path, name: str = "a", identity: Identity = IDENTITY, *, fresh: bool = False) -> Iterator[SavedRun]:
    with open_run(runs, name, identity, fresh=fresh) as saved:
        yield saved


def finish(runs: Path, name: str, asker: WordAsker, identity: Identity = IDENTITY) -> None:
    with run_named(runs, name, identity) as saved:
        collect(CASES, Runner(asker, retrieval_only=identity.retrieval_only), saved, "en")
        saved.finish({})


def test_an_outcome_is_read_back_as_it_was_written() -> None:
    for outcome in Runner(WordAsker(ANSWERS)).outcomes(CASES):
        assert OUTCOME.validate_json(OUTCOME.dump_json(outcome)) == outcome


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with run_named(tmp_path) as saved, pytest.raises(InterruptedRunError) as stopped:
        collect(CASES, Runner(WordAsker(ANSWERS, patience=2)), saved, "en")
    assert stopped.value.done == 2
    assert not load_run(tmp_path, "a").finished
    asker = WordAsker(ANSWERS)
    with run_named(tmp_path) as saved:
        found = collect(CASES, Runner(asker), saved, "en")
        saved.finish({})
    assert asker.asked == [case.question for case in CASES[2:]]
    assert [outcome.case for outcome in found] == CASES
    assert tuple(found) == load_run(tmp_path, "a").done
    assert "2 of 5" in capsys.readouterr().err
    with run_named(tmp_path) as saved:
        assert collect(CASES, Runner(WordAsker(patience=0)), saved, "fr") == found
    assert "--fresh" in capsys.readouterr().err


def test_a_run_of_fewer_questions_can_be_widened_and_looked_at_again(tmp_path: Path) -> None:
    for count, asked in ((2, 2), (4, 2), (1, 0)):
        asker = WordAsker(ANSWERS)
        with run_named(tmp_path) as saved:
            assert len(collect(CASES[:count], Runner(asker), saved, "en")) == count
        assert len(asker.asked) == asked


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    finish(tmp_path, "a", WordAsker(ANSWERS))
    path = tmp_path / "a" / OUTCOMES
    path.write_bytes(path.read_bytes()[:-30])
    asker = WordAsker(ANSWERS)
    with run_named(tmp_path) as saved:
        collect(CASES, Runner(asker), saved, "en")
    assert asker.asked == [CASES[-1].question]
    assert [outcome.case.id for outcome in load_run(tmp_path, "a").done] == [case.id for case in CASES]


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (replace(IDENTITY, set_digest="x"), "question set: "),
        (replace(IDENTITY, index="index/2"), "index: index/1 ≠ index/2"),
        (replace(IDENTITY, settings={"top_k": "20"}), "top_k: 12 ≠ 20"),
        (replace(IDENTITY, retrieval_only=True), "retrieval_only"),
    ],
)
def test_a_run_of_something_else_is_not_taken_up(tmp_path: Path, other: Identity, named: str) -> None:
    finish(tmp_path, "a", WordAsker(ANSWERS))
    with pytest.raises(UsageError) as raised, run_named(tmp_path, identity=other):
        pass
    assert raised.value.key == "run_differs"
    assert named in raised.value.message()
    assert "--fresh" in raised.value.hint("fr")
    with run_named(tmp_path, identity=other, fresh=True) as saved:
        assert saved.done == ()
    assert load_run(tmp_path, "a").identity == other


def test_the_name_of_the_set_does_not_matter(tmp_path: Path) -> None:
    finish(tmp_path, "a", WordAsker(ANSWERS))
    with run_named(tmp_path, identity=replace(IDENTITY, set="moved.jsonl")) as saved:
        assert len(saved.done) == len(CASES)


def mistake(runs: Path, name: str) -> str:
    with pytest.raises(UsageError) as raised, run_named(runs, name):
        pass
    return raised.value.key


def test_runs_that_cannot_be_written_are_mistakes(tmp_path: Path) -> None:
    assert mistake(tmp_path, "../a") == mistake(tmp_path, ".a") == mistake(tmp_path, "") == "run_name"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert mistake(tmp_path / "file", "a") == "run_write"


def test_a_run_that_another_process_writes_is_left_alone(tmp_path: Path) -> None:
    with run_named(tmp_path):
        assert mistake(tmp_path, "a") == "run_busy"
    with run_named(tmp_path):
        pass


def test_damaged_and_unknown_runs_are_named(tmp_path: Path) -> None:
    finish(tmp_path, "a", WordAsker(ANSWERS))
    with pytest.raises(UsageError) as raised:
        load_run(tmp_path, "b")
    assert (raised.value.key, raised.value.values["known"]) == ("run_unknown", "a")
    (tmp_path / "a" / OUTCOMES).write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        list_runs(tmp_path)
    assert raised.value.key == "run_damaged"


# comparing


def compared(runs: Path, *askers: WordAsker, identity: Identity = IDENTITY) -> Comparison:
    for name, asker in zip("ab", askers, strict=True):
        finish(runs, name, asker, IDENTITY if name == "a" else identity)
    return compare(load_run(runs, "a"), load_run(runs, "b"))


def test_a_run_and_itself_differ_in_nothing_but_time(tmp_path: Path) -> None:
    found = compared(tmp_path, WordAsker(ANSWERS), WordAsker(ANSWERS))
    assert (found.questions, found.lost, found.gained) == (5, (), ())
    for name, difference in found.metrics.items():
        if difference is not None and not name.startswith("latency"):
            assert (difference.change.value, difference.change.low, difference.change.high) == (0, 0, 0)


def test_what_turned_is_named_and_what_moved_is_measured(tmp_path: Path) -> None:
    changed = {
        "Qui a fermé la route ?": (0.9, ["La crue a emporté le pont vendredi."]),
        "What is the budget?": (0.8, ["Le budget atteint 12 millions d’euros."]),
        "Combien de livres ?": ANSWERS["Combien de livres ?"],
    }
    found = compared(tmp_path, WordAsker(ANSWERS), WordAsker(changed))
    assert [after.case.id for _, after in found.lost] == ["road"]
    assert [after.case.id for _, after in found.gained] == ["budget", "zebra"]
    recall = found.metrics["abstention_recall"]
    assert recall is not None
    assert (recall.first, recall.second, recall.change.value) == (0, 1, 1)
    in_quote = found.metrics["answer_in_quote@3"]
    assert in_quote is not None
    assert in_quote.change.value == 0
    assert in_quote.change.low < 0 < in_quote.change.high
    data = comparison_json(found)
    json.dumps(data, allow_nan=False)
    assert data["lost"] == [{
        "id": "road", "question": "Qui a fermé la route ?",
        "before": ["Le maire a fermé l’accès à la route du Nord."], "after": ["La crue a emporté le pont vendredi."],
    }]  # fmt: skip


def test_only_what_both_have_is_compared(tmp_path: Path) -> None:
    alone = replace(IDENTITY, retrieval_only=True)
    found = compared(tmp_path, WordAsker(ANSWERS), WordAsker(ANSWERS, words=4), identity=alone)
    assert found.metrics["answer_in_quote@3"] is None
    assert found.differences == ("retrieval_only: False ≠ True",)
    assert found.metrics["recall@10"] is not None
    with run_named(tmp_path, "c") as saved:
        collect(CASES[:1], Runner(WordAsker(ANSWERS)), saved, "en")
    found = compare(load_run(tmp_path, "a"), load_run(tmp_path, "c"))
    assert (found.questions, found.only_first, found.only_second) == (1, 4, 0)
    with run_named(tmp_path, "d") as saved:
        collect([replace(CASES[0], question="Autre ?")], Runner(WordAsker(ANSWERS)), saved, "en")
    with pytest.raises(UsageError) as raised:
        compare(load_run(tmp_path, "a"), load_run(tmp_path, "d"))
    assert raised.value.key == "run_nothing_common"
