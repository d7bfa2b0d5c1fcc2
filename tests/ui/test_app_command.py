"""`sourcier app` as a service manager runs it."""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from rag.cli import serving
from rag.people import LOOPBACK
from rag.settings import Settings, load_settings
from tests.command import sourcier
from tests.ui.server import ROOT

SECONDS = 60


Started = list[tuple[list[str], dict[str, str]]]
"""The commands that would be run in the place of this process, and with which variables."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    runs: Started = []

    def run(_: str, command: list[str], environment: dict[str, str]) -> None:
        runs.append((command, environment))
        raise SystemExit(0)

    monkeypatch.setattr(os, "execve", run)
    return runs


def options(started: Started) -> dict[str, list[str]]:
    """Streamlit's, of the one server that was started."""
    ((command, _),) = started
    found: dict[str, list[str]] = {}
    for name, value in zip(command[5::2], command[6::2], strict=True):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a process of its own")
def test_the_page_is_served_here_alone_and_by_these_names(started: Started, tmp_path: Path) -> None:
    sourcier("app", "--index", tmp_path)
    given = options(started)
    assert given["--server.address"] == ["127.0.0.1"]
    assert given["--server.allowedHosts"] == list(LOOPBACK)
    assert given["--server.enableCORS"] == given["--server.enableXsrfProtection"] == ["true"]
    assert given["--server.maxUploadSize"] == ["50"]
    assert started[0][1]["SOURCIER_INDEX"] == str(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a process of its own")
def test_what_was_not_given_is_left_to_be_found_again(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_MAX_FILE_MB", "1.5")
    sourcier("app")
    assert options(started)["--server.maxUploadSize"] == ["2"]
    assert "SOURCIER_INDEX" not in started[0][1]
    assert "SOURCIER_OPEN_ACCESS" not in started[0][1]


@pytest.mark.parametrize(
    "arguments", [["--address", "0.0.0.0"], ["--address", "::"], ["--host", "sourcier.example.org"]]
)
def test_a_page_for_others_needs_sign_in_or_an_open_choice(
    arguments: list[str], started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "sourcier app --open" in sourcier("app", *arguments).mistake()
    assert started == []
    sourcier("app", *arguments, "--open")
    assert started.pop()[1]["SOURCIER_OPEN_ACCESS"] == "on"
    monkeypatch.setenv("SOURCIER_SIGN_IN", "on")
    assert "nobody is allowed" in sourcier("app", *arguments).mistake()
    monkeypatch.setenv("SOURCIER_ALLOWED", "@example.org")
    sourcier("app", *arguments)
    hosts = options(started).get("--server.allowedHosts")
    assert hosts == ([*LOOPBACK, arguments[1]] if arguments[0] == "--host" else None)


def test_sign_in_without_its_package_is_said_before_the_server_starts(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda _: None)
    monkeypatch.setenv("SOURCIER_SIGN_IN", "on")
    monkeypatch.setenv("SOURCIER_ALLOWED", "@example.org")
    assert "pip install 'authlib>=1.6'" in sourcier("app").mistake()
    assert started == []


def test_streamlit_alone_serves_as_the_command_does() -> None:
    file = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    settings = load_settings()
    assert file["server"]["maxUploadSize"] == math.ceil(settings.max_file_mb)
    assert settings.max_file_mb == Settings.model_fields["max_file_mb"].default
    for name, value in serving._options(settings, 8501, "127.0.0.1", ()):
        section, option = name.split(".")
        set_here = file[section][option]
        if name == "theme.base":  # seen from the top level there
            set_here = ROOT / set_here
        assert value in set_here if isinstance(set_here, list) else value.lower() == str(set_here).lower()
    assert tuple(file["server"]["allowedHosts"]) == LOOPBACK


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_who_stops_the_command_stops_the_server(tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "rag.cli", "app", "--index", str(tmp_path / "index"), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            assert _until(lambda: _answers(port)), "the server did not come up"
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS)
            assert not _answers(port)
        finally:
            process.kill()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(holds: object) -> bool:
    assert callable(holds)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False
