"""An index of thousands of short articles with its vectors in the cluster, beside the same in FAISS, which is right."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np

from rag.build import Sourcier, open_sourcier
from rag.ingest.progress import Progress
from rag.settings import load_settings
from rag.store.milvus.ledger import Ledger
from rag.store.milvus.numbers import ALIVE
from rag.store.milvus.place import Place
from rag.store.milvus.server import server
from rag.store.milvus.table import Table
from rag.types import Filter, Vectors
from tests.doubles import HashEmbedder
from tests.ingest.library import Library

NEAR = 10
_CLOSE = 1e-5
"""Nodes may add up a product in another order."""
_ENGLISH = Filter(languages=("en",))
_SYLLABLES = ["".join(pair) for pair in product("bdfgjklmnprstvz", "aeiou")]
_WORDS = [a + b for a, b in product(("pra", "sto", "mil", "ver", "tan", "que", "lis", "gro"), ("ner", "dil", "sac"))]


def articles(first: int, last: int) -> list[dict[str, str]]:
    """Those of these numbers, each about a town that no other names."""
    made = []
    for number in range(first, last):
        chance, french = random.Random(number), number % 2 == 0
        town = "".join(chance.choices(_SYLLABLES, k=5)).capitalize()
        year, filler = 1800 + chance.randrange(200), " ".join(chance.choices(_WORDS, k=25))
        text = f"Le pont de {town} fut ouvert en {year}." if french else f"The bridge of {town} opened in {year}."
        made.append({"title": town, "lang": "fr" if french else "en", "text": f"{text} It says: {filler}."})
    return made


def question(article: dict[str, str]) -> str:
    """That it answers."""
    if article["lang"] == "fr":
        return f"Quand le pont de {article['title']} fut-il ouvert ?"
    return f"When did the bridge of {article['title']} open?"


class Shelf:
    """`opened` is the generation in the cluster, `right` the same in FAISS. Opened anew by `reopen` alone."""

    def __init__(self, root: Path, uri: str, timeout: float) -> None:
        self._libraries: dict[str, Library] = {}
        self._articles: list[dict[str, str]] = []
        self._server = server(Place.of(uri, timeout=60))
        for name, own in {"faiss": {}, "milvus": {"store": "milvus", "store_uri": uri}}.items():
            (root / name).mkdir(parents=True)
            library = self._libraries[name] = Library(root / name)
            library.settings = load_settings(index=library.path, reader=False, store_timeout=timeout, **own)

    def write(self, file: str, made: Sequence[dict[str, str]]) -> None:
        """Articles that are to be brought in."""
        self._articles += made
        for library in self._libraries.values():
            library.lines(file, *made)

    def ingest(self, progress: Progress | None = None) -> None:
        """Brings them in, into both."""
        self._libraries["faiss"].ingest()
        self._libraries["milvus"].ingest(progress=progress)

    def reopen(self) -> None:
        """Both, at what they are now."""
        for name in ("opened", "right", "names", "questions", "vectors"):
            self.__dict__.pop(name, None)

    @cached_property
    def opened(self) -> Sourcier:
        return self._open("milvus")

    @cached_property
    def right(self) -> Sourcier:
        return self._open("faiss")

    @cached_property
    def names(self) -> list[str]:
        """The ids of all passages."""
        return sorted(self.right.index.vectors.ids())

    @cached_property
    def questions(self) -> list[tuple[str, str]]:
        """Some whose answer is one quotation and clear, with that."""
        asked = [question(article) for article in self._articles[:: len(self._articles) // 100]]
        answers = [(each, self.right.ask(each).citations) for each in asked]
        return [(each, citations[0].quote) for each, citations in answers if len(citations) == 1]

    @cached_property
    def vectors(self) -> Vectors:
        """Theirs."""
        return self.right.index.vectors.get(self.names)

    def lost(self) -> list[str]:
        """What is not there any more, or not as it was."""
        rows = Table(self._server, self.collection, 0).count(f"died == {ALIVE}", everything=True)
        held = self.opened.index.vectors.get(self.names)
        differ = (held != self.vectors).any(axis=1).nonzero()[0]
        return [*([f"{rows} rows"] if rows != len(self.names) else []), *(self.names[row] for row in differ)]

    def unfound(self) -> list[str]:
        """What a search for its own vector does not find."""
        return [wrong for number in range(len(self.names)) if (wrong := self.search(number))]

    def leaders(self) -> list[int]:
        """The numbers of the query nodes that lead a shard, one of each replica."""
        return [shard.shard_leader for replica in self._server.call("describe_replica", self.collection)
                for shard in replica.shards]  # fmt: skip

    def load(self, replicas: int) -> None:
        """As many times as that: a question finds it released, and loads it as the setting has it."""
        self._server.call("release_collection", self.collection)
        wanted = {"store_replicas": replicas, "store_timeout": 60}
        settings = self._libraries["milvus"].settings.model_copy(update=wanted)
        open_sourcier(settings, HashEmbedder()).index.vectors.search(self.vectors[0], NEAR)

    @property
    def collection(self) -> str:
        """Its name."""
        (name,) = Ledger(self._libraries["milvus"].path).names()
        return name

    def search(self, number: int) -> str | None:
        """Looks for a passage by its own vector. What is wrong with what is found; None where nothing is."""
        name, vector = self.names[number % len(self.names)], self.vectors[number % len(self.names)]
        found = dict(self.opened.index.vectors.search(vector, NEAR))
        if found.get(name, 0.0) < 1 - _CLOSE:
            return f"{name} is not among {found}"
        return self._differs(found, vector, None)

    def search_english(self, number: int) -> str | None:
        """The same among the English ones."""
        vector = self.vectors[number % len(self.names)]
        return self._differs(dict(self.opened.index.vectors.search(vector, NEAR, _ENGLISH)), vector, _ENGLISH)

    def ask(self, number: int) -> str | None:
        """Asks a reader's question. What is wrong with the answer; None where nothing is."""
        asked, wanted = self.questions[number % len(self.questions)]
        quotes = [citation.quote for citation in self.opened.ask(asked).citations]
        return None if wanted in quotes else f"{asked} {quotes} instead of {wanted}"

    def _differs(self, found: dict[str, float], vector: Vectors, where: Filter | None) -> str | None:
        """Ten of the best, as many as FAISS finds, with their own scores; which of equal ones is nobody's business."""
        scores, index = list(found.values()), self.right.index.vectors
        wanted = [score for _, score in index.search(vector, NEAR, where)]
        own = index.get(list(found)) @ vector
        if (
            len(scores) == len(wanted)
            and np.allclose(scores, wanted, atol=_CLOSE)
            and np.allclose(scores, own, atol=_CLOSE)
        ):
            return None
        return f"{found} for {wanted}"

    def _open(self, name: str) -> Sourcier:
        return open_sourcier(self._libraries[name].settings, HashEmbedder())
