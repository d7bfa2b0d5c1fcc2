"""`make fuzz` in short: some inputs for each target; and what is found is kept and can be given again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from eval.fuzz.__main__ import main
from eval.fuzz.finding import Finding, load_finding
from eval.fuzz.mutate import MOST_BYTES, Mutator
from eval.fuzz.targets import TARGETS
from rag.errors import UsageError

EACH = 0.6
"""Seconds for each target."""


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_what_nobody_meant(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # some targets go into their folder
    target = TARGETS[name]
    check = target.make(tmp_path)
    mutator = Mutator(target.seeds(), target.words, "short")
    until = time.monotonic() + EACH
    for number in range(100):
        check(mutator.make(number))
        if number >= len(mutator.seeds) and time.monotonic() > until:
            break


def test_the_same_number_is_the_same_input() -> None:
    one, other = (Mutator([b"abc", b"def"], (b"x",), "run") for _ in range(2))
    made = [one.make(number) for number in range(300)]
    assert made[:2] == [b"abc", b"def"]
    assert made == [other.make(number) for number in range(300)]
    assert len(set(made)) > 200
    assert max(map(len, made)) <= MOST_BYTES


def test_a_run_prints_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["filters", "--run", "short", "--scale", "0.0005", "--findings", str(tmp_path)]) == 0
    assert "| filters | 100 |" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_finding_is_kept_and_given_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding("filters", "crash", "run", 7, "AssertionError", b"\x00\xfffr")
    path = finding.save(tmp_path)
    assert load_finding(path) == finding
    assert main(["--replay", str(path)]) == 0  # it is mended
    assert "| filters | 1 |" in capsys.readouterr().out


def test_what_is_no_finding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"target": "filters"}', encoding="utf-8")
    with pytest.raises(UsageError):
        load_finding(path)
    assert main(["--replay", str(path)]) == 2
    assert main(["nothing"]) == 2
