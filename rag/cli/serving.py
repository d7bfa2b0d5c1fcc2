"""`sourcier app`: the page on a server."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.starting import index_option, start
from rag.errors import SettingsError, UsageError
from rag.people import LOOPBACK, is_loopback

if TYPE_CHECKING:
    from rag.settings import Settings

_UI = Path(__file__).parents[1] / "ui"


@click.command()
@index_option
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Where to serve it.")
@click.option(
    "--address", default="127.0.0.1", show_default=True,
    help="Address to listen on; any but a loopback address needs sign-in or --open.",
)  # fmt: skip
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME",
    help="Name by which people reach the page, as behind a reverse proxy; others are turned away. Repeatable.",
)  # fmt: skip
@click.option(
    "--open", "open_access", is_flag=True, default=None,
    help="Serve it to other machines without sign-in: whoever reaches it reads and changes everything.",
)  # fmt: skip
def app(index: Path | None, port: int, address: str, hosts: tuple[str, ...], open_access: bool | None) -> int:
    """Serve the page, on this machine alone unless told otherwise.

    Behind a reverse proxy, leave the address as it is and name the public host with --host. Sign-in is set up with the
    settings sign_in, allowed and editors.
    """
    settings, _ = start(index, open_access=open_access)
    _check_access(settings, [address, *hosts])
    # What was not given here is found again by the page, and with it where it comes from.
    given = {"SOURCIER_INDEX": str(index.absolute()) if index else None, "SOURCIER_OPEN_ACCESS": _flag(open_access)}
    environment = os.environ | {name: value for name, value in given.items() if value is not None}
    command = [sys.executable, "-m", "streamlit", "run", str(_UI / "app.py")]
    for name, value in _options(settings, port, address, hosts):
        command += [f"--{name}", value]
    if os.name == "posix":
        # In this process's place: who stops the one stops the other, be it a terminal, systemd or a container.
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own arguments
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own arguments


def _flag(given: bool | None) -> str | None:
    return "on" if given else None


def _check_access(settings: Settings, places: list[str]) -> None:
    """That nobody is let in by accident. Raises UsageError; SettingsError where sign-in lacks its package."""
    if settings.sign_in:
        if find_spec("authlib") is None:
            raise SettingsError("sign_in_package")
    elif not settings.open_access and not all(map(is_loopback, places)):
        raise UsageError("page_exposed")


def _options(settings: Settings, port: int, address: str, hosts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Streamlit's. A page that is reached by known names alone cannot be reached by a stranger's (DNS rebinding)."""
    options = [
        ("server.address", address), ("server.port", str(port)), ("server.headless", "true"),
        ("server.enableCORS", "true"), ("server.enableXsrfProtection", "true"), ("server.fileWatcherType", "none"),
        ("server.maxUploadSize", str(math.ceil(settings.max_file_mb))), ("server.enableAgentApi", "false"),
        ("browser.gatherUsageStats", "false"), ("client.showErrorDetails", "none"), ("client.toolbarMode", "minimal"),
        ("client.showErrorLinks", "false"), ("runner.postScriptGC", "false"), ("theme.base", str(_UI / "theme.toml")),
        ("global.disableWidgetStateDuplicationWarning", "true"),
    ]  # fmt: skip
    if hosts or is_loopback(address):
        options += [("server.allowedHosts", host) for host in (*LOOPBACK, *hosts)]
    return options
