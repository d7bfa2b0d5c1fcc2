"""A server whose application fails: `python -m tests.serve.failing text|json`. It says first where it serves."""

from __future__ import annotations

import sys

from starlette.types import Receive, Scope, Send

from rag.http.logs import set_up
from rag.http.server import address_of, listen, serve
from rag.http.watch import Watch
from rag.settings import load_settings

FORGED = 'x\n2026-01-01 00:00:00,000 sourcier ERROR forged\n{"event": "forged"}'


class Uncounted:
    """Counts nothing."""

    def begun(self) -> None: ...

    def ended(self, scope: Scope, status: int, seconds: float) -> None: ...


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Fails at /fail before it answers and at /break in the midst of it; elsewhere it says the path again."""
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
    if scope["path"].startswith("/fail"):
        raise ValueError(FORGED)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    if scope["path"].startswith("/break"):
        raise ValueError(FORGED)
    await send({"type": "http.response.body", "body": b" and ended"})


if __name__ == "__main__":
    set_up("json" if sys.argv[1] == "json" else "text")
    with listen("127.0.0.1", 0) as place:
        sys.stdout.write(f"{address_of(place)}\n")
        sys.stdout.flush()
        serve(Watch(application, load_settings(language="en"), Uncounted()), place, 5)
