"""`sourcier mcp`: the articles for programs that speak the Model Context Protocol."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from rag.cli.listening import GRACE, log_option, say_serving
from rag.cli.starting import index_option, start
from rag.cli.terminal import Terminal
from rag.errors import UsageError
from rag.messages import Language

if TYPE_CHECKING:
    from rag.http.logs import Kind
    from rag.settings import Settings

_SERVING: dict[Language, str] = {
    "en": "The Model Context Protocol is served at {url}. Ctrl-C ends it.",
    "fr": "Le Model Context Protocol est servi à l’adresse {url}. Ctrl-C l’arrête.",
}
_OVER_HTTP = "port", "address", "hosts", "open_access", "log"
"""What says how it is served over HTTP."""


@click.command()
@index_option
@click.option("--write", is_flag=True, help="Let clients add and remove articles.")
@click.option("--http", "over_http", is_flag=True, help="Serve over streamable HTTP, at /mcp, instead of stdio.")
@click.option("--port", default=8766, show_default=True, type=click.IntRange(0, 65535), help="Where, with --http.")
@click.option(
    "--address", default="127.0.0.1", show_default=True,
    help="Address to listen on, with --http; any but a loopback address needs tokens or --open.",
)  # fmt: skip
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME",
    help="Name by which clients reach it, with --http; others are turned away. Repeatable.",
)  # fmt: skip
@click.option("--open", "open_access", is_flag=True, help="Let in whoever reaches it, without a token, with --http.")
@log_option
def mcp(index: Path | None, write: bool, over_http: bool, **http: Any) -> int:
    """Serve the articles to an editor, a chat window or an agent, by the Model Context Protocol.

    The client starts it and speaks with it over stdio. With --http it serves any number of clients; once a token was
    made (sourcier token add), each needs one; /healthz, /readyz and /metrics are for those who watch over it. Without
    --write clients can only read.
    """
    if not over_http:
        _check_unused(click.get_current_context())
    settings, terminal = start(index)
    if over_http:
        _serve(settings, terminal, write=write, **http)
        return 0
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")

    from rag.mcp.room import Room
    from rag.mcp.server import make_server
    from rag.mcp.stdio import serve_stdio
    from rag.service import Service

    serve_stdio(make_server(Room(Service(settings), terminal.language, terminal.note), write=write, waits=False))
    return 0


def _check_unused(context: click.Context) -> None:
    """That nothing was given of what counts over HTTP alone. Raises UsageError (`mcp_no_http`)."""
    for option in context.command.params:
        if option.name in _OVER_HTTP and context.get_parameter_source(option.name) is not ParameterSource.DEFAULT:
            raise UsageError("mcp_no_http", option=option.opts[0])


def _serve(settings: Settings, terminal: Terminal, *, write: bool, port: int, log: Kind, **listening: Any) -> None:
    from rag.http.listening import Listening, check_access
    from rag.http.logs import set_up
    from rag.http.server import address_of, listen, serve
    from rag.mcp.http import http_app
    from rag.mcp.room import PATH
    from rag.service import Service

    where = Listening(**listening)
    check_access(settings, where)
    set_up(log)
    notify = terminal.note if log == "text" else logging.getLogger("sourcier.mcp").info
    with listen(where.address, port) as socket:
        url = address_of(socket) + PATH
        say_serving(log, url, _SERVING[terminal.language].format(url=url))
        serve(http_app(Service(settings), terminal.language, notify, where, write=write), socket, GRACE)
