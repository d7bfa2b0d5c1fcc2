"""Runs `sourcier` commands with every socket that leads off this machine refused, and says which were tried.

    python offline_runner.py '[["list"], …]'

prints one JSON object: the exit statuses, what was printed, and the attempts.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from typing import Any

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}
_ASKING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
attempts: list[str] = []


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _ASKING:
        place = arguments[0]
    elif event in _SENDING:
        address = arguments[1]
        if not isinstance(address, tuple):
            return  # a socket file, or a message on a connection that was let through
        place = address[0]
    else:
        return
    if isinstance(place, bytes):
        place = place.decode()
    if place not in _LOOPBACK:
        attempts.append(f"{event} {arguments[1:] if event in _SENDING else arguments}")
        raise OSError(f"refused: {attempts[-1]}")


def main() -> None:
    """Runs the commands one after the other."""
    sys.addaudithook(_guard)
    from rag.cli import main as sourcier

    done = []
    for arguments in json.loads(sys.argv[1]):
        out = io.StringIO()
        try:
            with redirect_stdout(out):
                sourcier(arguments)
        except SystemExit as ended:
            done.append([ended.code, out.getvalue()])
    json.dump({"done": done, "attempts": attempts}, sys.stdout)


if __name__ == "__main__":
    main()
