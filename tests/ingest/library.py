"""A folder of articles and its index, for the tests of ingesting."""

from __future__ import annotations

import json
from pathlib import Path

from rag.indexing import IngestRequest, identity, ingest, remove
from rag.ingest.progress import Progress, Report
from rag.settings import load_settings
from rag.store.index import Index
from rag.stores import store_kind
from rag.types import Passage
from tests.doubles import HashEmbedder

FRENCH = "La rivière déborde depuis jeudi et le pont est fermé. Le maire demande de l’aide à ses voisins."
ENGLISH = "The river has been over its banks since Thursday and the bridge is closed. The mayor asks for help."


class Library:
    """Articles in `folder`, the index in `path`. Each ingest has an embedder of its own, kept as `embedder`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "articles"
        self.folder.mkdir(exist_ok=True)
        self.path = root / "index"
        self.settings = load_settings(index=self.path)
        self.embedder = HashEmbedder()

    def write(self, name: str, text: str, **front: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fields = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        path.write_text(f"---\n{fields}---\n\n{text}\n" if front else text + "\n", encoding="utf-8")
        return path

    def lines(self, name: str, *articles: dict[str, str] | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [line if isinstance(line, str) else json.dumps(line) for line in articles]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def ingest(
        self, *paths: Path, prune: bool = False, rebuild: bool = False, progress: Progress | None = None
    ) -> Report:
        """Of the whole folder, unless paths are named."""
        self.embedder = HashEmbedder()
        request = IngestRequest(paths or (self.folder,), prune=prune, rebuild=rebuild)
        return ingest(self.settings, self.embedder, request, progress)

    def rebuild(self, progress: Progress | None = None) -> Report:
        """From what the index holds."""
        self.embedder = HashEmbedder()
        return ingest(self.settings, self.embedder, IngestRequest(rebuild=True), progress)

    def remove(self, *names: str) -> list[str]:
        return remove(self.settings, names)

    def open(self) -> Index:
        """The index, found to be whole."""
        index = Index.open(self.path, store_kind(self.settings), identity(self.settings, HashEmbedder()))
        index.verify()
        return index

    def texts(self) -> dict[str, str]:
        catalogue = self.open().catalogue
        return {name: catalogue.document(name).text for name in catalogue.document_ids()}

    def ids(self) -> list[str]:
        return list(self.texts())

    def passages(self) -> list[Passage]:
        catalogue = self.open().catalogue
        return [passage for name in catalogue.document_ids() for passage in catalogue.passages_of(name)]

    def generation(self) -> int:
        return self.open().manifest.generation


def article(title: str, text: str = FRENCH, **more: str) -> dict[str, str]:
    return {"title": title, "text": text, **more}


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.unchanged, report.removed
