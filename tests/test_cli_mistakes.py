"""Wrong usage and bad input: one line on stderr that says what and how to mend it, exit 2, never a traceback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag import indexing
from rag.settings import Settings
from rag.types import DocumentInfo
from tests.command import refuse_embedders, sourcier, use
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.shelves import ARTICLES, write_articles

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
READERS = [["ask", "Who closed the road?"], ["search", "road"], ["list"], ["remove", "crue.md"], ["status"]]


@pytest.fixture(autouse=True)
def _english_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in LOCALES:
        monkeypatch.delenv(variable, raising=False)
    use(monkeypatch, HashEmbedder(dimension=512))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mistakes")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, HashEmbedder(dimension=512))
        assert sourcier("ingest", write_articles(root / "articles"), "--index", root / "index").code == 0
    return root / "index"


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Path:
    """An index of its own for a test that spoils it."""
    return Path(shutil.copytree(made, tmp_path / "index"))


# how a command is called


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing command. See: sourcier --help"),
        (["divine"], "No such command 'divine'. See: sourcier --help"),
        (["--loud"], "No such option '--loud'. See: sourcier --help"),
        (["ask"], "Missing argument 'QUESTION'. See: sourcier ask --help"),
        (
            ["ask", "Who", "closed"],
            "Got unexpected extra argument (closed). Put the question in quotation marks. See: sourcier ask --help",
        ),
        (["ask", "Who?", "--quick"], "No such option '--quick'. See: sourcier ask --help"),
        (["ask", "Who?", "--documents"], "No such option '--documents'. Did you mean '--document'? See: "),
        (["search", "Who?", "-k", "0"], "Invalid value for '-k'"),
        (["search", "Who?", "-k", "many"], "Invalid value for '-k'"),
        (["remove"], "Missing argument 'NAMES...'. See: sourcier remove --help"),
        (["ingest"], "No file or folder was named. Name what to index: sourcier ingest FOLDER"),
        (["ingest", "x", "--wait", "long"], "Invalid value for '--wait'"),
        (["list", "--index"], "Option '--index' requires an argument."),
        (["app", "--port", "0"], "Invalid value for '--port'"),
        (["divine\n\x1b[31mred"], "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage(arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    assert sourcier(*arguments).mistake().startswith(said)


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", ["", "   ", "???", "\x00\x1b", "\u200b\ufeff"])
def test_an_empty_question(made: Path, command: str, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    said = sourcier(command, question, "--index", made).mistake()
    assert said == "The question is empty. Type a question in French or in English."


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_of_20000_characters(made: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    said = sourcier(command, "x" * 20_000, "--index", made).mistake()
    assert said == "The question has 20000 characters; the limit is 2000. Ask it in fewer words."


# settings


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SOURCIER_TOP_K", "many\nmore", "The setting top_k cannot be 'many\\nmore'"),
        ("SOURCIER_ANSWER_THRESHOLD", "1.5", "The setting answer_threshold cannot be '1.5'"),
        ("SOURCIER_TOPK", "3", "There is no setting called SOURCIER_TOPK. Known settings: SOURCIER_TOP_K"),
        ("SOURCIER_LANGUAGE", "klingon", "The setting language cannot be 'klingon'"),
    ],
)
@pytest.mark.parametrize("arguments", READERS, ids=lambda a: a[0])
def test_a_bad_setting(
    arguments: list[str], variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert sourcier(*arguments).mistake().startswith(said)


# the index


@pytest.mark.parametrize("arguments", READERS, ids=lambda a: a[0])
def test_no_index(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    said = sourcier(*arguments, "--index", tmp_path / "none").mistake()
    assert said.startswith("There is no index in ")
    assert f"sourcier ingest FOLDER --index {tmp_path / 'none'}" in said
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("arguments", [*READERS, ["ingest", "x"]], ids=lambda a: a[0])
def test_an_index_of_another_schema(arguments: list[str], index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_embedders(monkeypatch)
    _edit_manifest(index, schema_version=99)
    said = sourcier(*arguments, "--index", index).mistake()
    assert "schema version 99" in said
    assert f"sourcier ingest FOLDER --rebuild --index {index}" in said


@pytest.mark.parametrize("arguments", [["ask", "Who?"], ["search", "road"], ["ingest", "x"]], ids=lambda a: a[0])
def test_an_index_of_another_model(arguments: list[str], index: Path) -> None:
    _edit_manifest(index, embedder="other", fingerprint="sha256:0123456789abcdef")
    said = sourcier(*arguments, "--index", index).mistake()
    assert "was made with the embedding model other (sha256:0123456789abc), not hash" in said
    assert f"sourcier ingest --rebuild --index {index}" in said


def test_what_the_hint_says_mends_it(index: Path) -> None:
    _edit_manifest(index, embedder="other", fingerprint="other")
    assert sourcier("ingest", "--rebuild", "--index", index).code == 0
    assert sourcier("search", "road", "--index", index).code == 0


def _edit_manifest(index: Path, **values: object) -> None:
    path = index / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")


def _files(index: Path) -> list[Path]:
    return [index / "manifest.json", *sorted((index / "generation-000001").glob("[!.]*"))]


@pytest.mark.parametrize("arguments", READERS, ids=lambda a: a[0])
def test_a_damaged_file_is_named(arguments: list[str], index: Path) -> None:
    for path in _files(index):
        intact = path.read_bytes()
        path.write_bytes(intact[: len(intact) // 2])
        said = sourcier(*arguments, "--index", index).mistake()
        assert "is damaged" in said
        assert f"{path.name} is not what was written" in said
        path.write_bytes(intact)


@pytest.mark.parametrize("arguments", READERS, ids=lambda a: a[0])
def test_a_missing_file_is_named(arguments: list[str], index: Path) -> None:
    for path in _files(index)[1:]:
        intact = path.read_bytes()
        path.unlink()
        assert f"{path.name} is missing" in sourcier(*arguments, "--index", index).mistake()
        path.write_bytes(intact)


def test_an_unknown_article_is_named_and_nothing_is_removed(made: Path) -> None:
    said = sourcier("remove", "crue.md", "no\nsuch\x1b[31m.md", "--index", made).mistake()
    assert said.startswith("No article of the index is called no such [31m.md, and none comes from that path.")
    assert len(sourcier("list", "--json", "--index", made).json) == len(ARTICLES)


# files to ingest


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, reason in (("none.md", "There is no such file or folder."), ("empty", "The folder holds no file")):
        done = sourcier("ingest", tmp_path / name, "--index", tmp_path / "index")
        assert done.code == 2
        assert done.one_line().startswith(f"Not read: {tmp_path / name}: {reason}")


def test_a_name_with_a_line_end_is_named_on_one_line(tmp_path: Path) -> None:
    done = sourcier("ingest", tmp_path / "no\nsuch", "--index", tmp_path / "index")
    assert done.code == 2
    assert "no such" in done.one_line()


def test_a_bad_file_among_good_ones_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "articles")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 no pdf")
    done = sourcier("ingest", folder, "--index", tmp_path / "index")
    assert done.code == 2
    assert done.one_line().startswith("Not read: bad.pdf: It cannot be read as PDF.")
    assert done.out.startswith("5 added")
    assert len(sourcier("list", "--json", "--index", tmp_path / "index").json) == 5


# the language of messages


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"), ({"LANG": "fr"}, "fr"), ({"LC_MESSAGES": "fr_CA.UTF-8", "LANG": "C"}, "fr"),
        ({"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"), ({"LANG": "de_DE.UTF-8"}, "en"), ({}, "en"),
        ({"SOURCIER_LANGUAGE": "fr", "LANG": "en_US.UTF-8"}, "fr"),
        ({"SOURCIER_LANGUAGE": "en", "LANG": "fr_FR.UTF-8"}, "en"),
    ],
)  # fmt: skip
def test_messages_are_in_the_language_of_the_locale(
    variables: dict[str, str], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    empty = {"en": "The question is empty.", "fr": "La question est vide."}[language]
    assert sourcier("ask", "").mistake().startswith(empty)
    done = sourcier("ingest", tmp_path / "none", "--index", tmp_path / "index")
    assert done.one_line().startswith({"en": "Not read: ", "fr": "Non lu : "}[language])
    assert done.out.startswith({"en": "0 added, ", "fr": "0 ajoutés, "}[language])


def test_a_bad_setting_is_told_in_french_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("SOURCIER_TOP_K", "0")
    assert sourcier("list").mistake().startswith("Le réglage top_k ne peut pas valoir '0'")


# what is nobody's mistake but ours


def _fail(settings: Settings) -> list[DocumentInfo]:
    raise RuntimeError("two\nlines \x1b[31m")


def test_an_internal_failure_is_one_line_and_exit_1(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "open_catalogue", _fail)
    done = sourcier("list", "--index", made)
    assert (done.code, done.out) == (1, "")
    assert done.one_line().startswith("Internal failure (RuntimeError: two lines [31m).")
    with pytest.raises(RuntimeError):
        sourcier("--debug", "list", "--index", made)


def test_a_pipe_that_closes_early_is_no_traceback(made: Path) -> None:
    command = f"{sys.executable} -m rag.cli list --json --index {made} | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_module_runs_as_a_program(made: Path) -> None:
    command = [sys.executable, "-m", "rag.cli", "list", "--json", "--index", str(made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)) == len(ARTICLES)


@pytest.mark.parametrize(("language", "said"), [("fr", "Il n’existe pas de réglage"), ("en", "There is no setting")])
def test_a_wrong_setting_is_said_in_the_language_that_is_set(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("SOURCIER_LANGUAGE", language)
    monkeypatch.setenv("SOURCIER_TOPK", "3")
    assert sourcier("list").mistake().startswith(said)
