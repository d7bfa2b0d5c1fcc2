"""Any sequence of steps leaves the lexical index as counting everything anew would, and as if it were made afresh."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rag.ports import VectorEntry
from rag.store.lexical import RUN, LexicalStore
from rag.store.scoring import Stretches
from rag.types import Filter
from tests.doubles import MemoryLexical
from tests.store.lexicons import same_scores
from tests.store.vectors import DATES

WORDS = ["riv", "pont", "mair", "41390000000", "month 4", "été", "🗞"]
LANGUAGES = ["fr", "en"]
SOURCES = ["", "Gazette", "Courrier d’ailleurs"]
DOCUMENTS = [f"article {n}" for n in range(8)]

passages = st.lists(st.tuples(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(WORDS), max_size=6)), max_size=7)
queries = st.dictionaries(st.sampled_from([*WORDS, "nowhere"]), st.floats(0.1, 2), max_size=4)
filters = st.builds(
    Filter,
    languages=st.sampled_from([("fr",), ("en",), ("de",)]),
    documents=st.lists(st.sampled_from(DOCUMENTS), max_size=3).map(tuple),
    sources=st.lists(st.sampled_from(SOURCES), max_size=2).map(tuple),
    date_from=st.sampled_from(DATES),
    date_to=st.sampled_from(DATES),
)


class Steps(RuleBasedStateMachine):
    """Whole documents come and go; `naive` counts, `held` is what there is of each document."""

    def __init__(self) -> None:
        super().__init__()
        self.store = LexicalStore()
        self.ways = Stretches()
        self.naive = MemoryLexical()
        self.held: dict[str, tuple[list[VectorEntry], list[list[str]]]] = {}

    @initialize(
        run=st.sampled_from([1, 5, RUN]),
        size=st.sampled_from([1, 2, 7, 65_536]),
        few=st.sampled_from([0, 0.3, 1]),
        dense=st.sampled_from([0, 1, 40]),
    )
    def make(self, run: int, size: int, few: float, dense: int) -> None:
        """So that few passages go all the ways that many go."""
        self.ways = Stretches(size, few, dense)
        self.store = LexicalStore(run=run, ways=self.ways)

    @rule(
        names=st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=3, unique=True),
        data=st.data(),
        date=st.sampled_from(DATES),
        source=st.sampled_from(SOURCES),
    )
    def put(self, names: list[str], data: st.DataObject, date: dt.date | None, source: str) -> None:
        """In the place of those of the same names, all at once."""
        self.delete(names)
        entries: list[VectorEntry] = []
        terms: list[list[str]] = []
        for name in names:
            lines = data.draw(passages)
            number = DOCUMENTS.index(name)
            own = [VectorEntry(f"{number}-{n}", name, lang, date, source) for n, (lang, _) in enumerate(lines)]
            self.held[name] = own, [words for _, words in lines]
            entries += own
            terms += self.held[name][1]
        for index in (self.store, self.naive):
            index.add(entries, terms)

    @rule(names=st.lists(st.sampled_from(DOCUMENTS), max_size=3, unique=True))
    def delete(self, names: list[str]) -> None:
        gone = [e.passage_id for name in names for e in self.held.pop(name, ([], []))[0]]
        assert self.store.delete(gone) == self.naive.delete(gone) == len(gone)

    @rule(query=queries, where=filters, k=st.integers(0, 12))
    def search(self, query: dict[str, float], where: Filter, k: int) -> None:
        found, wanted = (index.search(query, k, where) for index in (self.store, self.naive))
        everyone = dict(self.naive.search(query, len(self.naive), where))
        assert [n for n, _ in found] == [n for n, _ in sorted(found, key=lambda pair: (-pair[1], pair[0]))]
        assert len(found) == len(wanted)
        # Which of two that are equal but for rounding comes in is either's choice.
        assert same_scores(found, [(name, everyone[name]) for name, _ in found])
        for (_, score), (_, other) in zip(found, wanted, strict=True):
            assert abs(score - other) < 1e-4

    @rule(query=queries, language=st.sampled_from(LANGUAGES))
    def all_scores_are_as_counted_anew(self, query: dict[str, float], language: str) -> None:
        where, everyone = Filter(languages=(language,)), sorted(self.naive.ids())
        found = self.store.search(query, 3, where, also=everyone)
        assert same_scores(found, self.naive.search(query, 3, where, also=everyone))

    @precondition(lambda self: self.held)
    @rule(query=queries, language=st.sampled_from(LANGUAGES), data=st.data())
    def all_scores_are_as_made_afresh(self, query: dict[str, float], language: str, data: st.DataObject) -> None:
        """In another order of documents, and all at once."""
        afresh = LexicalStore()
        for name in data.draw(st.permutations(sorted(self.held))):
            afresh.add(*self.held[name])
        where, everyone = Filter(languages=(language,)), sorted(self.naive.ids())
        assert same_scores(
            self.store.search(query, 3, where, also=everyone), afresh.search(query, 3, where, also=everyone)
        )
        for term in query:
            assert self.store.idf(term, language) == afresh.idf(term, language)

    @rule(term=st.sampled_from([*WORDS, "nowhere"]), language=st.sampled_from([*LANGUAGES, "de"]))
    def idf(self, term: str, language: str) -> None:
        assert abs(self.store.idf(term, language) - self.naive.idf(term, language)) < 1e-9

    @rule()
    def save_and_load(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            self.store.save(Path(name))
            self.store = LexicalStore.load(Path(name), self.ways)

    @invariant()
    def it_holds_what_it_was_given(self) -> None:
        assert len(self.store) == len(self.naive)
        assert self.store.ids() == self.naive.ids()


TestSteps = Steps.TestCase
TestSteps.settings = settings(max_examples=80, stateful_step_count=20)
