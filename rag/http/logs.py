"""What a server tells whoever runs it: a line for each event, that nothing of a request can break or forge."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from contextvars import ContextVar
from typing import Literal

Kind = Literal["text", "json"]

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; "" outside of one."""

_STEERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_GAP = "    "
"""Before each line of a traceback: no line of it can be taken for an event of its own."""


class ToldError(Exception):
    """Ends a response that has begun, without a word: what it is about was logged already."""


class PlainLines(logging.Formatter):
    """For people who read it: when, where, how bad, what, and in which request."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(name)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The first line."""
        record.message = _literal(record.message)
        asked = REQUEST_ID.get()
        return super().formatMessage(record) + (f" [request {asked}]" if asked else "")

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Those below it."""
        told = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(_GAP + _literal(line) for line in told.split("\n"))


class JsonLines(logging.Formatter):
    """For programs that read it: one JSON object a line.

    Each has `time` (UTC), `level`, `event`, `logger` and `message`; within a request its `request_id`; at the end of a
    request (event `request`) `method`, `path`, `status`, `ms`, `caller` and `bytes`; of an error its `traceback`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line. All of it is ASCII: whatever else there is, is escaped."""
        when = dt.datetime.fromtimestamp(record.created, dt.UTC)
        found: dict[str, object] = {
            "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "message"),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if asked := REQUEST_ID.get():
            found["request_id"] = asked
        found |= getattr(record, "facts", {})
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return json.dumps(found)


def set_up(kind: Kind) -> None:
    """Has this process log so, on stderr. As text warnings and errors alone; as JSON each request too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == "json" else PlainLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    if kind == "json":
        logging.getLogger("sourcier").setLevel(logging.INFO)
        logging.captureWarnings(capture=True)
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], ToldError))


def _literal(text: str) -> str:
    return _STEERS.sub(lambda found: ascii(found[0])[1:-1], text)
