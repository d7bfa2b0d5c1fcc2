"""Who is meant by a list of e-mail addresses and @domains, and what is this machine alone."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_ENTRY = re.compile(r"[^@\s]*@[^@\s]+")

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names by which this machine calls itself."""


def is_loopback(host: str) -> bool:
    """Whether a name or an address, without a port, is one that only this machine reaches."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == LOOPBACK[0]


def is_entry(text: str) -> bool:
    """Whether it is an e-mail address or an @domain."""
    return _ENTRY.fullmatch(text) is not None


def admits(entries: Iterable[str], address: str) -> bool:
    """Whether an e-mail address is one of them, or of one of their domains. A subdomain is another domain."""
    own = _folded(address)
    if not is_entry(address) or own.startswith(b"@"):
        return False
    return any(entry in (own, _domain(own)) for entry in map(_folded, entries))


def covers(entries: Iterable[str], entry: str) -> bool:
    """Whether somebody whom `entry` names is among those whom the entries name."""
    wanted = _folded(entry)
    known = [_folded(other) for other in entries]
    if wanted.startswith(b"@"):
        return any(_domain(other) == wanted for other in known)
    return admits(entries, entry)


def _folded(text: str) -> bytes:
    """In lower case, of ASCII letters alone: what only looks or sounds like an address is another one."""
    return text.strip().encode(errors="surrogatepass").lower()


def _domain(address: bytes) -> bytes:
    """With the @ before it."""
    return address[address.rindex(b"@") :]
