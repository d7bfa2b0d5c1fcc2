"""Where a Milvus is, and how it is to be searched there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit, urlunsplit

from rag.errors import StoreError

Method = Literal["exact", "hnsw"]

_SCHEMES = ("http", "https", "tcp", "unix")
_SCHEME = re.compile(r"(\w[\w+.-]*):")


@dataclass(frozen=True, slots=True)
class Place:
    """`uri` is that of a server, without credentials, or the absolute path of a file of Milvus Lite.

    `token` is “user:password” or a key, and is shown nowhere. `timeout`: seconds that a call may take. `method` and
    `replicas`, on how many query nodes the vectors are at once, are those of a collection that is made or loaded.
    """

    uri: str
    token: str = field(default="", repr=False)
    timeout: float = 10.0
    method: Method = "exact"
    replicas: int = 1

    @classmethod
    def of(cls, uri: str, token: str = "", timeout: float = 10.0) -> Place:
        """From what somebody has written, credentials in the address included. Raises StoreError (`store_uri`)."""
        scheme = _SCHEME.match(uri)
        if scheme is None or len(scheme[1]) == 1:  # the letter of a drive
            return cls(str(Path(uri).absolute()), "", timeout)
        try:
            parts = urlsplit(uri)
            sound = parts.scheme in _SCHEMES and (parts.scheme == "unix" or bool(parts.hostname)) and parts.port != 0
        except ValueError:  # a port that is none
            sound = False
        if not sound:
            raise StoreError("store_uri", schemes=", ".join(_SCHEMES))
        if parts.username:
            who = unquote(parts.username)
            token = token or (f"{who}:{unquote(parts.password)}" if parts.password else who)
        bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        return cls(bare, token, timeout)

    @property
    def is_file(self) -> bool:
        """Whether it is a file of Milvus Lite."""
        return _SCHEME.match(self.uri) is None or self.uri[1:2] == ":"
