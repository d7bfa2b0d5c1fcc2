"""What a question's gold stands for in an index: documents, or places where a quoted text stands.

Quoted gold is looked up in the texts, not in the passages, so it survives any other way of cutting them.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from eval.fold import fold, fold_with_places
from eval.ports import Asker
from rag.types import Citation, Hit

GAP = 2
"""Passages leave out the white space between them: a quotation that is cut has lost this many characters."""

_BETWEEN = "\0"


class Place(NamedTuple):
    """A range of characters of a document."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """One relevant item: the whole of any one of `documents`, or any one of `places`.

    With none of either, the index does not hold it: it can only be missed.
    """

    documents: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether the index does not hold it."""
        return not self.documents and not self.places

    def is_hit(self, hit: Hit) -> bool:
        """Whether a passage is this item: of one of the documents, or covering at least half of a quoted text."""
        passage = hit.passage
        return passage.document_id in self.documents or any(
            (common := _common(place, passage.document_id, passage.start, passage.end)) > 0
            and 2 * common >= place.end - place.start - GAP
            for place in self.places
        )

    def is_cited(self, citation: Citation) -> bool:
        """Whether a citation is of one of the documents, or overlaps a quoted text."""
        return citation.document_id in self.documents or any(
            _common(place, citation.document_id, citation.start, citation.end) > 0 for place in self.places
        )


def _common(place: Place, document_id: str, start: int, end: int) -> int:
    """How many characters a place has in common with a range of a document."""
    return min(place.end, end) - max(place.start, start) if place.document_id == document_id else 0


class Shelf:
    """The documents of an index, in which gold is looked up. Their texts are read when the first quotation comes."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._languages = {info.id: info.language for info in asker.documents()}
        self._known: dict[str, list[Place]] = {}

    def __len__(self) -> int:
        return len(self._languages)

    def find(self, items: Iterable[Sequence[str]]) -> tuple[Gold, ...]:
        """What each item's alternatives stand for: each a document of this id, or else the places of this text."""
        return tuple(self._find(texts) for texts in items)

    def _find(self, texts: Sequence[str]) -> Gold:
        documents = tuple(text for text in texts if text in self._languages)
        places = dict.fromkeys(place for text in texts if text not in self._languages for place in self._look(text))
        names = (*documents, *(place.document_id for place in places))
        return Gold(documents, tuple(places), tuple(sorted({self._languages[name] for name in names})))

    def _look(self, text: str) -> list[Place]:
        if text not in self._known:
            self._known[text] = self._places(fold(text))
        return self._known[text]

    def _places(self, folded: str) -> list[Place]:
        """All places of a folded text, found in one string of all documents and then mapped back to each."""
        whole, names, starts = self._texts
        found: defaultdict[str, list[int]] = defaultdict(list)
        at = whole.find(folded) if folded else -1
        while at >= 0:
            number = bisect.bisect_right(starts, at) - 1
            found[names[number]].append(at - starts[number])
            at = whole.find(folded, at + 1)
        places = []
        for name, offsets in found.items():
            _, back = fold_with_places(self._asker.document(name).text)
            places += [Place(name, back[o], back[o + len(folded) - 1] + 1) for o in offsets]
        return places

    @cached_property
    def _texts(self) -> tuple[str, list[str], list[int]]:
        """The folded texts of all documents in one string, the documents' ids, and where each begins."""
        names = sorted(self._languages)
        texts = [fold(self._asker.document(name).text) for name in names]
        starts = [0]
        for text in texts[:-1]:
            starts.append(starts[-1] + len(text) + len(_BETWEEN))
        return _BETWEEN.join(texts), names, starts


def direction(language: str, golds: Sequence[Gold]) -> str:
    """The language of the question -> that of its gold, like "fr->en"; "" where the index holds no gold of it.

    Gold that exists in the question's own language, whatever else there is, makes no crossing: "fr->fr". Of several
    other languages the one that most gold is in counts.
    """
    found = [name for gold in golds for name in gold.languages]
    if not found:
        return ""
    other = min(set(found), key=lambda name: (-found.count(name), name))
    return f"{language}->{language if language in found else other}"


def ranked_items(golds: Sequence[Gold], hits: Sequence[Hit]) -> tuple[int | str, ...]:
    """The distinct items of a ranking, best first: what `eval.ranking.rank_metrics` takes.

    An item of the gold is its number. Where no gold is quoted the others are documents, each at the rank of its
    first passage. Where some is quoted the others are passages. One that only repeats gold already found is one of
    the others. A passage that holds two items makes two, one after the other.
    """
    by_document = not any(gold.places for gold in golds)
    seen: set[str] = set()
    ranked: dict[int | str, None] = {}
    for hit in hits:
        name = hit.passage.document_id if by_document else hit.passage.id
        if name not in seen:
            seen.add(name)
            fresh = [n for n, gold in enumerate(golds) if n not in ranked and gold.is_hit(hit)]
            ranked.update(dict.fromkeys(fresh or (name,)))
    return tuple(ranked)
