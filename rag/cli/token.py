"""`sourcier token`: who else may ask, by bearer tokens."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.starting import index_option, json_option, start
from rag.cli.terminal import Terminal, complain
from rag.messages.access import TOKENS

if TYPE_CHECKING:
    from rag.access import Role, Token

_COLUMNS = "id", "role", "created", "expires", "name"


@click.group(no_args_is_help=False)
def token() -> None:
    """Make, list and revoke the tokens that other programs show.

    They are kept in the data folder, in tokens.json, as hashes. Once one was made, each request to a server of this
    index needs one; where that file is deleted, none does.
    """


@token.command()
@click.argument("name")
@click.option(
    "--role", default="reader", show_default=True, type=click.Choice(["reader", "editor"]),
    help="Readers ask and read; editors may change the articles too.",
)  # fmt: skip
@click.option("--days", type=int, metavar="N", help="How many days from today it is good (default: for ever).")
@index_option
def add(name: str, role: Role, days: int | None, index: Path | None) -> int:
    """Make a token, called NAME, and print its secret, which is shown this once."""
    from rag.access import Tokens

    settings, terminal = start(index)
    tokens = Tokens(settings.data_folder)
    first = not tokens.needed
    made, secret = tokens.add(name, role, days)
    terminal.show(secret)
    until = "for_ever" if made.expires is None else "until"
    text = _say(
        terminal, f"made_{made.role}", name=made.name, id=made.id, until=_say(terminal, until, day=made.expires)
    )
    complain(f"{text} {_say(terminal, 'first', folder=settings.data_folder)}" if first else text)
    return 0


@token.command(name="list")
@index_option
@json_option
def list_(index: Path | None, as_json: bool) -> int:
    """List the tokens: id, role, the day it was made, the last day on which it is good, name."""
    from rag.access import Tokens

    settings, terminal = start(index)
    tokens = Tokens(settings.data_folder)
    found, today = tokens.all(), dt.date.today()
    if as_json:
        terminal.show_json([_json(each, today) for each in found])
        return 0
    if not found:
        complain(_say(terminal, "none_left" if tokens.needed else "none_made"))
        return 0
    rows = [[_say(terminal, f"column_{name}") for name in _COLUMNS], *(_row(each, today, terminal) for each in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        terminal.show("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


@token.command()
@click.argument("token", metavar="ID|NAME")
@index_option
def revoke(token: str, index: Path | None) -> int:
    """Take a token away, at once and for good: a server that runs hears of it with its next request."""
    from rag.access import Tokens

    settings, terminal = start(index)
    gone = Tokens(settings.data_folder).revoke(token)
    terminal.show(_say(terminal, "revoked", name=gone.name, id=gone.id))
    return 0


def _row(token: Token, today: dt.date, terminal: Terminal) -> list[str]:
    last = token.expires.isoformat() if token.expires else "—"
    expires = last if token.good_on(today) else _say(terminal, "expired", day=last)
    return [token.id, token.role, token.created.isoformat(), expires, token.name]


def _json(token: Token, today: dt.date) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "created": token.created.isoformat(),
        "expires": token.expires.isoformat() if token.expires else None,
        "expired": not token.good_on(today),
    }


def _say(terminal: Terminal, key: str, **values: object) -> str:
    return TOKENS[key][terminal.language].format(**values)
