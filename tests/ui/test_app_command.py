"""`sourcier app` as a service manager runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = 60


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
