"""What was found by giving programs what nobody meant: each stays mended."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from eval.fuzz.seeds import pack
from eval.fuzz.targets import TARGETS
from eval.sets.read import read_set
from rag.answer.generate.markers import finished, unmarked
from rag.answer.generate.reply import Reply, Said
from rag.errors import SettingsError, UsageError
from rag.history.codec import read
from rag.settings import FILE, load_settings
from rag.store.arrays import read_arrays, write_arrays
from rag.store.columns import Columns


def test_thousands_of_spaces_that_a_model_writes_are_no_work() -> None:
    text = "Le pont [@bc" + " " * 20_000 + "[@bcdf]. Fin."
    before = time.process_time()
    reply = Reply(["bcdf"])
    said = [*(one for at in range(0, len(text), 500) for one in reply.feed(text[at : at + 500])), *reply.end()]
    assert time.process_time() - before < 5  # it was minutes
    assert any(isinstance(one, Said) and one.codes == ("bcdf",) for one in said)


def test_the_spaces_before_a_marker_go_with_it_and_no_others() -> None:
    assert unmarked("Un  \u00a0[@bcdf] deux  trois.", ["bcdf"]).text == "Un deux  trois."
    assert finished("Un  \u00a0[@bc") == 2
    assert finished("Un   ") == 2
    assert finished("Un \u00a0mark") == 2


def test_a_sentence_of_many_numbers_is_checked_in_time(tmp_path: Path) -> None:
    numbers = "-5-5-5-5-55" * 200
    before = time.process_time()
    TARGETS["citation check"].make(tmp_path)(f"The bridge opened on {numbers}4.\nThe bridge has {numbers} m.".encode())
    assert time.process_time() - before < 30  # it was minutes


@pytest.mark.parametrize("row", ["q1\ta.md\r1", "q1\ta.md\t--1", "q1\ta.md\t" + "9" * 5000, "q1\t" + "a" * 200_000])
def test_a_judgement_that_is_none_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "Qui ?"}\n', encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_bytes(f"query-id\tcorpus-id\tscore\n{row}\n".encode())
    with pytest.raises(UsageError) as caught:
        read_set(tmp_path)
    assert (caught.value.key, caught.value.values["line"]) == ("set_judgement", 2)


def test_judgements_of_windows_and_of_long_names_are_read(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "Qui ?"}\n', encoding="utf-8")
    name = "a" * 200_000
    (tmp_path / "qrels" / "test.tsv").write_bytes(f"q\tc\ts\r\n\r\nq1\t{name}\t1\r\n".encode())
    assert read_set(tmp_path).cases[0].gold


def test_a_setting_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_ALLOWED", "a\udca7")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.values["name"] == "SOURCIER_ALLOWED"
    caught.value.localized("fr").encode()


def test_columns_with_characters_that_there_are_not_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    Columns().save(path)
    with np.load(path) as held:
        arrays = dict(held)
    name = next(name for name, array in arrays.items() if array.dtype.kind == "U")
    arrays[name] = np.array([0x110000], dtype=np.uint32).view("U1")
    write_arrays(path, arrays)
    with pytest.raises(ValueError, match="characters"):
        Columns.load(path)


def test_brackets_without_end_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text("allowed = " + "[" * 5000, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.key == "settings_file"
    with pytest.raises(ValueError, match="not an exchange"):
        read('{"a":' * 50_000, None, "")


def test_a_member_that_is_no_array_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(pack({"a.npy": b"no array"}))
    for mapped_from in (0, 1 << 40):
        with pytest.raises(ValueError, match=r"a\.npz"):
            read_arrays(path, mapped_from)
