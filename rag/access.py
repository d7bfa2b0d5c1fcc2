"""Bearer tokens: which other programs may ask here, and which of them may change the articles.

They are kept in `tokens.json` in the data folder, never themselves but as their SHA-256. A secret is 256 bits of
chance, which nobody finds by trying: a slow hash, as passwords need one, would guard nothing more and cost each request
its time.

Once a token was made, each request needs one, also when all were revoked since or have expired. Whoever deletes the
file says that none was ever made: then nobody needs one. A file that is damaged lets nobody in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import UsageError
from rag.ingest.shelf import flush, writing

Role = Literal["reader", "editor"]
"""What a token lets its bearer do, as in the web application: readers ask, editors may change the articles too."""

FILE = "tokens.json"
PREFIX = "srcr_"
"""What secrets begin with, so that one that has strayed into a log or a repository is known for what it is."""
MAX_NAME = 80
MAX_DAYS = 36_500

_PATIENCE = 10.0
"""Seconds to wait for another process that is changing the file."""
_STRICT = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token, never its secret. `expires` is the last day on which it is good; None: for ever."""

    id: str
    name: str
    role: Role
    created: dt.date
    expires: dt.date | None

    def good_on(self, day: dt.date) -> bool:
        """Whether it has not expired by that day."""
        return self.expires is None or day <= self.expires


class _Entry(BaseModel):
    model_config = _STRICT

    token: Token
    sha256: str = Field(pattern="^[0-9a-f]{64}$", repr=False)


_Entries = tuple[_Entry, ...]
_Stamp = tuple[int, int, int]


class _Kept(BaseModel):
    """What the file holds."""

    model_config = _STRICT

    version: Literal[1] = 1
    tokens: _Entries


class Tokens:
    """The tokens of one data folder. Threads may share it; what another process does to them is heard at once.

    `today` says which day it is: by default, as this machine's calendar has it. Whatever reads the file raises
    UsageError where it is damaged or may not be read.
    """

    def __init__(self, folder: Path, *, today: Callable[[], dt.date] = dt.date.today) -> None:
        self._path = folder / FILE
        self._today = today
        self._last: tuple[_Stamp, _Entries] | None = None

    @property
    def path(self) -> Path:
        """The file that they are kept in, which need not be there."""
        return self._path

    @property
    def needed(self) -> bool:
        """Whether a token was ever made here, be it revoked or expired: then each request needs one."""
        return self._read() is not None

    def all(self) -> list[Token]:
        """Those that were not revoked, expired ones included, oldest first."""
        return [entry.token for entry in self._entries()]

    def find(self, secret: str) -> Token | None:
        """The token that this is the secret of; None for one that is unknown, revoked or expired."""
        given = _sha256(secret)
        found = None
        for entry in self._entries():  # all of them: how long it takes says nothing of which it was
            if hmac.compare_digest(entry.sha256, given):
                found = entry.token
        return found if found is not None and found.good_on(self._today()) else None

    def add(self, name: str, role: Role, days: int | None = None) -> tuple[Token, str]:
        """Makes a token, and its secret, which cannot be had again. With `days` it is good until so many days hence.

        Raises UsageError for a name that is not 1 to 80 printable characters, for days that are not 1 to 36,500, or
        where the file cannot be written.
        """
        created = self._today()
        _check(name, role, days)
        secret = PREFIX + secrets.token_urlsafe(32)
        with self._changing():
            entries = self._entries()
            expires = created + dt.timedelta(days) if days is not None else None
            token = Token(_new_id(entries), name, role, created, expires)
            self._write((*entries, _Entry(token=token, sha256=_sha256(secret))))
        return token, secret

    def revoke(self, id_or_name: str) -> Token:
        """Takes a token away, at once and for good. An id goes before a name that looks like one.

        Raises UsageError where nothing is called so, where several are, or where the file cannot be written.
        """
        _pick(self._entries(), id_or_name)  # a mistake makes no folder
        with self._changing():
            entries = self._entries()
            gone = _pick(entries, id_or_name)
            self._write(tuple(entry for entry in entries if entry is not gone))
        return gone.token

    def _entries(self) -> _Entries:
        return self._read() or ()

    def _read(self) -> _Entries | None:
        """None where no token was ever made. The file is read only where it is another one than the last time."""
        try:
            if self._last is not None and self._last[0] == _stamp(self._path.stat()):
                return self._last[1]
            with self._path.open("rb") as file:
                # Of the file that is read, not of one that has just taken its place.
                stamp, data = _stamp(os.fstat(file.fileno())), file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError("tokens_unreadable", path=self._path, reason=error.strerror or error) from error
        entries = _parse(self._path, data)
        self._last = stamp, entries  # at once, for threads
        return entries

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One at a time, over all processes. Raises UsageError."""
        folder = self._path.parent
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / f".{FILE}.lock")
            try:
                lock.acquire(timeout=_PATIENCE)
            except Timeout as error:
                raise UsageError("tokens_busy", path=self._path) from error
            try:
                yield
            finally:
                lock.release()

    def _write(self, entries: _Entries) -> None:
        """Beside, flushed, then in place: at no time is there half a file, nor one that others may read."""
        data = _Kept(tokens=entries).model_dump_json(indent=1)
        folder = self._path.parent
        handle, beside = tempfile.mkstemp(prefix=f".{FILE}-", suffix=".part", dir=folder)  # of mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data.encode())
                file.flush()
                os.fsync(file.fileno())
            if self._path.exists():  # the clocks of file systems are coarse, and inodes are used again
                now = max(Path(beside).stat().st_mtime_ns, self._path.stat().st_mtime_ns + 1)
                os.utime(beside, ns=(now, now))
            Path(beside).replace(self._path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        flush(folder)


def _check(name: str, role: Role, days: int | None) -> None:
    if not (0 < len(name) <= MAX_NAME and name.isprintable() and name.strip() == name):
        raise UsageError("token_name", most=MAX_NAME)
    if role not in get_args(Role):
        raise ValueError("no such role")
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise UsageError("token_days", most=MAX_DAYS)


def _pick(entries: _Entries, id_or_name: str) -> _Entry:
    found = [entry for entry in entries if entry.token.id == id_or_name]
    found = found or [entry for entry in entries if entry.token.name == id_or_name]
    if not found:
        # Not what was given: it may be a secret that somebody took for the name.
        raise UsageError("token_unknown")
    if len(found) > 1:
        ids = ", ".join(entry.token.id for entry in found)
        raise UsageError("token_several", name=id_or_name, ids=ids)
    return found[0]


def _new_id(entries: _Entries) -> str:
    taken = {word for entry in entries for word in (entry.token.id, entry.token.name)}
    while (new := secrets.token_hex(4)) in taken:
        pass
    return new


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _stamp(stat: os.stat_result) -> _Stamp:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _parse(path: Path, data: bytes) -> _Entries:
    try:
        return _Kept.model_validate_json(data, strict=True).tokens
    except ValidationError as error:
        raise UsageError("tokens_damaged", path=path) from error
