"""One collection of a Milvus: its fields, its rows, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.ports import VectorEntry
from rag.store.milvus.numbers import ALIVE, fields, keys_in
from rag.store.milvus.server import Server
from rag.store.milvus.vendor import pymilvus
from rag.types import Vectors

MOST = 16_384
"""Rows that a server gives at once, at most."""
_ROWS = 500
"""Rows with their vectors in one message: a megabyte or two."""
_NUMBERS = ("document", "language", "source", "date", "born", "died")

Rows = list[dict[str, Any]]


class Table:
    """`read_since` is the server's time of the last write that reads must have seen; None: they see everything.

    To see everything costs a server 0.4 s; to see what was written at a certain time costs nothing once it has.
    `patient`: every call waits for a server that is away, since nobody listens and much would be done again.
    """

    def __init__(self, server: Server, name: str, dimension: int) -> None:
        self.server = server
        self.name = name
        self.dimension = dimension
        self.read_since: int | None = None
        self.patient = False

    def create(self) -> None:
        """Makes the collection, ready to be searched as its server's place has it. Raises StoreError."""
        vendor = pymilvus()
        schema = vendor.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("key", vendor.DataType.INT64, is_primary=True)
        for field in _NUMBERS:
            schema.add_field(field, vendor.DataType.INT64)
        schema.add_field("vector", vendor.DataType.FLOAT_VECTOR, dim=self.dimension)
        index = vendor.MilvusClient.prepare_index_params()
        # Until a server has built an index of another kind it searches by a rough one of its own (recall@10 of 0.86
        # on 20,000 vectors in 2.3.5). What is exact is exact from the first row on.
        kind, graph = ("HNSW", {"M": 32, "efConstruction": 256}) if self.server.place.method == "hnsw" else ("FLAT", {})
        index.add_index("vector", index_type=kind, metric_type="IP", params=graph)
        self._call("create_collection", schema=schema)
        # Not waited for: there is nothing to build yet, and the client looks every half second.
        self._call("create_index", index, sync=False)
        self._call("load_collection", replica_number=self.server.place.replicas)

    def check(self) -> None:
        """Raises StoreError when there is no such collection (`store_missing`), or it is none of ours."""
        told = self._call("describe_collection")
        found = {field["name"]: field for field in told.get("fields", [])}
        dimension = int(found.get("vector", {}).get("params", {}).get("dim", 0))
        if set(found) != {"key", "vector", *_NUMBERS} or dimension != self.dimension:
            raise StoreError("store_other", uri=self.server.place.uri, collection=self.name)

    def insert(self, keys: NDArray[np.int64], entries: Sequence[VectorEntry], vectors: Vectors, born: int) -> None:
        """Adds rows. None of the keys may be there."""
        for at in range(0, len(keys), _ROWS):
            part = slice(at, at + _ROWS)
            rows = [
                {"key": int(key), **fields(entry), "born": born, "died": ALIVE, "vector": vector}
                for key, entry, vector in zip(keys[part], entries[part], vectors[part], strict=True)
            ]
            try:
                self._call("insert", rows, once=True)
            except StoreError as error:
                if error.key != "store_down":
                    raise
                # Nobody knows whether it got there. To insert a row twice is to have it twice; to put it is not.
                self._call("upsert", rows)
        self._wrote()

    def retire(self, keys: Sequence[int], died: int) -> None:
        """Has rows die in a writing, which `ALIVE` takes back."""
        for rows in self._whole(keys):
            for row in rows:
                row["died"] = died
            self._call("upsert", rows)
        self._wrote()

    def delete(self, keys: Sequence[int]) -> None:
        """Takes rows away for good."""
        for at in range(0, len(keys), MOST):
            self._call("delete", ids=[int(key) for key in keys[at : at + MOST]])
        self._wrote()

    def purge(self, where: str) -> None:
        """Takes away for good what an expression lets through."""
        self._call("delete", filter=where)
        self._wrote()

    def flush(self) -> None:
        """Has the server write what it holds in memory, or leaves that to it: what it has taken it does not lose."""
        try:
            self._call("flush")
        except StoreError as error:
            if error.key not in {"store_slow", "store_failed"}:  # it may be asked so often and no more
                raise

    def keys(self, where: str) -> list[int]:
        """Some of the keys of the rows that an expression lets through, at most `MOST`, of all that was written."""
        found = self._call("query", filter=where, output_fields=["key"], limit=MOST, consistency_level="Strong")
        return [int(row["key"]) for row in found]

    def count(self, where: str, *, everything: bool = False) -> int:
        """How many rows an expression lets through; `everything`: of all that anyone has written by now."""
        seen = {"consistency_level": "Strong"} if everything else self._seen()
        (row,) = self._call("query", filter=where, output_fields=["count(*)"], **seen)
        return int(row["count(*)"])

    def vectors(self, keys: NDArray[np.int64]) -> Vectors | None:
        """`(n, dim)` in the order of the keys; None where one is missing."""
        found: dict[int, Any] = {}
        for rows in self._whole(keys.tolist(), ["key", "vector"]):
            found |= {int(row["key"]): row["vector"] for row in rows}
        if len(found) < len(set(keys.tolist())):
            return None
        return np.array([found[key] for key in keys.tolist()], dtype=np.float32).reshape(-1, self.dimension)

    def nearest(self, vector: Vectors, k: int, where: str) -> list[tuple[int, float]]:
        """At most `k` (key, inner product), best first."""
        options = {"metric_type": "IP", "params": {"ef": max(256, 2 * k)}}
        given = [np.ascontiguousarray(vector, dtype=np.float32).tolist()]
        (hits,) = self._call("search", given, filter=where, limit=k, search_params=options, **self._seen())
        return [(int(hit.id), float(hit.distance)) for hit in hits]

    def _whole(self, keys: Sequence[int], wanted: Sequence[str] = ("key", *_NUMBERS, "vector")) -> Iterator[Rows]:
        for at in range(0, len(keys), _ROWS):
            where = keys_in(keys[at : at + _ROWS])
            found = self._call("query", filter=where, output_fields=list(wanted), **self._seen())
            yield [{field: row[field] for field in wanted} for row in found]

    def _seen(self) -> dict[str, Any]:
        if self.read_since is None:
            return {"consistency_level": "Strong"}
        return {"consistency_level": "Customized", "guarantee_timestamp": self.read_since}

    def _wrote(self) -> None:
        self.read_since = self.server.written(self.name)

    def _call(self, method: str, *arguments: Any, **options: Any) -> Any:
        return self.server.call(method, self.name, *arguments, patient=self.patient, **options)
