"""What an index holds, what made it, what runs here, and the settings in force."""

from __future__ import annotations

import os
import platform
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.models import reader_state
from rag.ports import StoreFacts
from rag.provenance import shown_settings
from rag.settings import Settings
from rag.store.index import Index
from rag.stores import store_kind

PACKAGES = (
    "streamlit", "langchain-core", "faiss-cpu", "openvino", "sentence-transformers", "torch", "numpy", "kreuzberg",
)  # fmt: skip
"""Those whose versions decide what an answer looks like and how fast it comes."""

_LEAST_FREE = 10**9
_COPIES = 3
"""An index is written beside the one in use, and while it is, beside the one before that."""


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What the manifest and the catalogue say. `languages`: passages by language; `bytes` on the disk."""

    generation: int
    created: str
    documents: int
    passages: int
    languages: dict[str, int]
    bytes: int
    embedder: str
    fingerprint: str
    dimension: int
    chunker: dict[str, int]
    schema_version: int
    store: StoreFacts


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """Where what people add is kept, and the room that is left there. `data_bytes` is 0 where nothing was added."""

    data: Path
    data_bytes: int
    free_bytes: int

    def is_low(self, index_bytes: int) -> bool:
        """Whether the next writing of an index of that size might not fit."""
        return self.free_bytes < max(_LEAST_FREE, _COPIES * index_bytes)


def open_index(settings: Settings) -> Index:
    """The index without a model. Raises as `Index.open` does."""
    return Index.open(settings.index, store_kind(settings))


def index_facts(index: Index) -> IndexFacts:
    """Facts of an open index."""
    manifest = index.manifest
    return IndexFacts(
        generation=manifest.generation,
        created=manifest.created,
        documents=manifest.documents,
        passages=manifest.passages,
        languages=index.catalogue.languages(),
        bytes=sum(file.bytes for file in manifest.files.values()),
        embedder=manifest.embedder,
        fingerprint=manifest.fingerprint,
        dimension=manifest.dimension,
        chunker=manifest.chunker,
        schema_version=manifest.schema_version,
        store=index.vectors.facts(),
    )


def disk_facts(settings: Settings) -> DiskFacts:
    """Facts of the disk that the index is on; nothing has to be there yet."""
    data = settings.data_folder.absolute()
    there = next(place for place in [settings.index.absolute(), *settings.index.absolute().parents] if place.exists())
    return DiskFacts(data, _size(data), shutil.disk_usage(there).free)


def versions() -> dict[str, str]:
    """Of Sourcier, of Python and of the packages that matter most, those that are installed."""
    found = {"sourcier": version("sourcier"), "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def status(settings: Settings, *, verify: bool = False) -> dict[str, object]:
    """All of that, as `sourcier status --json` prints it. `verify` checks every file, span and vector.

    Raises as `Index.open` does.
    """
    index = open_index(settings)
    if verify:
        index.verify()
    disk, known = disk_facts(settings), shown_settings(settings)
    return {
        "index": str(settings.index.absolute()),
        **asdict(index_facts(index)),
        "reader": reader_state(settings),
        "data": str(disk.data),
        "data_bytes": disk.data_bytes,
        "free_bytes": disk.free_bytes,
        "versions": versions(),
        "settings": {setting.name: setting.value for setting in known},
        "origins": {setting.name: asdict(setting.origin) for setting in known},
    }


def _size(folder: Path) -> int:
    """Bytes of the files below. Those that go away meanwhile do not count."""
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            with suppress(OSError):
                total += Path(root, name).lstat().st_size
    return total
