"""What is left in a Milvus that nobody needs: by writers that were killed, and by generations that went."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from rag.errors import StoreError
from rag.store.milvus.ledger import Ledger
from rag.store.milvus.numbers import ALIVE
from rag.store.milvus.place import Place
from rag.store.milvus.server import server
from rag.store.milvus.table import Table


def take_back(table: Table, sequence: int, next_key: int, broken_off: int) -> None:
    """Makes a collection what it was after the writing `sequence`: a later one was killed, that of `broken_off`.

    Raises StoreError (`store_copied`) where there is a third: a copy of this index has gone on with the collection.
    """
    after = f"born > {sequence} or (died > {sequence} and died < {ALIVE})"
    own = f"(born <= {sequence} or born == {broken_off}) and (died <= {sequence} or died in {[broken_off, ALIVE]})"
    if table.count(f"({after}) and not ({own})", everything=True):
        raise StoreError("store_copied", uri=table.server.place.uri, collection=table.name)
    drop_from(table, next_key)
    while marked := table.keys(f"died > {sequence} and died < {ALIVE}"):
        table.retire(marked, ALIVE)


def drop_from(table: Table, next_key: int) -> None:
    """Takes the rows away that were put there by an addition that did not end."""
    while left := table.keys(f"key >= {next_key}"):
        table.delete(left)


def purge(table: Table, ledger: Ledger) -> None:
    """Takes away what no generation sees any more. Those that are there still count, and one of them will go."""
    with suppress(StoreError, OSError, ValueError):  # the next writing does it
        seen = [edition.sequence for _, edition in ledger.editions() if edition.collection == table.name]
        if seen:
            table.purge(f"died <= {min(seen)}")


def drop_orphans(table: Table, ledger: Ledger) -> None:
    """Drops the collections that were made for this index and that no generation is of. This one is in use."""
    with suppress(StoreError, OSError, ValueError):
        for name in set(ledger.names()) - ledger.in_use() - {table.name}:
            _drop(table.server.place, ledger, name)


def drop_unused(place: Place, ledger: Ledger, name: str, but: Path) -> None:
    """Drops a collection that no generation but that in a folder is of. What fails, the next writer does."""
    with suppress(StoreError, OSError, ValueError):
        if name in ledger.names() and name not in ledger.in_use(but=but):
            _drop(place, ledger, name)


def _drop(place: Place, ledger: Ledger, name: str) -> None:
    try:
        server(place).call("drop_collection", name)
    except StoreError as error:
        if error.key != "store_missing":
            raise
    ledger.strike(name)
