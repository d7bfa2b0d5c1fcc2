"""What an index holds, what made it, and the settings in force."""

from __future__ import annotations

from rag.indexing import STORE
from rag.models import reader_state
from rag.settings import Settings
from rag.store.index import Index


def status(settings: Settings, *, verify: bool = False) -> dict[str, object]:
    """Facts of the index and the settings in force. `verify` checks every file, span and vector.

    Raises as `Index.open` does.
    """
    index = Index.open(settings.index, STORE)
    manifest = index.manifest
    if verify:
        index.verify()
    return {
        "index": str(settings.index.absolute()),
        "generation": manifest.generation,
        "created": manifest.created,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "languages": index.catalogue.languages(),
        "bytes": sum(file.bytes for file in manifest.files.values()),
        "embedder": manifest.embedder,
        "fingerprint": manifest.fingerprint,
        "dimension": manifest.dimension,
        "reader": reader_state(settings),
        "chunker": manifest.chunker,
        "schema_version": manifest.schema_version,
        "settings": {name: str(value) for name, value in settings.model_dump().items()},
    }
