"""`sourcier mcp`: the articles for programs that speak the Model Context Protocol."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import click

from rag.cli.starting import index_option, start
from rag.cli.terminal import complain
from rag.messages import Language

_SERVING: dict[Language, str] = {
    "en": "The Model Context Protocol is served at {url}. Ctrl-C ends it.",
    "fr": "Le Model Context Protocol est servi à l’adresse {url}. Ctrl-C l’arrête.",
}
_GRACE = 60
"""Seconds that requests have to end when the server is told to."""


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
@click.option("--open", "open_access", is_flag=True, help="Let in whoever reaches it, without a token.")
def mcp(index: Path | None, write: bool, over_http: bool, **listening: Any) -> int:
    """Serve the articles to an editor, a chat window or an agent, by the Model Context Protocol.

    The client starts it and speaks with it over stdio. With --http it serves any number of clients; once a token was
    made (sourcier token add), each needs one. Without --write they can only read.
    """
    settings, terminal = start(index)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")

    from rag.mcp.room import Room
    from rag.mcp.server import make_server
    from rag.service import Service

    room = Room(Service(settings), terminal.language, terminal.note)
    if not over_http:
        from rag.mcp.stdio import serve_stdio

        serve_stdio(make_server(room, write=write, waits=False))
        return 0

    from rag.http.listening import Listening, check_access
    from rag.http.server import address_of, listen, serve
    from rag.mcp.http import PATH, http_app

    port = listening.pop("port")
    where = Listening(**listening)
    check_access(settings, where)
    with listen(where.address, port) as socket:
        complain(_SERVING[terminal.language].format(url=address_of(socket) + PATH))
        serve(http_app(make_server(room, write=write), settings, where), socket, _GRACE)
    return 0
