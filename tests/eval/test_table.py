"""CSV as spreadsheets save it: delimiters, encodings, cells with anything in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.sets import Case, read_set
from eval.sets.table import read_table
from rag.errors import UsageError
from rag.types import Turn

ROWS = (
    "id;Question;lang;answers;gold;answerable;history;tags\n"
    'a;"Où va l’été ; et l’œuvre ?";fr;au Sud|à Nice;"Il a dit ""oui"".¦nice.md | sud.md";VRAI;;été|sud\n'
    ";;;;;;;\n"
    'b;"Et\naprès ?";fr;;;non;user: Où ?|Assistant: À Lyon : la ville.;\n'
)
HISTORY = (Turn("user", "Où ?"), Turn("assistant", "À Lyon : la ville."))
GOLD = (('Il a dit "oui".', "nice.md"), ("sud.md",))
CASES = (
    Case("a", "Où va l’été ; et l’œuvre ?", "fr", ("au Sud", "à Nice"), GOLD, tags=("été", "sud")),
    Case("b", "Et\naprès ?", "fr", answerable=False, history=HISTORY),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_french_spreadsheet_is_read_in_every_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(ROWS.replace("\n", end).encode(encoding))
    cases = read_set(path).cases
    assert [case.question.replace("\r\n", "\n") for case in cases] == [case.question for case in CASES]
    assert (cases[0], cases[1].history, cases[1].answerable) == (CASES[0], CASES[1].history, False)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "s.tsv").write_text(delimiter.join(["tags", "question"]) + f"\nx{delimiter}Qui ?\n", encoding="utf-8")
    (case,) = read_set(tmp_path / "s.tsv").cases
    assert (case.question, case.tags) == ("Qui ?", ("x",))


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("frage,answers\nx,y\n", "set_header", None),
        ("question,answers\nx,y\nOù, et quand ?,hier,\nx,y,z\n", "set_row_long", 3),
        ('question,answers\n"a\nb",y\n,y\n', "set_question_missing", 4),
        ('question,answers\nx,y\n"x" y,z\n', "set_row_bad", 3),
        ('question,answers\nx,"y\n', "set_row_bad", 2),
        ("question;answerable\nx;peut-être\n", "set_field_bad", 2),
        ("question;history\nx;before\n", "set_field_bad", 2),
        ("question;id\nx;a\ny;a\n", "set_id_repeated", None),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, key: str, line: int | None) -> None:
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_set(tmp_path / "s.csv")
    assert (raised.value.key, raised.value.values.get("line")) == (key, line)


def test_a_table_of_a_header_alone_is_empty(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("question;answers\n", encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_set(tmp_path / "s.csv")
    assert raised.value.key == "set_empty"


words = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cf"]), min_size=1, max_size=30)
cells = words.map(lambda text: " ".join(text.replace("|", "/").replace("¦", "/").split())).filter(bool)
lists = st.lists(cells, max_size=4, unique=True).map(tuple)
items = st.lists(st.lists(cells, min_size=1, max_size=3, unique=True).map(tuple), max_size=3, unique=True).map(tuple)
turns = st.builds(Turn, st.sampled_from(["user", "assistant"]), cells)
cases = st.builds(
    Case, id=cells, question=cells, language=st.sampled_from(["fr", "en"]), answers=lists, gold=items,
    answerable=st.booleans(), history=st.lists(turns, max_size=2).map(tuple), tags=lists,
)  # fmt: skip


@given(
    st.lists(cases, min_size=1, max_size=4, unique_by=lambda case: case.id),
    st.sampled_from(",;\t"),
    st.booleans(),
    st.sampled_from([("vrai", "faux"), ("oui", "non"), ("1", "0"), ("TRUE", "FALSE")]),
)
def test_what_is_written_as_csv_is_read_back(
    wanted: list[Case], delimiter: str, quoted: bool, words: tuple[str, str]
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(["id", "question", "lang", "answers", "gold", "answerable", "history", "tags"])
    for case in wanted:
        history = "|".join(f"{turn.role}: {turn.text}" for turn in case.history)
        writer.writerow([
            case.id, case.question, case.language, "|".join(case.answers), "|".join(map("¦".join, case.gold)),
            words[not case.answerable], history, "|".join(case.tags),
        ])  # fmt: skip
    assert [case for _, case in read_table(Path("s.csv"), out.getvalue())] == wanted
