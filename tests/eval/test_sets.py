"""Question sets: what each format gives, and what is said of a mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.sets import Case, read_set
from rag.errors import UsageError
from rag.types import Turn
from tests.conftest import ROOT


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def mistake(path: Path) -> UsageError:
    with pytest.raises(UsageError) as raised:
        read_set(path)
    assert str(path) in raised.value.message("fr")
    return raised.value


# JSONL


def test_a_line_of_jsonl_may_have_every_column(tmp_path: Path) -> None:
    row = {
        "id": 7, "question": " Et à Paris ? ", "lang": "FR", "answers": ["oui", "oui", ""], "gold": ["a.md"],
        "gold_ids": ["b.md", "a.md"], "answerable": "vrai", "tags": ["suite"], "unknown": 1,
        "history": [{"role": "user", "text": "Où ?"}, {"role": "assistant", "text": "À Lyon."}],
    }  # fmt: skip
    history = (Turn("user", "Où ?"), Turn("assistant", "À Lyon."))
    assert read_set(lines(tmp_path / "s.jsonl", row)).cases == (
        Case("7", "Et à Paris ?", "fr", ("oui",), (("a.md",), ("b.md",)), True, history, ("suite",)),
    )


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("answer", "answers"),
        ("Answers", "answers"),
        ("answerble", "answerable"),
        ("gold_id", "gold_ids"),
        ("tag", "tags"),
    ],
)
def test_a_column_that_is_ours_but_for_a_slip_is_a_mistake(slip: str, meant: str, tmp_path: Path) -> None:
    error = mistake(lines(tmp_path / "s.jsonl", {"question": "Qui ?"}, {"question": "Où ?", slip: "x"}))
    assert (error.key, error.values["line"]) == ("set_field_unknown", 2)
    assert (error.values["field"], error.values["meant"]) == (slip, meant)


def test_other_columns_may_stand_beside_ours(tmp_path: Path) -> None:
    row = {
        "question": "Qui ?",
        "answers": ["x"],
        "answer": "y",
        "kind": "z",
        "gold_by_lang": {},
        "title": "t",
        "doc": 1,
    }
    assert len(read_set(lines(tmp_path / "s.jsonl", row)).cases) == 1


def test_a_line_of_jsonl_needs_a_question_only(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('\ufeff{"question": "Qui a fermé la route ?"}\r\n\r\n{"question": "Who closed it?"}', "utf-8")
    assert read_set(path).cases == (
        Case("line-1", "Qui a fermé la route ?", "fr"),
        Case("line-3", "Who closed it?", "en"),
    )


@pytest.mark.parametrize(
    ("gold", "items"),
    [
        ("a.md", (("a.md",),)),
        (["a.md", "b.md"], (("a.md",), ("b.md",))),
        ([["a.md", " Il a dit. ", "a.md", ""], "b.md"], (("a.md", "Il a dit."), ("b.md",))),
        ([["a.md"], "a.md", [], ["", " "], [7, "b.md"]], (("a.md",), ("7", "b.md"))),
        ([["a.md", "b.md"], ["b.md", "a.md"]], (("a.md", "b.md"), ("b.md", "a.md"))),
        ([], ()),
        (None, ()),
    ],
)
def test_a_list_within_gold_is_one_item_of_alternatives(tmp_path: Path, gold: object, items: object) -> None:
    for name in ("gold", "gold_ids"):
        (case,) = read_set(lines(tmp_path / "s.jsonl", {"question": "Qui ?", name: gold})).cases
        assert case.gold == items


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("[1]", "set_line_not_object"),
        ("{", "set_line_not_json"),
        ("[" * 100_000, "set_line_not_json"),
        ("{}", "set_question_missing"),
        ('{"question": "  "}', "set_question_missing"),
        ('{"question": ["x"]}', "set_field_bad"),
        ('{"question": "x", "answers": {"a": 1}}', "set_field_bad"),
        ('{"question": "x", "answers": [null]}', "set_field_bad"),
        ('{"question": "x", "gold": 3}', "set_field_bad"),
        ('{"question": "x", "gold": [3]}', "set_field_bad"),
        ('{"question": "x", "gold": [["a", ["b"]]]}', "set_field_bad"),
        ('{"question": "x", "gold": {"a": 1}}', "set_field_bad"),
        ('{"question": "x", "lang": "French!"}', "set_field_bad"),
        ('{"question": "x", "answerable": "maybe"}', "set_field_bad"),
        ('{"question": "x", "answerable": [true]}', "set_field_bad"),
        ('{"question": "x", "history": "before"}', "set_field_bad"),
        ('{"question": "x", "history": [{"role": "system", "text": "y"}]}', "set_field_bad"),
        ('{"question": "x", "history": [{"role": "user", "text": ""}]}', "set_field_bad"),
        ('{"question": "x", "history": ["y"]}', "set_field_bad"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: str, key: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(f'{{"question": "good"}}\n\n{row}\n', encoding="utf-8")
    error = mistake(path)
    assert error.key == key
    assert "line 3" in error.message()
    assert "ligne 3" in error.message("fr")


def test_an_id_that_comes_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    path = lines(tmp_path / "s.jsonl", *({"id": name, "question": "x"} for name in ("a", "b", "a")))
    error = mistake(path)
    assert (error.key, error.values["first"], error.values["second"]) == ("set_id_repeated", 1, 3)


@pytest.mark.parametrize("name", ["s.jsonl", "s.csv", "s.json"])
@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_a_set_without_a_question_is_a_mistake(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert mistake(tmp_path / name).key == "set_empty"


def test_files_that_are_no_sets_are_mistakes(tmp_path: Path) -> None:
    assert mistake(tmp_path / "nowhere.jsonl").key == "set_missing"
    (tmp_path / "s.pdf").write_bytes(b"%PDF")
    assert mistake(tmp_path / "s.pdf").key == "set_format"
    (tmp_path / "s.jsonl").write_bytes(bytes(range(256)) * 40)
    assert mistake(tmp_path / "s.jsonl").key == "set_not_text"


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    one, same = (lines(tmp_path / name, {"question": "x"}) for name in ("a.jsonl", "b.jsonl"))
    other = lines(tmp_path / "c.jsonl", {"question": "y"})
    assert read_set(one).digest == read_set(same).digest != read_set(other).digest


@pytest.mark.parametrize("name", ["tests/data/shipped_questions.jsonl", "eval/second_questions.jsonl"])
def test_the_sets_of_the_project_are_read(name: str) -> None:
    cases = read_set(ROOT / name).cases
    assert {case.language for case in cases} == {"fr", "en"}
    assert {case.answerable for case in cases} == {True, False}


# SQuAD


CONTEXT = "Oui. La crue a emporté le pont dans la nuit de vendredi. Le maire a fermé la route du Nord hier matin."


def squad(path: Path, *questions: dict[str, Any], context: object = CONTEXT) -> Path:
    data = {"version": "v2.0", "data": [{"title": "La crue", "paragraphs": [{"context": context, "qas": questions}]}]}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_squad_gives_the_sentence_of_the_first_answer(tmp_path: Path) -> None:
    bridge = {"text": "le pont", "answer_start": CONTEXT.index("le pont")}
    yes = {"text": "Oui", "answer_start": 0}
    none = {"is_impossible": True, "answers": [], "plausible_answers": [bridge]}
    cases = read_set(
        squad(
            tmp_path / "s.json",
            {
                "id": "1",
                "question": "Qu’a emporté la crue ?",
                "answers": [bridge, {"text": "pont", "answer_start": 27}],
            },
            {"id": "2", "question": "Vraiment ?", "answers": [yes]},
            {"id": "3", "question": "Pourquoi ?", **none},
            {"question": "Et puis quoi ?", "answers": [{"text": "la route", "answer_start": 999}]},
        )
    ).cases
    sentences = CONTEXT.split(". ")
    assert [case.gold for case in cases] == [((sentences[1] + ".",),), ((CONTEXT,),), (), ((sentences[2],),)]
    assert [case.answers for case in cases] == [("le pont", "pont"), ("Oui",), (), ("la route",)]
    assert [case.answerable for case in cases] == [True, True, False, True]
    assert [case.id for case in cases] == ["1", "2", "3", "s-4"]


@pytest.mark.parametrize("found", [[], {}, {"data": [{}]}, {"data": [{"paragraphs": [{"context": 1}]}]}])
def test_json_that_is_not_squads_says_what_is_missing(tmp_path: Path, found: object) -> None:
    (tmp_path / "s.json").write_text(json.dumps(found), encoding="utf-8")
    error = mistake(tmp_path / "s.json")
    assert error.key == "set_squad"
    assert error.values["place"] in {"data", "data[0].paragraphs", "data[0].paragraphs[0].context"}


def test_a_question_that_squad_would_not_have_says_where(tmp_path: Path) -> None:
    error = mistake(squad(tmp_path / "s.json", {"question": "x"}, {"answers": []}))
    assert error.values["place"] == "data[0].paragraphs[0].qas[1].question"
    (tmp_path / "t.json").write_text('{"question": "x"}\n{"question": "y"}', encoding="utf-8")
    assert mistake(tmp_path / "t.json").key == "set_not_json"


# BEIR


def beir(folder: Path, queries: list[dict[str, str]], **qrels: str) -> Path:
    (folder / "qrels").mkdir(parents=True)
    lines(folder / "queries.jsonl", *queries)
    for name, text in qrels.items():
        (folder / "qrels" / f"{name}.tsv").write_text(text, encoding="utf-8")
    return folder


QUERIES = [{"_id": "q1", "text": "Who?"}, {"_id": "q2", "text": "Quand ?"}, {"_id": "q3", "text": "Where?"}]
HEAD = "query-id\tcorpus-id\tscore\n"


def test_beir_gives_the_judged_queries_with_what_is_relevant(tmp_path: Path) -> None:
    folder = beir(tmp_path / "b", QUERIES, test=f"{HEAD}q2\td1\t2\nq1\td3\t1\nq2\td2\t0\nq2\td4\t1\n", train="bad")
    assert read_set(folder).cases == (
        Case("q1", "Who?", "en", gold=(("d3",),)),
        Case("q2", "Quand ?", "fr", gold=(("d1",), ("d4",))),
    )


def test_beir_without_a_test_split_takes_what_there_is(tmp_path: Path) -> None:
    folder = beir(tmp_path / "b", QUERIES, dev="q1\td1\t1\n", train=f"{HEAD}q3\td1\t1\n")
    assert [case.id for case in read_set(folder).cases] == ["q1", "q3"]


def test_a_mistake_in_beir_is_named_with_its_file(tmp_path: Path) -> None:
    error = mistake(beir(tmp_path / "b", QUERIES, test=f"{HEAD}q1\td1\t1\nq1 d1 1\n"))
    assert (error.key, error.values["line"]) == ("set_judgement", 3)
    error = mistake(beir(tmp_path / "c", QUERIES, test=f"{HEAD}q9\td1\t1\n"))
    assert (error.key, error.values["line"], error.values["query"]) == ("set_query_unknown", 2, "q9")
    (tmp_path / "d").mkdir()
    assert mistake(tmp_path / "d").key == "set_file_missing"
