"""`sourcier serve`: the endpoint for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.listening import GRACE, log_option, say_serving
from rag.cli.starting import index_option, start

if TYPE_CHECKING:
    from rag.http.logs import Kind


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
@log_option
def serve(index: Path | None, port: int, log: Kind, **listening: Any) -> int:
    """Answer other programs over HTTP: an API, and an endpoint that speaks as OpenAI's does.

    Until a token is made (sourcier token add), whoever is on this machine may ask and change the articles; from then
    on every request needs one. /docs describes it; /healthz, /readyz and /metrics are for those who watch over it.
    """
    from rag.http.listening import Listening, check_access
    from rag.http.logs import set_up
    from rag.http.server import address_of, listen
    from rag.http.server import serve as run
    from rag.serve.app import create_app
    from rag.service import Service

    settings, terminal = start(index)
    where = Listening(**listening)
    check_access(settings, where)
    set_up(log)
    with listen(where.address, port) as socket:
        place = address_of(socket)
        say_serving(log, place, terminal.say("serving", address=place))
        run(create_app(Service(settings), where), socket, GRACE)
    return 0
