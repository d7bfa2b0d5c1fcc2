"""The tokenizer of multilingual-e5-small, and a quick way to the same tokens for a few texts.

It is a Unigram over 250,002 pieces, and building it takes 0.7 s, more than all else that a single question needs of
it. But a text is cut by the pieces that occur in it and by nothing else (and by the lowest score of all, from which
the price of an unknown character is taken). So for a few texts a Unigram over a few thousand pieces, all that could
occur in them, gives the very same tokens in 10 ms. Which pieces those are need not be known exactly: one too many
does no harm, so a table of hashes without the pieces themselves is enough.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Container, Pieces

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_FACTOR = np.uint32(0x9E3779B1)
_BITS = 22
"""Of a hash: 4 million places, so that of the 35,000 substrings of a hundred sentences few share one by chance."""

WHOLE_PAYS = 250_000
"""Pieces built into small tokenizers, after which the whole one would have cost no more."""


def unigram(container: Container, pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """A tokenizer over some of the container's pieces, each with its score; the unknown piece is among them."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    h = container.header
    bos, eos, unknown = (container.pieces.text(i) for i in (h.bos, h.eos, h.unk))
    ids = {text: i for i, (text, _) in enumerate(pieces[: max(h.bos, h.eos, h.unk) + 1])}
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=ids[unknown], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, ids[bos]), (eos, ids[eos])],
    )
    return tokenizer


class Encoded(NamedTuple):
    """A text's tokens without those that begin and end it: ids `(n,)` and spans `(n, 2)` in its characters."""

    ids: NDArray[np.int64]
    spans: NDArray[np.int32]


class Tokenization:
    """Texts to token ids and spans, exactly as the whole tokenizer has them. Threads may share it."""

    def __init__(self, container: Container) -> None:
        h = container.header
        self._container = container
        self._special = sorted((h.bos, h.eos, h.pad, h.unk))
        self._marks = re.compile("|".join(re.escape(container.pieces.text(i)) for i in self._special))
        self._lowest = int(container.pieces.scores.argmin())
        self._places, self._longest = _places(container.pieces)
        self._empty = self._marked(unigram(container, self._pieces(np.array([], dtype=np.intp))[1]))
        self._whole: Tokenizer | None = None
        self._built = 0
        self._lock = threading.Lock()

    def settle(self) -> None:
        """Builds the whole tokenizer (0.7 s), for who will have many texts to encode: each then takes 10 ms less."""
        with self._lock:
            if self._whole is None:
                self._whole = self._marked(unigram(self._container, self._container.pieces.all()))

    def encode(self, texts: Sequence[str], *, settle: bool = False) -> list[Encoded]:
        """The tokens of each text.

        With `settle`, which a long piece of work asks for, the whole tokenizer is built once it pays; a question
        never waits for that.
        """
        if settle and self._whole is None and self._built > WHOLE_PAYS:
            self.settle()
        whole = self._whole
        if whole is not None:
            return [_encoded(e, None) for e in whole.encode_batch(list(texts), add_special_tokens=False)]
        ids, pieces = self._pieces(self._occurring(texts))
        small = self._marked(unigram(self._container, pieces))
        self._built += len(pieces)
        return [_encoded(e, ids) for e in small.encode_batch(list(texts), add_special_tokens=False)]

    def _marked(self, tokenizer: Tokenizer) -> Tokenizer:
        """The marks are found in a text before anything else, as transformers does it."""
        tokenizer.add_special_tokens([self._container.pieces.text(i) for i in self._special])
        return tokenizer

    def _pieces(self, wanted: NDArray[np.intp]) -> tuple[NDArray[np.int64], list[tuple[str, float]]]:
        """The wanted pieces with those that are always needed, in the order of their ids, and those ids."""
        ids = np.union1d(wanted, [*self._special, self._lowest]).astype(np.int64)
        pieces = self._container.pieces
        texts = [pieces.text(i) for i in ids.tolist()]
        return ids, list(zip(texts, pieces.scores[ids].tolist(), strict=True))

    def _occurring(self, texts: Iterable[str]) -> NDArray[np.intp]:
        """The ids of all pieces that occur in the texts, and of a few that do not."""
        words = dict.fromkeys(word for text in texts for part in self._marks.split(text) for word in self._words(part))
        there = np.zeros(1 << _BITS, dtype=np.bool_)
        # No piece holds a space, so that none occurs across the words.
        points = _points(" ".join(words) + " ")
        gaps = np.flatnonzero(points == ord(" "))
        starts = np.arange(len(points))
        room = gaps[np.searchsorted(gaps, starts)] - starts
        hashes = np.zeros(len(points), dtype=np.uint32)
        for length in range(1, self._longest + 1):
            longer = room[starts] >= length
            starts = starts[longer]
            hashes = _extended(hashes[longer], points[starts + length - 1])
            there[_place(hashes)] = True
        return np.flatnonzero(there[self._places])

    def _words(self, text: str) -> list[str]:
        normal = self._empty.normalizer.normalize_str(text)
        return [word for word, _ in self._empty.pre_tokenizer.pre_tokenize_str(normal)]


def _places(pieces: Pieces) -> tuple[NDArray[np.uint32], int]:
    """Where each piece stands in a table of hashes, and the length in characters of the longest."""
    points = _points(pieces.blob.decode("utf-8"))
    begins = (np.frombuffer(pieces.blob, dtype=np.uint8) & 0xC0) != 0x80  # the first byte of a character
    starts = np.concatenate([[0], np.cumsum(begins)])[pieces.starts]
    lengths = np.diff(starts)
    hashes = np.zeros(len(pieces), dtype=np.uint32)
    for length in range(1, int(lengths.max()) + 1):
        longer = np.flatnonzero(lengths >= length)
        hashes[longer] = _extended(hashes[longer], points[starts[longer] + length - 1])
    return _place(hashes), int(lengths.max())


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")


def _extended(hashes: NDArray[np.uint32], points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The hashes of texts that are each one character longer; arithmetic of 32 bits, which wraps."""
    made: NDArray[np.uint32] = (hashes ^ points) * _FACTOR
    return made ^ (made >> np.uint32(15))


def _place(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    made: NDArray[np.uint32] = hashes >> np.uint32(32 - _BITS)
    return made


def _encoded(encoding: Encoding, ids: NDArray[np.int64] | None) -> Encoded:
    found = np.array(encoding.ids, dtype=np.int64)
    spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    return Encoded(found if ids is None else ids[found], spans)
