"""`sourcier eval` from the command line: what it prints, writes, and exits with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.metrics import METRICS
from rag.build import Sourcier
from rag.ports import Embedder
from rag.types import Answer, Filter, Question
from tests.command import refuse_embedders, sourcier, use
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.shelves import small_sourcier

SHIPPED = ROOT / "tests" / "data" / "shipped_questions.jsonl"
ROWS: list[dict[str, Any]] = [
    {"id": "road", "question": "Qui a fermé la route ?", "answers": ["Le maire"], "gold": ["crue.md", "flood.md"]},
    {"id": "books", "question": "How many books does the library hold?", "gold": ["It holds forty thousand books"]},
    {"id": "zebra", "question": "Where do zebras drink?", "answerable": False, "tags": ["far"]},
]


@pytest.fixture(autouse=True)
def _english_and_quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    use(monkeypatch, HashEmbedder(dimension=512))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    small_sourcier(tmp_path)
    return tmp_path / "index"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, (int, float)):
        yield value


def check_result(data: dict[str, Any]) -> None:
    """The contract of `eval --json`."""
    assert list(data) == ["questions", "metrics", "directions", "tags", "failed", "warnings", "curve"]
    groups = [data, *data["directions"].values(), *data["tags"].values()]
    for group in groups:
        assert list(group["metrics"]) == list(METRICS)
        for name, figure in group["metrics"].items():
            assert figure is None or list(figure) == ["value", "low", "high"]
            assert all(0 <= number <= (1e6 if name.startswith("latency") else 1) for number in numbers(figure))
    assert all(re.fullmatch(r"(fr|en)->(fr|en)", name) for name in data["directions"])
    for failed in data["failed"]:
        assert list(failed) == ["id", "question", "wanted", "got"]


def test_the_json_is_the_contract(index: Path, questions: Path) -> None:
    done = sourcier("eval", questions, "--index", index, "--json")
    assert (done.code, done.err) == (0, "")
    check_result(done.json)
    assert done.json["questions"] == 3
    assert done.json["metrics"]["recall@10"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert set(done.json["directions"]) == {"fr->fr", "en->en"}
    assert done.json["tags"]["far"]["metrics"]["ndcg@10"] is None


def test_the_text_names_every_metric(index: Path, questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = sourcier("eval", questions, "--index", index)
    assert done.code == 0
    assert all(name in done.out for name in METRICS)
    assert "not applicable" in done.out
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "sans objet" in sourcier("eval", "--index", index, questions, "--retrieval-only").out


def test_a_bar_that_is_met_is_quiet_and_one_that_is_not_exits_with_1(index: Path, questions: Path) -> None:
    met = sourcier("eval", questions, "--index", index, "--json", "--fail-under", "NDCG@10=0,1")
    assert (met.code, met.err) == (0, "")
    below = sourcier("eval", questions, "--index", index, "--json", "--fail-under", "Exact_Match=0.9")
    assert below.code == 1
    check_result(below.json)
    assert "exact_match is 0.0000" in below.one_line()
    assert "0.9" in below.err
    slow = sourcier("eval", questions, "--index", index, "--json", "--fail-under", "latency_ms_p95=0.0001")
    assert (slow.code, "latency_ms_p95" in slow.one_line()) == (1, True)


def test_a_bar_for_what_does_not_apply_is_not_met(index: Path, questions: Path) -> None:
    done = sourcier("eval", questions, "--index", index, "--json", "--retrieval-only", "--fail-under", "f1=0.1")
    assert done.code == 1
    assert "does not apply" in done.one_line()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--fail-under", "ndgc@10=0.8"], "ndcg@10"),
        (["--fail-under", "ndcg@10"], "--fail-under"),
        (["--fail-under", "ndcg@10=high"], "ndcg@10=high"),
        (["--fail-under", "ndcg@10=nan"], "nan"),
        (["--save", "a/b"], "a/b"),
        (["--report", "nowhere/report.html"], "nowhere"),
        (["--limit", "0"], "--limit"),
        (["--index", "nowhere"], "nowhere"),
    ],
)
def test_mistakes_are_said_before_anything_runs(
    questions: Path, index: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], named: str
) -> None:
    refuse_embedders(monkeypatch)
    options = arguments if "--index" in arguments else [*arguments, "--index", str(index)]
    assert named in sourcier("eval", questions, *options).mistake()


def test_a_wrong_line_is_said_before_the_model_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    (tmp_path / "s.jsonl").write_text('{"question": "x"}\n{"question": 1, "tags": 2}\n', encoding="utf-8")
    assert "line 2" in sourcier("eval", tmp_path / "s.jsonl").mistake()
    assert "QUESTIONS" in sourcier("eval").mistake()
    assert sourcier("eval", "compare", "a", "b").mistake().startswith("There is no saved run a")


def test_a_run_is_saved_listed_and_compared(index: Path, questions: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    assert "No saved run" in sourcier("eval", "list", "--runs", runs).err
    options = ["--index", str(index), "--runs", str(runs), "--json"]
    first = sourcier("eval", questions, "--save", "one", "--limit", "2", *options)
    assert first.json["questions"] == 2
    assert sourcier("eval", questions, "--save", "two", *options).code == 0
    listed = sourcier("eval", "list", "--runs", runs, "--json").json
    assert [(run["name"], run["questions"], run["finished"]) for run in listed] == [("one", 2, True), ("two", 3, True)]
    assert sourcier("eval", "list", "--runs", runs).out.splitlines()[1].startswith("two")
    found = sourcier("eval", "compare", "one", "two", "--runs", runs, "--json").json
    assert (found["questions"], found["only_first"], found["only_second"]) == (2, 0, 1)
    assert found["metrics"]["ndcg@10"]["difference"] == 0
    text = sourcier("eval", "compare", "one", "two", "--runs", runs)
    assert (text.code, text.err) == (0, "")
    assert "+0.00 [+0.00 … +0.00]" in text.out
    assert json.loads((runs / "two" / "result.json").read_text(encoding="utf-8"))["questions"] == 3


def test_ctrl_c_says_how_to_go_on_and_the_same_command_does(
    index: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        stop_at(patch, ROWS[1]["question"])
        stopped = sourcier("eval", questions, "--index", index, "--save", "a", "--json")
        unsaved = sourcier("eval", questions, "--index", index)
    assert (stopped.code, stopped.out) == (unsaved.code, unsaved.out) == (130, "")
    assert "run the same command again" in stopped.one_line()
    assert "--save" in unsaved.one_line()
    again = sourcier("eval", questions, "--index", index, "--save", "a", "--json")
    assert "1 of 3" in again.err
    check_result(again.json)
    other = sourcier("eval", questions, "--index", index, "--save", "a", "--retrieval-only")
    assert "--fresh" in other.mistake()
    fresh = sourcier("eval", questions, "--index", index, "--save", "a", "--retrieval-only", "--fresh", "--json")
    assert fresh.code == 0


def stop_at(patch: pytest.MonkeyPatch, wanted: str) -> None:
    """Ctrl-C comes when this question is asked."""
    ask = Sourcier.ask

    def stopping(self: Sourcier, question: Question, where: Filter | None = None) -> Answer:
        if question == wanted:
            raise KeyboardInterrupt
        return ask(self, question, where)

    patch.setattr(Sourcier, "ask", stopping)


def test_a_change_of_the_index_or_the_settings_is_another_run(
    index: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["eval", str(questions), "--index", str(index), "--save", "a", "--retrieval-only"]
    assert sourcier(*arguments).code == 0
    monkeypatch.setenv("SOURCIER_TOP_K", "7")
    assert "top_k: 16 ≠ 7" in sourcier(*arguments).mistake()
    monkeypatch.delenv("SOURCIER_TOP_K")
    assert sourcier("remove", "library.md", "--index", index).code == 0
    assert "index: " in sourcier(*arguments).mistake()


def test_the_report_is_written(index: Path, questions: Path, tmp_path: Path) -> None:
    done = sourcier("eval", questions, "--index", index, "--report", tmp_path / "r.html")
    assert (done.code, "r.html" in done.err) == (0, True)
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_report_takes_the_place_of_a_report_and_of_nothing_else(index: Path, questions: Path, tmp_path: Path) -> None:
    before = questions.read_bytes()
    for taken in (questions, tmp_path):
        assert str(taken) in sourcier("eval", questions, "--index", index, "--report", taken).mistake()
    assert questions.read_bytes() == before
    again = ("eval", questions, "--index", index, "--retrieval-only", "--report", tmp_path / "r.html")
    assert (sourcier(*again).code, sourcier(*again).code) == (0, 0)


def test_a_file_that_is_called_like_a_subcommand_is_given_with_its_folder(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "compare"
    (folder / "qrels").mkdir(parents=True)
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "Qui a fermé la route ?"}', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("1\tcrue.md\t1\n", encoding="utf-8")
    assert sourcier("eval", "./compare", "--index", index, "--json").json["questions"] == 1


def test_the_help_has_the_options_and_the_subcommands() -> None:
    text = sourcier("eval", "--help").out
    for word in ("--fail-under", "--retrieval-only", "compare", "list", "QUESTIONS"):
        assert word in text


def test_the_shipped_articles_from_end_to_end(
    shipped_index: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, embedder)
    done = sourcier(
        "eval", SHIPPED, "--index", shipped_index, "--json", "--limit", "3", "--fail-under", "recall@10=0.5"
    )
    assert done.code == 0, done.err
    check_result(done.json)
    assert done.json["questions"] == 3
    assert done.json["warnings"] == []
