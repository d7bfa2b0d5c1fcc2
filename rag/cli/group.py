"""The command group, which also finds the commands that packages above `rag.cli` bring along."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import click

ENTRY_POINTS = "sourcier.commands"
"""The entry point group in which such a package names its commands: `rag` must not import what stands above it."""


class CommandGroup(click.Group):
    """A group whose own commands come first; the others are imported only when one of them is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in alphabetical order."""
        return sorted({*super().list_commands(ctx), *_brought()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None. Installed packages are looked at only for a name that is not one of our own."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in (brought := _brought()):
            return own
        command = brought[cmd_name].load()
        if not isinstance(command, click.Command):
            raise TypeError(f"{brought[cmd_name].value} is no command")
        return command


def _brought() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}
