"""What `sourcier serve` and `sourcier mcp --http` share: how they log, and how they say where they are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rag.cli.terminal import complain

if TYPE_CHECKING:
    from rag.http.logs import Kind

Command = TypeVar("Command", bound=Callable[..., Any])

GRACE = 60
"""Seconds that requests have to end when the server is told to."""


def log_option(command: Command) -> Command:
    """`--log text|json`."""
    return click.option(
        "--log", default="text", show_default=True, type=click.Choice(["text", "json"]),
        help="What stderr says: text, warnings and errors; json, one object a line, each request too.",
    )(command)  # fmt: skip


def say_serving(log: Kind, address: str, text: str) -> None:
    """That it is served at that address: as an event of the log, or as the text."""
    if log == "json":
        logging.getLogger("sourcier.http").info("serving", extra={"event": "serving", "facts": {"address": address}})
    else:
        complain(text)
