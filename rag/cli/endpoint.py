"""`sourcier serve`: the endpoint for other programs."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from rag.cli.starting import index_option, start

_GRACE = 60
"""Seconds that requests have to end when the server is told to."""


@click.command()
@index_option
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Where to serve it.")
@click.option(
    "--address", default="127.0.0.1", show_default=True,
    help="Address to listen on; any but a loopback address needs tokens or --open.",
)  # fmt: skip
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME",
    help="Name by which programs reach it, as behind a reverse proxy; others are turned away. Repeatable.",
)  # fmt: skip
@click.option("--open", "open_access", is_flag=True, help="Let in whoever reaches it, without a token.")
def serve(index: Path | None, port: int, address: str, hosts: tuple[str, ...], open_access: bool) -> int:
    """Answer other programs over HTTP: an API, and an endpoint that speaks as OpenAI's does.

    Until a token is made (sourcier token add), whoever is on this machine may ask and change the articles; from then
    on every request needs one. /docs describes it.
    """
    from rag.http.listening import Listening, check_access
    from rag.http.server import address_of, listen
    from rag.http.server import serve as run
    from rag.serve.app import create_app
    from rag.service import Service

    settings, terminal = start(index)
    listening = Listening(address, hosts, open_access)
    check_access(settings, listening)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    with listen(address, port) as socket:
        terminal.warn("serving", address=address_of(socket))
        run(create_app(Service(settings), listening), socket, _GRACE)
    return 0
