"""One Milvus, and every call to it: connected when first needed, connected again after it went away."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any

from rag.errors import StoreError
from rag.store.milvus import lite
from rag.store.milvus.faults import PASSING, fault, trouble
from rag.store.milvus.place import Place
from rag.store.milvus.vendor import pymilvus

_PATIENCE = 2.0
"""Seconds for which a reader's question waits for a server that refuses connections. A writer waits for the timeout."""
_PAUSE = 0.25


class Server:
    """The client is made by the first call and made anew after a failure. Any number of threads may share it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lock = threading.Lock()
        self._made: Any = None
        self._failure: tuple[float, Exception] | None = None

    def call(self, name: str, *arguments: Any, patient: bool = False, once: bool = False, **options: Any) -> Any:
        """What a method of MilvusClient gives; tried again while the matter may be over in a moment.

        `patient`: for as long as a call may take, even where nobody listens. `once`: not at all, for what must not
        happen twice. Raises StoreError.
        """
        began = time.monotonic()
        while True:
            client = None
            try:
                client = self._client()
                left = max(0.5, self.place.timeout - (time.monotonic() - began))
                return getattr(client, name)(*arguments, timeout=left, **options)
            except StoreError:
                raise
            except Exception as error:
                matter = trouble(error)
                if matter == "down":
                    self._forget(client)
                elif matter == "starting":
                    _load(client, self.place.replicas, *arguments[:1])
                limit = self.place.timeout if patient or matter == "starting" else min(_PATIENCE, self.place.timeout)
                if once or matter not in PASSING or time.monotonic() - began + _PAUSE > limit:
                    raise fault(error, self.place) from error
            time.sleep(_PAUSE)

    def written(self, collection: str) -> int | None:
        """The server's time of this process's last write to a collection, which a read can ask to have seen.

        None where the client does not say.
        """
        try:
            from pymilvus.client.ts_utils import get_collection_ts

            client = self._client()
            endpoint, database = client._get_connection().server_address, client._config.db_name
            found = get_collection_ts(collection, endpoint, database)
        except (ImportError, AttributeError, TypeError):
            return None
        return found if isinstance(found, int) and found > 0 else None

    def _client(self) -> Any:
        asked = time.monotonic()
        with self._lock:
            if self._made is not None:
                return self._made
            # Whoever waited while another could not connect need not try the same again, one after the other.
            if self._failure is not None and self._failure[0] > asked:
                raise self._failure[1]
            try:
                self._made = _connected(self.place)
            except Exception as error:
                self._failure = time.monotonic(), error
                raise
            return self._made

    def _forget(self, client: Any) -> None:
        """The next call connects anew: that also tells a server that is gone from one that knows us no more."""
        with self._lock:
            if client is None or client is not self._made:
                return
            self._made = None
        with suppress(Exception):
            client.close()


def _connected(place: Place) -> Any:
    client = pymilvus().MilvusClient
    if place.is_file:
        # A proxy is for what is elsewhere, whatever the environment says of it.
        here = {"grpc.enable_http_proxy": 0}
        return client(lite.address(place.uri), timeout=place.timeout, dedicated=True, grpc_options=here)
    return client(place.uri, token=place.token, timeout=place.timeout, dedicated=True)


def _load(client: Any, replicas: int, collection: str = "") -> None:
    """A server that was started again loads what was loaded; one that was told to release it does not."""
    with suppress(Exception):  # the call itself, tried again, says what is wrong
        client.load_collection(collection, replica_number=replicas, timeout=1.0, _async=True)


_servers: dict[Place, Server] = {}
_lock = threading.Lock()


def server(place: Place) -> Server:
    """The same one for everybody who asks for that place."""
    with _lock:
        return _servers.setdefault(place, Server(place))
