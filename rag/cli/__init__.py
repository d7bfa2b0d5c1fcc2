"""The `sourcier` command.

Exit codes: 0 done or answered, 1 internal failure, 2 wrong usage or bad input, 3 abstained, 130 stopped.
"""

from __future__ import annotations

import sys

import click

from rag.cli.asking import ask
from rag.cli.backup import backup, restore
from rag.cli.check import check
from rag.cli.commands import cli
from rag.cli.endpoint import serve
from rag.cli.mcp import mcp
from rag.cli.moving import move
from rag.cli.repair import repair
from rag.cli.serving import app
from rag.cli.terminal import EXIT_INTERNAL, EXIT_STOPPED, EXIT_USAGE, complain, terminal_for
from rag.cli.token import token
from rag.errors import SettingsError, SourcierError
from rag.messages import Language

cli.add_command(app)
cli.add_command(ask)
cli.add_command(backup)
cli.add_command(check)
cli.add_command(mcp)
cli.add_command(move)
cli.add_command(repair)
cli.add_command(restore)
cli.add_command(serve)
cli.add_command(token)

_ASKING = ("ask", "search")


def main(arguments: list[str] | None = None) -> None:
    """Runs a command and exits. An error is one line on stderr; a traceback is shown only with `--debug`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = cli.main(args=arguments, prog_name="sourcier", standalone_mode=False)
    except click.Abort:
        sys.exit(EXIT_STOPPED)
    except KeyboardInterrupt:
        sys.exit(EXIT_STOPPED)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "sourcier"
        message = error.format_message().rstrip(".")
        if isinstance(error, click.UsageError) and context and context.info_name in _ASKING and _extra(message):
            message += f". {terminal_for(None).say('unquoted')}".rstrip(".")
        complain(f"{message}{'' if message.endswith('?') else '.'} See: {command} --help")
        sys.exit(EXIT_USAGE)
    except SourcierError as error:
        complain(error.localized(_language()))
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; there is nobody to tell
        sys.exit(EXIT_INTERNAL)
    except Exception as error:  # the edge of the program: whatever it is, it is said in one line
        if "--debug" in arguments:
            raise
        terminal_for(None).warn("internal", kind=f"{type(error).__name__}: {error}")
        sys.exit(EXIT_INTERNAL)
    sys.exit(code if isinstance(code, int) else 0)


def _extra(message: str) -> bool:
    """Whether click has found more words than it takes: it has no kind of error of its own for that."""
    return message.startswith("Got unexpected extra argument")


def _language() -> Language:
    from rag.settings import load_settings

    try:
        return terminal_for(load_settings()).language
    except SettingsError:
        return terminal_for(None).language
