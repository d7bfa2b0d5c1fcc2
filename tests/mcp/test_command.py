"""`sourcier mcp --http`: where it is served, to whom, and how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from rag.access import Tokens
from rag.http.listening import Listening, check_access
from rag.settings import Settings, load_settings
from tests.command import sourcier
from tests.mcp.conftest import Connect, command, environment


def test_it_is_served_over_http_until_it_is_told_to_end(many: Settings, connect: Connect, stack: ExitStack) -> None:
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, *command(many.index, "--http", "--port", "0")],
            env=environment() | {"SOURCIER_LANGUAGE": "fr"}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
    )  # fmt: skip
    stack.callback(process.kill)
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("Le Model Context Protocol est servi à l’adresse http://127.0.0.1:")
    with connect(line.split()[8].rstrip(".")) as client:
        assert "ask" in client.tools
        line = client.mistake("list_articles")  # another model than the bundled one has made the index
    assert line.startswith("L’index des articles a été fait par une autre version, un autre modèle")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert process.stdout.read() == ""
    logged = process.stderr.read()
    assert f"list_articles: The index in {many.index} was made with the embedding model hash" in logged
    assert f"sourcier ingest --rebuild --index {many.index}" in logged


@pytest.mark.parametrize("place", [("--address", "0.0.0.0"), ("--host", "example.org"), ("--address", "::")])
def test_it_is_not_served_to_others_by_accident(place: tuple[str, str], tmp_path: Path) -> None:
    line = sourcier("mcp", "--http", *place, "--index", tmp_path / "index").mistake()
    assert line.startswith("Others than this machine would reach the endpoint at ")
    assert place[1] in line


def test_with_a_token_or_for_everybody_it_is(tmp_path: Path) -> None:
    settings = load_settings(index=tmp_path / "index")
    check_access(settings, Listening("0.0.0.0", open_access=True))
    Tokens(settings.data_folder).add("editor", "editor")
    check_access(settings, Listening("0.0.0.0", ("example.org",)))


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (["--port", "9000"], "--port"),
        (["--port", "8766"], "--port"),  # also where it is what it would be anyway
        (["--address", "127.0.0.1"], "--address"),
        (["--host", "example.org"], "--host"),
        (["--open"], "--open"),
        (["--log", "json"], "--log"),
    ],
)
def test_what_counts_over_http_alone_is_not_ignored_without_it(
    given: list[str], option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_LANGUAGE", "en")
    assert sourcier("mcp", *given).mistake() == (
        f"{option} is of use over HTTP alone. Add --http, or leave {option} out."
    )
    monkeypatch.setenv("SOURCIER_LANGUAGE", "fr")
    assert sourcier("mcp", *given).mistake() == f"{option} ne sert que par HTTP. Ajoutez --http, ou omettez {option}."
