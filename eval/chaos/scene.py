"""A folder with articles, an index of them and what people added: what it holds, what it should, what it answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.chaos.words import WordEmbedder
from eval.chaos.worker import settings_of
from rag.build import Sourcier, open_sourcier
from rag.ingest.read import ReadLimits, read_file
from rag.ingest.read.problem import Problem
from rag.ingest.shelf import Shelf
from rag.status import status

State = dict[str, str]
"""The text of each article, by its id."""

ASKED = 4
"""Questions asked of a state."""
_OWN = re.compile(r"manifest\.json|\.lock|\.holder|generation-\d{6}|\.moving|milvus\.db.*|\.milvus.*")
_PASSING = re.compile(r"\.(building|manifest\.json)-\d+")


@dataclass(frozen=True)
class Seen:
    """What an index was found to hold."""

    generation: int
    store: str
    state: State


class Scene:
    """Below `root`: articles/, outbox/ (what people are about to add), index/ and data/."""

    def __init__(self, root: Path, draw: random.Random) -> None:
        self.root = root
        self.draw = draw
        self.settings = settings_of(root)
        self.articles, self.outbox = root / "articles", root / "outbox"
        self.shelf = Shelf(self.settings.data_folder)
        self.store = "faiss"
        self._version = 0
        for folder in (self.articles, self.outbox):
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, folder: Path, name: str, words: int = 300) -> Path:
        """A new version of an article: no two of them state the same."""
        self._version += 1
        gauge, value = name.partition(".")[0], 1000 + self._version
        filling = " ".join(self.draw.choice(_WORDS) if n % 8 else gauge for n in range(words))
        head = f"---\nlang: en\n---\n\n# Gauge {gauge}\n\n"
        text = f"{head}The gauge {gauge} stands at {value} metres above the sea.\n\n{filling}.\n"
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def files(self, folder: Path) -> State:
        """What the index holds of a folder once it was read."""
        found: State = {}
        for path in sorted(folder.glob("*.md")):
            found[path.name] = text_of(path)
        return found

    def look(self) -> Seen:
        """Opens the index, checks all of it, and asks. Raises SourcierError for damage, WrongError for a bad answer."""
        facts = status(self.settings, verify=True)
        sourcier = open_sourcier(self.settings, WordEmbedder())
        state = {name: sourcier.document(name).text for name in sourcier.index.catalogue.document_ids()}
        for name in self.draw.sample(sorted(state), min(ASKED, len(state))):
            check_answer(sourcier, state, name)
        store = facts["store"]
        assert isinstance(store, Mapping)
        self.store = store["kind"]
        return Seen(sourcier.index.manifest.generation, self.store, state)

    def leftovers(self, *, settled: bool) -> list[str]:
        """What lies in the folder of the index and should not: nothing passing, where a writer has just ended well."""
        names = [entry.name for entry in self.settings.index.iterdir()]
        strange = [name for name in names if not _OWN.fullmatch(name) and not _PASSING.fullmatch(name)]
        passing = [name for name in names if _PASSING.fullmatch(name)]
        generations = [name for name in names if name.startswith("generation-")]
        strange += passing[0 if settled else 2 :] + sorted(generations)[: -(2 if settled else 3)]
        return strange + ([".holder"] if settled and ".holder" in names else [])

    def bytes(self) -> int:
        """Of all files of the index."""
        return sum(path.stat().st_size for path in self.settings.index.rglob("*") if path.is_file())


class WrongError(Exception):
    """An index that opens answers with something that it does not hold."""


def check_answer(sourcier: Sourcier, state: State, name: str) -> None:
    """Asks for what an article states. Raises WrongError where the answer is not of that state."""
    gauge = state[name].partition(" stands at ")[0].rpartition(" ")[2]
    question = f"At how many metres does the gauge {gauge} stand?"
    hits = sourcier.search(question, 10)
    if not any(name in {one.document.id for one in (hit, *hit.duplicates)} for hit in hits):
        raise WrongError(f"{name} is in the index, and is not found")
    if bad := [hit for hit in hits if hit.passage.text not in state.get(hit.document.id, "")]:
        raise WrongError(f"a passage of {bad[0].document.id} is of no article that is there")
    answer = sourcier.ask(question)
    stated = {text.partition(" metres")[0].rpartition("The ")[2] for text in state.values() if f" {gauge} " in text}
    if not any(one in answer.text for one in stated):
        raise WrongError(f"{question} {answer.text}")
    for citation in (one for statement in answer.statements for one in statement.citations):
        if state[citation.document_id][citation.start : citation.end] != citation.quote:
            raise WrongError(f"a citation of {citation.document_id} is not in its article")


def text_of(path: Path) -> str:
    """The text of the one article in a file, as it is indexed."""
    (article,) = read_file(path, ReadLimits())
    assert not isinstance(article, Problem)
    return article.text


def without(state: State, names: Iterable[str]) -> State:
    """The state less those articles."""
    gone = set(names)
    return {name: text for name, text in state.items() if name not in gone}


_WORDS = """
river bridge mayor council library budget flood road school market harbour train winter summer vote plan price water
field forest hill night morning letter garden stone roof window
""".split()  # noqa: SIM905 - one to a line would be a page
