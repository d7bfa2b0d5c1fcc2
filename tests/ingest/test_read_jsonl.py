from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from pathlib import Path

import pytest

from rag.ingest.article import Article
from rag.ingest.read import Problem, ReadLimits, read_file
from tests.ingest.read_samples import problem, read


def line(**fields: object) -> str:
    return json.dumps({"title": "T", "text": "Un texte.", **fields}) + "\n"


def test_fields_are_taken_over(tmp_path: Path) -> None:
    content = line(id="a", date="2025-01-02", lang="fr", source="S", url="https://x", other=[1])
    (item,) = read(tmp_path, "a.jsonl", content)
    assert item == Article("T", "Un texte.", (), dt.date(2025, 1, 2), "fr", "S", "https://x", "a", "a")


def test_without_an_id_the_line_names_the_article(tmp_path: Path) -> None:
    found = read(tmp_path, "a.ndjson", "\ufeff" + line() + "\n" + line(id=7) + line().rstrip("\n"))
    members = [(item.member, item.given_id) for item in found if isinstance(item, Article)]
    assert members == [("line 1", ""), ("7", "7"), ("line 4", "")]


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        ("{oops\n", "line_not_json"),
        ('{"title": "T", "text": ' + "[" * 100_000 + "\n", "line_not_json"),
        ('{"title": "T", "text": ' + "1" * 10_000 + "}\n", "line_not_json"),
        ("[1]\n", "line_not_object"),
        ('{"title": "T"}\n', "field_missing"),
        (line(text=" \u200b"), "field_missing"),
        (line(text="\u0000\u0001"), "field_missing"),
        (line(title=1), "field_bad"),
        (line(source=["a"]), "field_bad"),
        (line(date=2025), "field_bad"),
        (line(date="hier"), "date_bad"),
        (line(lang="français de France"), "language_bad"),
        (line(id="first"), "id_repeated"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, bad: str, key: str) -> None:
    before, item, after = read(tmp_path, "a.jsonl", line(id="first") + bad + line(id="last"))
    assert isinstance(before, Article)
    assert isinstance(item, Problem)
    assert (item.name, item.error.key) == ("a.jsonl, line 2", key)
    assert isinstance(after, Article)
    assert after.given_id == "last"


def test_a_line_over_the_limit_is_passed_over(tmp_path: Path) -> None:
    limits = ReadLimits(max_file_mb=0.001)
    found = read(tmp_path, "a.jsonl", line(text="x" * 5000) + line(id="b"), limits)
    assert [type(item) for item in found] == [Problem, Article]
    assert isinstance(found[0], Problem)
    assert found[0].error.key == "line_long"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    content = '{"title": "Été", "text": "Où ça ? À Besançon, là-bas."}\n' * 2
    found = read(tmp_path, "a.jsonl", content.encode(encoding))
    assert [item.title for item in found if isinstance(item, Article)] == ["Été", "Été"]


def test_lone_surrogates_do_not_survive(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "a.jsonl", '{"title": "T", "text": "a\\ud800b"}')
    assert isinstance(item, Article)
    assert item.text == "a\ufffdb"


def test_an_empty_file(tmp_path: Path) -> None:
    assert problem(tmp_path, "a.jsonl", "") == "file_empty"


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w") as stream:
        for number in range(100):
            stream.write(line(text="mot " * 2000, lang="fr", id=f"x{number}"))
    tracemalloc.start()
    count = sum(isinstance(item, Article) for item in read_file(path, ReadLimits()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100
    assert peak < path.stat().st_size / 4


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bref.", "Bref."),
        ("\n \n  Un  début.\nEt la suite.", "Un début."),
        ("mot " * 40, "mot " * 19 + "mot…"),
        ("x" * 100, "x" * 80 + "…"),
    ],
)
def test_an_article_without_a_title_is_called_by_its_beginning(tmp_path: Path, text: str, title: str) -> None:
    (item,) = read(tmp_path, "a.jsonl", line(title="", text=text))
    assert isinstance(item, Article)
    assert item.title == title
