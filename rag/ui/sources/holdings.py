"""What the index holds, as the page lists it: opened once for each state of the index and shared by all sessions."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from rag.errors import IndexMissingError, UsageError
from rag.ingest.resemblance import resemblances
from rag.ingest.shelf import Shelf
from rag.ingest.trash import Deletion, Trash
from rag.service import Service
from rag.settings import Settings
from rag.store.index import Index
from rag.store.manifest import Manifest, read_manifest
from rag.store.text_search import FoldedTexts
from rag.stores import store_kind
from rag.types import Document, DocumentInfo, Passage
from rag.ui.sources.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Row:
    """An article of the list. `added`: its file lies among those that people have added."""

    info: DocumentInfo
    file: str
    added: bool


@dataclass(frozen=True, slots=True)
class Like:
    """An article that another resembles: by its id, and how much, in [0, 1]; `same`: their words are the same."""

    id: str
    share: float
    same: bool


Likes = Mapping[str, Sequence[Like]]
"""For each article that resembles others, those others, the most alike first."""


class Holdings:
    """One state of the index. It does not change; threads share it."""

    def __init__(self, settings: Settings) -> None:
        """Raises as `Index.open` does. No model is loaded."""
        index = Index.open(settings.index, store_kind(settings))
        self.manifest: Manifest = index.manifest
        self._catalogue = index.catalogue
        shelf = Shelf(settings.data_folder)
        self.files = self._catalogue.document_files()
        places = dict(self.files)
        self.rows = tuple(Row(info, places[info.id], shelf.holds(places[info.id])) for info in self._catalogue.info())
        self.known = {row.info.id: row for row in self.rows}
        self._searching = threading.Lock()
        self._texts: FoldedTexts | None = None
        self._comparing = threading.Lock()
        self._compared: threading.Thread | None = None
        self._likes: Likes | None = None
        self._left = threading.Event()

    @cached_property
    def languages(self) -> list[str]:
        """The languages of the articles, that of the most first."""
        counted: dict[str, int] = defaultdict(int)
        for row in self.rows:
            counted[row.info.language] += 1
        return sorted(counted, key=lambda code: (-counted[code], code))

    @cached_property
    def sources(self) -> list[str]:
        """The sources that articles name, in alphabetical order."""
        return sorted({row.info.source for row in self.rows if row.info.source}, key=str.casefold)

    def article(self, name: str) -> tuple[Document, list[Passage]]:
        """An article and its passages. An unknown id is a KeyError."""
        return self._catalogue.document(name), self._catalogue.passages_of(name)

    def matching(self, query: str) -> set[str]:
        """The articles whose title, source or text hold every word of the query."""
        with self._searching:
            if self._texts is None:
                self._texts = FoldedTexts(self._catalogue.words())
        return self._texts.matching(query)

    def likes(self) -> Likes | None:
        """Which articles resemble each other; None until that was found out, in a thread of its own."""
        with self._comparing:
            if self._compared is None:
                self._compared = threading.Thread(target=self._compare, name="resemblance", daemon=True)
                self._compared.start()
        return self._likes

    def leave(self) -> None:
        """Ends what is still being found out: there is a newer state."""
        self._left.set()

    def _compare(self) -> None:
        likes: dict[str, list[Like]] = defaultdict(list)
        for pair in resemblances(self._catalogue.texts(), self._left.is_set):
            likes[pair.one].append(Like(pair.other, pair.share, pair.same))
            likes[pair.other].append(Like(pair.one, pair.share, pair.same))
        self._likes = dict(likes)


class Library:
    """What all sessions share of one index's articles: the jobs, what the index holds, the last deletion."""

    def __init__(self, shared: Service) -> None:
        self.settings = shared.settings
        self.jobs = Jobs(shared)
        self.shelf = Shelf(shared.settings.data_folder)
        self._trash = Trash(shared.settings.data_folder)
        self._opening = threading.Lock()
        self._holdings: Holdings | None = None
        self._deleted: tuple[int, Deletion | None] = (-1, None)

    def holdings(self) -> Holdings | None:
        """What the index holds now; None where there is no index yet. Raises IndexFault where it cannot be read."""
        with self._opening:
            before = self._holdings
            try:
                if before is None or read_manifest(self.settings.index) != before.manifest:
                    self._holdings = Holdings(self.settings)
            except IndexMissingError:
                self._holdings = None
            if before is not None and before is not self._holdings:
                before.leave()
            return self._holdings

    def deletion(self) -> Deletion | None:
        """The last deletion, which can be undone. One that cannot be read is said to be so when it is undone."""
        try:
            changed = self._trash.folder.stat().st_mtime_ns
        except OSError:
            return None
        if self._deleted[0] != changed:
            try:
                self._deleted = (changed, self._trash.last())
            except UsageError:
                self._deleted = (changed, None)
        return self._deleted[1]


@st.cache_resource(show_spinner=False, hash_funcs={Service: id})
def library(shared: Service) -> Library:
    """The one Library of a service."""
    return Library(shared)
