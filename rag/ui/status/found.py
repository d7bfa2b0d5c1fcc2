"""What the page has found out: facts of the index, and what is the matter with it or with a model."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import IndexFault, SourcierError
from rag.service import Service
from rag.status import DiskFacts, IndexFacts, disk_facts, index_facts, open_index


@dataclass(frozen=True, slots=True)
class Found:
    """`index` is None where it cannot be opened; `trouble` is what keeps questions from being answered."""

    index: IndexFacts | None
    disk: DiskFacts
    trouble: SourcierError | None
    is_loaded: bool

    @property
    def is_low(self) -> bool:
        """Whether the disk might not take the next writing."""
        return self.disk.is_low(self.index.bytes if self.index else 0)


def look(shared: Service) -> Found:
    """Looks at the index; no model is loaded for it."""
    index, trouble = None, None
    if shared.is_loaded:
        try:
            index = shared.open(lambda _: None).index
        except SourcierError as error:
            trouble = error
    try:
        index = index or open_index(shared.settings)
    except IndexFault as error:
        trouble = trouble or error
    facts = index_facts(index) if index is not None else None
    return Found(facts, disk_facts(shared.settings), trouble, shared.is_loaded)
