"""Where a server is reached, and that it lets nobody in by accident."""

from __future__ import annotations

from dataclasses import dataclass

from rag.access import Tokens
from rag.errors import UsageError
from rag.people import is_loopback
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Listening:
    """Where it is served: the address, further names by which it is reached, and whether everybody is let in."""

    address: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    open_access: bool = False

    @property
    def reached(self) -> bool:
        """Whether others than this machine reach it."""
        return not all(map(is_loopback, (self.address, *self.hosts)))


HERE = Listening()
"""This machine alone."""


def check_access(settings: Settings, listening: Listening) -> None:
    """That others than this machine show a token, or are let in on purpose. Raises UsageError (`serve_exposed`)."""
    if listening.reached and not listening.open_access and not Tokens(settings.data_folder).needed:
        raise UsageError("serve_exposed", address=", ".join((listening.address, *listening.hosts)))
