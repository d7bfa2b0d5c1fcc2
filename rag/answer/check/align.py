"""Which words of a source say what each word of a statement says, within a language and across the two.

Late interaction once more (see `rag.answer.match`), from word to word: the similarity of two words is the mean, over
the tokens of the one, of the best cosine with a token of the other, each token seen in its context. Words with one
stem, one number and one name are the same word whatever their vectors say. That contextual vectors of a multilingual
encoder align words without having been trained to is known from Jalili Sabet et al., "SimAlign: High Quality Word
Alignments Without Parallel Training Data Using Static and Contextualized Embeddings", Findings of EMNLP 2020, as is
taking for aligned what is each other's best.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.answer.check.analysed import Analysed
from rag.answer.check.gazetteer import one_spelling
from rag.text.words import Term
from rag.types import Span

Table = NDArray[np.float32]
"""`(words of the statement, words of a source)`."""

_COGNATE = 5
_COGNATE_SIMILARITY = 0.88
"""Of words that begin with the same five letters, about what the embedder gives to a word and its translation."""
UNRELATED = 0.7
"""About what the embedder gives to words that have nothing to do with each other."""
_ALIKE = 0.82
_MUTUAL = 0.74
"""Similarity from which two words are partners: by itself, and where each is the other's best."""
_REACH = 2.5
"""Words away from a place at which another counts for a third of what it counts there."""


def link(statement: Analysed, part: Analysed) -> Links:
    """The two with the similarities of their words."""
    cosines = _cosines(statement, part)
    table = cosines.copy()
    same = statement.language == part.language
    for i, word in enumerate(statement.words):
        for j, other in enumerate(part.words):
            table[i, j] = max(table[i, j], _spelled(word, other, same=same))
    return Links(statement, part, table, cosines)


def _cosines(statement: Analysed, part: Analysed) -> Table:
    """What the vectors alone say; `UNRELATED` throughout where there are none."""
    table = np.full((len(statement.words), len(part.words)), UNRELATED, dtype=np.float32)
    if statement.tokens is not None and part.tokens is not None:
        cosines = statement.tokens.vectors @ part.tokens.vectors.T
        for j, columns in enumerate(part.token_rows):
            if len(columns):
                best = cosines[:, columns].max(axis=1)
                for i, rows in enumerate(statement.token_rows):
                    if len(rows):
                        table[i, j] = best[rows].mean()
    return table


def _spelled(word: Term, other: Term, *, same: bool) -> float:
    """How alike two words are written."""
    if word.folded == other.folded or (same and word.stem == other.stem):
        return 1.0
    if word.kind != "word" or other.kind != "word":
        return 0.0
    if one_spelling(word.folded) == one_spelling(other.folded):
        return 1.0
    alike = len(word.folded) >= _COGNATE and word.folded[:_COGNATE] == other.folded[:_COGNATE]
    return _COGNATE_SIMILARITY if alike else 0.0


@dataclass(frozen=True, eq=False)
class Links:
    """A statement, a sentence of a source, and how similar their words are: in all, and by their vectors alone.

    1 is the same word, about 0.7 an unrelated one.
    """

    statement: Analysed
    part: Analysed
    table: Table
    cosines: Table

    @property
    def rest(self) -> NDArray[np.float32]:
        """How well the part holds each word of the statement that is of no fact."""
        if not self.table.shape[1]:
            return np.zeros(int((~self.statement.in_facts).sum()), dtype=np.float32)
        held: NDArray[np.float32] = self.table[~self.statement.in_facts].max(axis=1)
        return held

    @property
    def content(self) -> float:
        """The mean of that; 0 for a statement of facts alone."""
        rest = self.rest
        return float(rest.mean()) if len(rest) else 0.0

    def partners(self, word: int) -> list[int]:
        """The words of the part that say what a word of the statement says."""
        row = self.table[word]
        if not len(row):
            return []
        best = float(row.max())
        found = [int(j) for j in np.flatnonzero(row >= max(_ALIKE, best - 0.02))]
        if not found and best >= _MUTUAL and float(self.table[:, int(row.argmax())].max()) <= best:
            found = [int(row.argmax())]
        return found

    def sources(self, word: int) -> list[int]:
        """The words of the statement that a word of the part is a partner of."""
        return [i for i in range(len(self.statement.words)) if word in self.partners(i)]

    def setting(self, ours: Span, theirs: Span) -> float:
        """How much of what stands near a place of the statement stands near a place of the part, in [0, 1]."""
        statement, part = self.statement, self.part
        if not statement.words or not part.words:
            return 0.0
        if ours not in self._near:
            near = np.exp(-statement.distances(ours) / _REACH)
            near[statement.words_at(ours)] = 0
            self._near[ours] = near / max(float(near.sum()), 1e-6)
        at = part.word_at(theirs)
        if at not in self._there:
            there = np.exp(-part.distances(theirs) / _REACH)
            self._there[at] = (np.clip((self.table - 0.76) / 0.2, 0, 1) * there[None, :]).max(axis=1)
        return float((self._near[ours] * self._there[at]).sum())

    # Each fact of a statement is held against each place of its kind: what depends on one of the two is computed once.

    @cached_property
    def _near(self) -> dict[Span, NDArray[np.float32]]:
        """How near each word of the statement is to a place of it, in all 1."""
        return {}

    @cached_property
    def _there(self) -> dict[int, NDArray[np.float32]]:
        """How well each word of the statement is held near a word of the part."""
        return {}
