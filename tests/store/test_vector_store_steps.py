"""Any sequence of steps on a VectorStore leaves it as the same steps leave a dictionary."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rag.ports import VectorEntry
from rag.store.index import StoreKind
from rag.types import Filter, Vectors
from tests.store.vectors import (
    DATES,
    DIMENSION,
    DIRECTIONS,
    DOCUMENTS,
    KINDS,
    LANGUAGES,
    NAMES,
    SOURCES,
    filters,
    passes,
    rows,
)

directions = st.sampled_from(DIRECTIONS)
fields = st.builds(
    VectorEntry,
    st.just(""),
    st.sampled_from(DOCUMENTS),
    st.sampled_from(LANGUAGES),
    st.sampled_from(DATES),
    st.sampled_from(SOURCES),
)


class Steps(RuleBasedStateMachine):
    """Any steps, each also taken in `held`, a dictionary."""

    kind: StoreKind

    def __init__(self) -> None:
        super().__init__()
        self.store = self.kind.new(DIMENSION)
        self.held: dict[str, tuple[VectorEntry, Vectors]] = {}
        self.root = tempfile.TemporaryDirectory()
        self.before: Path | None = None

    def teardown(self) -> None:
        self.root.cleanup()

    @rule(data=st.data(), names=st.lists(st.sampled_from(NAMES), max_size=30))
    def add(self, data: st.DataObject, names: list[str]) -> None:
        entries = [replace(data.draw(fields), passage_id=name) for name in names]
        vectors = [data.draw(directions) for _ in names]
        if len(set(names)) < len(names) or self.held.keys() & set(names):
            with pytest.raises(ValueError, match="already"):
                self.store.add(entries, rows(*vectors))
        else:
            self.store.add(entries, rows(*vectors))
            self.held.update(zip(names, zip(entries, vectors, strict=True), strict=True))

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=8))
    def delete(self, names: list[str]) -> None:
        assert self.store.delete(names) == len(self.held.keys() & set(names))
        for name in names:
            self.held.pop(name, None)

    @rule(vector=directions, k=st.integers(0, 60), where=st.none() | filters)
    def search(self, vector: Vectors, k: int, where: Filter | None) -> None:
        all_found = [(n, float(v @ vector)) for n, (e, v) in self.held.items() if passes(e, where)]
        assert self.store.search(vector, k, where) == sorted(all_found, key=lambda pair: (-pair[1], pair[0]))[:k]

    @rule(where=filters)
    def count(self, where: Filter) -> None:
        assert self.store.count(where) == sum(passes(e, where) for e, _ in self.held.values())

    @rule(count=st.integers(1, 12))
    def sample(self, count: int) -> None:
        by_language: dict[str, set[str]] = {}
        for name, (entry, _) in self.held.items():
            by_language.setdefault(entry.language, set()).add(name)
        found = self.store.sample(count)
        assert found.keys() == by_language.keys()
        for language, names in found.items():
            assert len(names) == len(set(names)) == min(count, len(by_language[language]))
            assert set(names) <= by_language[language]
        assert self.store.sample(count) == found

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def get(self, data: st.DataObject) -> None:
        names = data.draw(st.lists(st.sampled_from(sorted(self.held)), max_size=6))
        assert np.array_equal(self.store.get(names), rows(*(self.held[name][1] for name in names)))

    @rule(name=st.sampled_from(NAMES))
    def get_unknown(self, name: str) -> None:
        if name not in self.held:
            with pytest.raises(KeyError):
                self.store.get([*self.held, name])

    @rule(linking=st.booleans(), moving=st.booleans())
    def save(self, linking: bool, moving: bool) -> None:
        """As a writer does, into a folder that gets another name afterwards; what was saved before that may go."""
        folder = Path(tempfile.mkdtemp(dir=self.root.name))
        names = self.store.save(folder, self.before if linking else None)
        assert sorted(names) == sorted(file.name for file in folder.iterdir())
        self.before = folder.rename(folder.with_name(f"{folder.name}-published")) if moving else folder

    @rule()
    def settle(self) -> None:
        self.store.settle(Path(tempfile.mkdtemp(dir=self.root.name)))

    @precondition(lambda self: self.before)
    @rule()
    def save_and_load(self) -> None:
        self.save(linking=True, moving=True)
        assert self.before is not None
        self.store = self.kind.load(self.before)

    @invariant()
    def it_holds_what_it_was_given(self) -> None:
        assert len(self.store) == len(self.held)
        assert self.store.ids() == self.held.keys()


class FaissSteps(Steps):
    kind = KINDS["faiss"]


class SmallSteps(Steps):
    """FAISS with all that it does for many vectors, done for a few."""

    kind = KINDS["faiss, small"]


class MemorySteps(Steps):
    kind = KINDS["memory"]


class MilvusLiteSteps(Steps):
    kind = KINDS["milvus-lite"]


TestFaissSteps = FaissSteps.TestCase
TestSmallSteps = SmallSteps.TestCase
TestMemorySteps = MemorySteps.TestCase
TestMilvusLiteSteps = MilvusLiteSteps.TestCase
TestFaissSteps.settings = settings(max_examples=80, stateful_step_count=25)
TestSmallSteps.settings = settings(max_examples=120, stateful_step_count=30)
TestMemorySteps.settings = settings(max_examples=20, stateful_step_count=25)
TestMilvusLiteSteps.settings = settings(max_examples=20, stateful_step_count=25)
