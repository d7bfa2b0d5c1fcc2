"""Where the workers are, as it is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.errors import UsageError

MOST = 256
"""Processes on this machine: more is a mistake."""

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Workers:
    """Either so many processes of this machine, or those of the scheduler at an address."""

    count: int = 0
    address: str = ""


def workers_of(given: str) -> Workers:
    """A number, or an address such as tcp://scheduler:8786. Raises UsageError for anything else."""
    given = given.strip()
    if given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= MOST:
        return Workers(count=int(given))
    match = _ADDRESS.fullmatch(given)
    if match is None or not 1 <= int(match[1]) <= 65535:
        raise UsageError("workers_bad", given=given, most=MOST)
    return Workers(address=given)
