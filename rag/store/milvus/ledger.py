"""Which collections of a Milvus are an index's own: noted before they are made, so that none is left behind."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from rag.store.milvus.place import Method
from rag.text.parsed import read_json

FILE = "milvus.json"
"""In the folder of a generation: what it is of the collection."""
_LEDGER = ".milvus.json"


@dataclass(frozen=True, slots=True)
class Edition:
    """One generation. It sees the rows born by the writing `sequence` that have not died by then.

    `method`: how the collection was made to be searched. `next_key`: the key of the next row. `read_since`: the
    server's time of its last write. `uri` is there to be said; nobody connects to an address that a file names.
    """

    uri: str
    collection: str
    dimension: int
    method: Method
    sequence: int
    next_key: int
    read_since: int | None = None

    def write(self, folder: Path) -> None:
        """Raises OSError."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        (folder / FILE).write_text(json.dumps(values, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Edition:
        """Raises OSError or ValueError."""
        raw = read_json((folder / FILE).read_bytes())
        try:
            edition = cls(**raw)
        except TypeError as error:
            raise ValueError(f"{FILE} has other fields") from error
        numbers: list[Any] = [edition.dimension, edition.sequence, edition.next_key, edition.read_since or 0]
        if not all(type(value) is int and 0 <= value < 2**63 for value in numbers):
            raise ValueError(f"{FILE} has a number that is none")
        if not isinstance(edition.uri, str) or not isinstance(edition.collection, str):
            raise ValueError(f"{FILE} has a text that is none")
        if edition.method not in get_args(Method):
            raise ValueError(f"{FILE} has a method that is none")
        if edition.collection and not edition.collection.isidentifier():
            raise ValueError(f"{FILE} names a collection that cannot be")
        return edition


class Ledger:
    """In the index's own folder. Only who may write to the index changes it."""

    def __init__(self, index: Path) -> None:
        self.index = index

    def names(self) -> list[str]:
        """The collections that were made for this index and not dropped since, as far as anybody knows.

        Those of an index elsewhere, of which this folder is a copy, are not this one's to drop.
        """
        return [name for name, home in self._read()["collections"].items() if home == self._home]

    def note(self, name: str) -> None:
        """Before a collection is made. Raises OSError."""
        held = self._read()
        self._write({**held, "collections": {**held["collections"], name: self._home}})

    def strike(self, name: str) -> None:
        """Once it was dropped. Raises OSError."""
        held = self._read()
        self._write({**held, "collections": {k: v for k, v in held["collections"].items() if k != name}})

    @property
    def writing(self) -> int:
        """The number of the last writing that was begun; 0 before the first."""
        found = self._read()["writing"]
        return found if type(found) is int and 0 <= found < 2**62 else 0

    def begin(self, after: int) -> int:
        """The number of the next writing. A copy of this index will choose another. Raises OSError."""
        number = after + 1 + secrets.randbelow(2**20)
        self._write({**self._read(), "writing": number})
        return number

    def editions(self) -> Iterator[tuple[Path, Edition]]:
        """Of the generations that are there. Those that cannot be read raise ValueError or OSError."""
        for file in sorted(self.index.glob(f"generation-*/{FILE}")):
            yield file.parent, Edition.read(file.parent)

    def in_use(self, *, but: Path | None = None) -> set[str]:
        """The collections that a generation names. Raises as `editions` does."""
        return {edition.collection for folder, edition in self.editions() if folder != but}

    @property
    def _home(self) -> str:
        return str(self.index.resolve())

    def _read(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"collections": {}, "writing": 0}
        try:
            found = read_json((self.index / _LEDGER).read_bytes())
        except (OSError, ValueError):
            return empty
        return empty | found if isinstance(found, dict) and isinstance(found.get("collections", {}), dict) else empty

    def _write(self, held: dict[str, Any]) -> None:
        self.index.mkdir(parents=True, exist_ok=True)
        own = self.index / f"{_LEDGER}-{os.getpid()}"
        own.write_text(json.dumps(held), encoding="utf-8")
        own.replace(self.index / _LEDGER)
