"""`sourcier token`: the secret alone on stdout, what it is beside it, and a line for each mistake."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from string import Formatter

import pytest

from rag.access import Tokens
from rag.cli import main
from rag.messages.access import TOKENS
from rag.settings import load_settings
from tests.command import Result, refuse_embedders
from tests.command import sourcier as run

DAY = dt.date(2025, 3, 1)


@pytest.fixture(autouse=True)
def _english_and_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_LANGUAGE", "en")
    refuse_embedders(monkeypatch)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def tokens(index: Path) -> Tokens:
    return Tokens(load_settings(index=index).data_folder)


def sourcier(index: Path, *arguments: str) -> Result:
    return run("token", *arguments, "--index", index)


def test_the_secret_is_alone_on_stdout_and_told_of_beside_it(index: Path, tokens: Tokens) -> None:
    done = sourcier(index, "add", "Open WebUI")
    assert done.code == 0
    assert re.fullmatch(r"srcr_[\w-]{43}\n", done.out)
    made = tokens.find(done.out.strip())
    assert made
    assert (made.name, made.role, made.expires) == ("Open WebUI", "reader", None)
    line = done.one_line()
    assert done.out.strip() not in line
    assert line == (
        f"Shown this once: the secret of “Open WebUI” ({made.id}), with which one may ask and read, for ever. "
        f"Whoever asks what is served with {tokens.path.parent} needs a token from now on."
    )


def test_a_second_token_is_of_the_role_and_as_long_as_it_is_told(index: Path, tokens: Tokens) -> None:
    sourcier(index, "add", "one")
    done = sourcier(index, "add", "two", "--role", "editor", "--days", "30")
    made = tokens.find(done.out.strip())
    assert made
    assert made.role == "editor"
    assert made.expires == made.created + dt.timedelta(30)
    assert done.one_line() == (
        f"Shown this once: the secret of “two” ({made.id}), with which one may ask, read and change the articles, "
        f"up to {made.expires}."
    )


def test_they_are_listed_oldest_first_and_say_which_have_expired(index: Path, tokens: Tokens) -> None:
    old, secret = Tokens(tokens.path.parent, today=lambda: DAY).add("l’ancien", "reader", days=30)
    new, _ = tokens.add("new", "editor")
    listed = sourcier(index, "list")
    assert listed.code == 0
    assert listed.out.splitlines() == [
        f"{'id'.ljust(len(old.id))}  role    made        good until            name",
        f"{old.id}  reader  2025-03-01  2025-03-31 (expired)  l’ancien",
        f"{new.id}  editor  {new.created}  —                     new",
    ]
    as_json = sourcier(index, "list", "--json")
    assert as_json.json == [
        {"id": old.id, "name": "l’ancien", "role": "reader", "created": "2025-03-01", "expires": "2025-03-31",
         "expired": True},
        {"id": new.id, "name": "new", "role": "editor", "created": str(new.created), "expires": None, "expired": False},
    ]  # fmt: skip
    assert "sha256" not in as_json.out
    assert secret not in listed.out + as_json.out


def test_an_empty_list_says_whether_one_is_needed(index: Path, tokens: Tokens) -> None:
    listed = sourcier(index, "list")
    assert (listed.code, listed.out) == (0, "")
    assert listed.one_line() == "No token was ever made here, so no request needs one."
    assert not tokens.path.parent.exists()
    sourcier(index, "add", "one")
    sourcier(index, "revoke", "one")
    assert sourcier(index, "list").one_line() == "Every token was revoked, so no request is let in."
    assert sourcier(index, "list", "--json").json == []


@pytest.mark.parametrize("by", ["id", "name"])
def test_one_is_revoked_by_its_id_or_its_name(index: Path, tokens: Tokens, by: str) -> None:
    made, secret = tokens.add("one", "reader")
    done = sourcier(index, "revoke", getattr(made, by))
    assert (done.code, done.out, done.err) == (0, f"Revoked: one ({made.id}).\n", "")
    assert tokens.find(secret) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing command. See: sourcier token --help"),
        (["add"], "Missing argument 'NAME'. See: sourcier token add --help"),
        (["add", "a\nb"], "A token’s name is 1 to 80 printable characters, without a space at its ends. Give another."),
        (["add", "a", "--days", "0"],
         "A token is good for 1 to 36500 days, or without --days for ever. Give another number."),
        (["add", "a", "--days", "soon"],
         "Invalid value for '--days': 'soon' is not a valid integer. See: sourcier token add --help"),
        (["add", "a", "--role", "owner"],
         "Invalid value for '--role': 'owner' is not one of 'reader', 'editor'. See: sourcier token add --help"),
        (["revoke", "nobody"], "No token has that id or name. Those that there are: sourcier token list"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line(index: Path, tokens: Tokens, arguments: list[str], said: str) -> None:
    done = run("token", *arguments, *(["--index", str(index)] if arguments else []))
    assert done.mistake() == said
    assert not tokens.path.exists()


def test_a_name_of_several_names_their_ids(index: Path, tokens: Tokens) -> None:
    first, second = (tokens.add("same", "reader")[0] for _ in range(2))
    said = sourcier(index, "revoke", "same").mistake()
    assert said == f"Several tokens are called “same”: {first.id}, {second.id}. Give the id of one of them."


@pytest.mark.parametrize("command", [["add", "two"], ["list"], ["list", "--json"], ["revoke", "one"]])
def test_a_damaged_file_is_said(index: Path, tokens: Tokens, command: list[str]) -> None:
    tokens.add("one", "reader")
    tokens.path.write_text("{")
    assert sourcier(index, *command).mistake().startswith(f"The file of tokens, {tokens.path}, is damaged")


def test_it_speaks_french_where_that_is_set(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_LANGUAGE", "fr")
    said = "Aucun jeton n’a jamais été créé ici\u00a0: aucune requête n’en demande.\n"
    assert sourcier(index, "list").err == said
    assert sourcier(index, "add", "un").err.startswith("Montré cette seule fois\u00a0: le secret de «\u00a0un\u00a0» (")
    heading = sourcier(index, "list").out.splitlines()[0]
    assert re.split(" {2,}", heading) == ["identifiant", "rôle", "créé le", "valable jusqu’au", "nom"]
    assert sourcier(index, "revoke", "un").out.startswith("Révoqué\u00a0: un (")
    assert sourcier(index, "revoke", "un").err.startswith("Aucun jeton n’a cet identifiant ni ce nom. Ceux")


@pytest.mark.parametrize("key", TOKENS)
def test_what_is_said_is_said_in_both_languages(key: str) -> None:
    fields = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in TOKENS[key].values()]
    assert list(TOKENS[key]) == ["en", "fr"]
    assert fields[0] == fields[1]


def test_a_secret_taken_for_a_name_is_not_repeated(index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = sourcier(index, "add", "one").out.strip()
    with pytest.raises(SystemExit):
        main(["token", "revoke", secret, "--index", str(index)])
    assert secret not in "".join(capfd.readouterr())
