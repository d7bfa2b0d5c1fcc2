"""Sets that people add: nothing is kept that cannot be read, and what is read back is what was added."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.sets import Case, read_set
from eval.sets.case import Place, make_case
from eval.sets.folder import SetFolder, case_columns, file_name
from rag.errors import UsageError

LINE = b'{"id": "a", "question": "Qui ?"}\n'
WIDE = LINE.decode().replace("Qui", "Été").encode("utf-16")

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(lambda text: text.strip())
turns = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "text": texts})
rows = st.fixed_dictionaries(
    {"question": texts},
    optional={
        "lang": st.sampled_from(["fr", "en"]),
        "answers": st.lists(texts, max_size=3),
        "gold": st.lists(st.one_of(texts, st.lists(texts, min_size=1, max_size=3)), max_size=3),
        "answerable": st.booleans(),
        "history": st.lists(turns, max_size=3),
        "tags": st.lists(texts, max_size=2),
    },
)


def case(number: int, row: dict[str, Any]) -> Case:
    return make_case({**row, "id": f"q-{number}"}, Place(Path("s.jsonl"), 1))


@given(st.lists(rows, min_size=1, max_size=5))
def test_what_is_read_back_is_what_was_added(given: list[dict[str, Any]]) -> None:
    added = [case(number, row) for number, row in enumerate(given)]
    with tempfile.TemporaryDirectory() as folder:
        sets = SetFolder(Path(folder))
        digests = {sets.append("s.jsonl", one).digest for one in added}
        assert read_set(Path(folder) / "s.jsonl").cases == tuple(added)
    assert len(digests) == len(added), "each state of the set is told from the others"


@given(rows)
def test_columns_are_read_as_the_case(row: dict[str, Any]) -> None:
    one = case(1, row)
    assert make_case(case_columns(one), Place(Path("s.jsonl"), 1)) == one


def test_control_characters_are_no_reason_to_lose_a_set(tmp_path: Path) -> None:
    one = Case("a", "\x7f" * 40 + "\x01\x02", "fr")
    assert SetFolder(tmp_path).append("s.jsonl", one).cases == (one,)


@pytest.mark.parametrize("before", [LINE.rstrip(), LINE, WIDE])
def test_a_question_is_added_after_what_is_there(tmp_path: Path, before: bytes) -> None:
    (tmp_path / "s.jsonl").write_bytes(before)
    found = SetFolder(tmp_path).append("s.jsonl", Case("b", "Où ?", "fr"))
    assert [one.id for one in found.cases] == ["a", "b"]
    assert read_set(tmp_path / "s.jsonl") == found


def test_a_mistake_is_named_with_its_line_and_nothing_is_kept(tmp_path: Path) -> None:
    sets = SetFolder(tmp_path / "sets")
    with pytest.raises(UsageError) as raised:
        sets.add("été 1.jsonl", LINE + b'{"question": 1, "tags": 2}\n')
    assert "été-1.jsonl, line 2" in raised.value.message()
    assert sets.paths() == []
    with pytest.raises(UsageError, match="no question"):
        sets.add("empty.jsonl", b"\n")


def test_a_file_is_kept_as_it_is_and_not_replaced(tmp_path: Path) -> None:
    sets = SetFolder(tmp_path / "sets")
    data = "id;question\na;Été ?\n".encode("cp1252")
    found = sets.add("questions.CSV", data)
    assert found.path.read_bytes() == data
    assert sets.paths() == [tmp_path / "sets" / "questions.csv"]
    with pytest.raises(UsageError) as raised:
        sets.add("questions.csv", data)
    assert raised.value.key == "set_taken"
    with pytest.raises(UsageError) as raised:
        sets.append("questions.csv", Case("b", "Où ?", "fr"))
    assert raised.value.key == "set_not_lines"
    sets.remove("questions.csv")
    sets.remove("questions.csv")
    assert sets.paths() == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a b.jsonl", "a-b.jsonl"),
        ("../../etc/passwd.jsonl", "passwd.jsonl"),
        ("C:\\sets\\é.CSV", "é.csv"),
        (".hidden.json", "hidden.json"),
        ("x" * 300 + ".tsv", "x" * 80 + ".tsv"),
    ],
)
def test_names_are_made_safe(given: str, expected: str) -> None:
    assert file_name(given) == expected


@pytest.mark.parametrize("given", ["", "questions", "questions.pdf", "...jsonl", "/.jsonl", "<>.jsonl"])
def test_what_is_left_of_a_name_may_be_nothing(given: str) -> None:
    with pytest.raises(UsageError) as raised:
        file_name(given)
    assert raised.value.key in {"set_name", "set_format"}


def test_an_id_is_not_used_twice(tmp_path: Path) -> None:
    sets = SetFolder(tmp_path)
    before = sets.append("s.jsonl", Case("a", "Qui ?", "fr")).path.read_bytes()
    with pytest.raises(UsageError) as raised:
        sets.append("s.jsonl", Case("a", "Où ?", "fr"))
    assert raised.value.key == "set_id_repeated"
    assert (tmp_path / "s.jsonl").read_bytes() == before


def test_several_may_add_at_once(tmp_path: Path) -> None:
    def add(number: int) -> None:
        SetFolder(tmp_path).append("s.jsonl", Case(f"q-{number}", "Qui ?", "fr"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(24)))
    assert {one.id for one in read_set(tmp_path / "s.jsonl").cases} == {f"q-{number}" for number in range(24)}


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_leaves_the_set_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    sets = SetFolder(tmp_path)
    before = sets.append("s.jsonl", Case("a", "Qui ?", "fr"))
    with monkeypatch.context() as patch:
        target: Any = os if fails == "fsync" else Path
        change: Callable[..., None] = full
        patch.setattr(target, fails, change)
        with pytest.raises(UsageError, match="No space left on device"):
            sets.append("s.jsonl", Case("b", "Où ?", "fr"))
    assert read_set(tmp_path / "s.jsonl") == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_only_files_that_may_be_sets_are_listed(tmp_path: Path) -> None:
    for name in ("b.jsonl", "A.csv", ".lock", ".half.jsonl", "notes.md"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / "folder.jsonl").mkdir()
    assert [path.name for path in SetFolder(tmp_path).paths()] == ["A.csv", "b.jsonl"]
    assert SetFolder(tmp_path / "nowhere").paths() == []


def test_a_line_is_plain_json(tmp_path: Path) -> None:
    SetFolder(tmp_path).append("s.jsonl", Case("a", "Où ?", "fr", gold=(("x",), ("y", "z"))))
    (line,) = (tmp_path / "s.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = {"id": "a", "question": "Où ?", "lang": "fr", "gold": ["x", ["y", "z"]], "answerable": True}
    assert json.loads(line) == wanted
