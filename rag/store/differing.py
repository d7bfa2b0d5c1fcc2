"""Which articles differ between a generation whose catalogue is damaged and another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rag.store.catalogue import Catalogue
from rag.store.columns import Columns
from rag.store.faiss_store import COLUMNS_FILE
from rag.store.lexical import COLUMNS_FILE as LEXICAL_COLUMNS
from rag.store.manifest import Manifest

_MOST_NAMED = 20
"""Articles in a message."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Ids of articles, between a damaged generation and the one before. `known`: whether it could be told."""

    lost: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    known: bool = True

    def named(self) -> str:
        """All of them, or the first; “?” where nothing says them."""
        names = [*self.lost, *self.back, *self.changed]
        more = f" (+{len(names) - _MOST_NAMED})" if len(names) > _MOST_NAMED else ""
        return (", ".join(names[:_MOST_NAMED]) + more or "—") if self.known else "?"


def held_by(folder: Path, manifest: Manifest, damaged: Collection[str]) -> dict[str, set[str]] | None:
    """The passages by article, as the columns of a generation say; None where they are damaged too."""
    for name in (COLUMNS_FILE, LEXICAL_COLUMNS):
        if name in manifest.files and name not in damaged:
            held: dict[str, set[str]] = {}
            for entry in Columns.load(folder / name).entries():
                held.setdefault(entry.document_id, set()).add(entry.passage_id)
            return held
    return None


def differing_between(now: dict[str, set[str]] | None, before: Catalogue) -> Differing:
    """What the articles `now`, with their passages, differ in from those of another generation's catalogue."""
    if now is None:
        return Differing(known=False)
    then = {name: {passage.id for passage in before.passages_of(name)} for name in before.document_ids()}
    changed = [name for name in now.keys() & then.keys() if now[name] != then[name]]
    lost, back = sorted(now.keys() - then.keys()), sorted(name for name in then.keys() - now.keys() if then[name])
    return Differing(tuple(lost), tuple(back), tuple(sorted(changed)))
