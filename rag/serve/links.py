"""Addresses under which a citation is shown in its place, for whoever is given one."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from pathlib import Path
from urllib.parse import quote, urlencode

from rag.errors import UsageError
from rag.history.export.outline import web_address
from rag.ingest.shelf import writing
from rag.types import Citation

PATH = "/articles"
_FILE = "links.key"
_BYTES = 32


class Links:
    """Where tokens are needed, an address that was given out shows its article without one, and no other.

    The key that it is signed with lies beside the tokens. Who deletes it makes all addresses void that were given out.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: bytes | None = None

    def of(self, base: str, citation: Citation, *, signed: bool) -> str:
        """The article's own address on the web, where it has one, or else its page on this server, at `base`."""
        if elsewhere := web_address(citation.url):
            return elsewhere
        # Not in the path: there clients resolve what looks like "..", and an id may be any text.
        values = {"id": citation.document_id, "start": str(citation.start), "end": str(citation.end)}
        if signed:
            values["key"] = self._sign(citation.document_id)
        return f"{base.rstrip('/')}{PATH}?{urlencode(values, safe='/', quote_via=quote)}#quote"

    def opens(self, document_id: str, key: str) -> bool:
        """Whether the key is that of the article; compared in constant time. Raises UsageError."""
        if not key:  # then nothing is written
            return False
        return hmac.compare_digest(self._sign(document_id).encode(), key.encode("utf-8", "replace"))

    def _sign(self, document_id: str) -> str:
        digest = hmac.new(self._key(), document_id.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return digest.hexdigest()

    def _key(self) -> bytes:
        """Made when it is first needed. Raises UsageError where it cannot be written or is not whole."""
        with self._lock:
            if self._known is None:
                self._known = self._read()
            return self._known

    def _read(self) -> bytes:
        path = self._folder / _FILE
        if not path.exists():
            with writing(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                own = path.with_name(f"{_FILE}-{os.getpid()}")
                with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                    stream.write(secrets.token_bytes(_BYTES))
                try:
                    os.link(own, path)  # unless another process was faster
                except FileExistsError:
                    pass
                finally:
                    own.unlink()
        found = path.read_bytes()
        if len(found) != _BYTES:
            raise UsageError("serve_link_key", path=path)
        return found
