"""An inverted file over the vectors: which are near a query, about, without looking at all of them.

IVF after Jégou, Douze & Schmid, "Product Quantization for Nearest Neighbor Search" (2011), with 8-bit scalar
quantisation of what remains after the nearest centroid. There are 4·√n centroids and as many lists are probed whatever
n is, so that a search looks at a number of vectors that grows as √n. How many are probed is found by measuring: the
fewest of `PROBES` that find `RECALL` of the ten nearest to points halfway between two vectors of the index. Questions
lie between passages, too: of a million passages, 64 lists held .91 of the ten nearest to real questions, .95 of those
to such points, and .997 of those to the vectors themselves, which would promise too much; 512 held .98, .99 and 1.0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.store.arrays import save_array
from rag.text.parsed import read_json
from rag.types import Vectors

INDEX_FILE, SERIALS_FILE, NOTE_FILE = "ivf.faiss", "ivf-serials.npy", "ivf.json"
PROBES = (128, 256, 512, 1024)
"""Not fewer: 64 held .99 of the nearest to such points, and in each language alone .92 and .94 of those to questions in
either; 128 held .97 of these, for a millisecond more."""
RECALL = 0.985
"""At 10, against exact search."""
MEASURED = 200
"""Points that recall is measured with."""
_TRAINED_WITH = 40
"""Vectors for each centroid."""
_ROUNDS = 8
_OUTGROWN = 4
"""Once the index has grown or shrunk so many times, its centroids are made anew."""
_AT_ONCE = 65_536
_KEPT = 8
"""Filters whose bits are kept: the languages."""

Rows = NDArray[np.int64]
Read = Callable[[Rows], Vectors]
"""The vectors of rows."""
Nearest = Callable[[Vectors, int], Rows]
"""The nearest rows `(q, k)` to each of `(q, dim)` by exact search."""


@dataclass(frozen=True, slots=True)
class Note:
    """`trained`: how many vectors there were when the centroids were made. `recall`: measured then, at 10.

    `code`: bytes of a quantised vector; `head`: the SHA-256 of all but vectors and ids in the file.
    """

    trained: int
    probes: int
    recall: float
    code: int = 0
    head: str = ""


@dataclass(frozen=True, slots=True)
class _Through:
    """The serial numbers and the lists that a filter lets through, as bits, and how many rows of each list.

    FAISS' selectors point into the bits, and are made for each search.
    """

    rows: NDArray[np.uint8]
    lists: NDArray[np.uint8]
    sizes: NDArray[np.int64]

    def selectors(self) -> tuple[Any, Any]:
        """Of rows, and of lists."""
        return faiss.IDSelectorBitmap(self.rows), faiss.IDSelectorBitmap(self.lists)  # type: ignore[call-arg,arg-type]


class Ivf:
    """Covers the first rows of a store, those that were there when it was saved.

    Each vector has a serial number, which rows behind it do not change when one before them goes. `serials` `(rows,)`
    are ascending.
    """

    def __init__(self, index: Any, serials: Rows, note: Note) -> None:
        self._index = index
        self.serials = serials
        self.note = note
        self._lists_of: NDArray[np.int32] | None = None
        self._kept: list[tuple[NDArray[np.bool_], _Through]] = []

    @classmethod
    def load(cls, folder: Path) -> Ivf | None:
        """Opens what `save` wrote, memory-mapped; None where it wrote nothing. Raises OSError or ValueError."""
        if not any((folder / name).exists() for name in (INDEX_FILE, SERIALS_FILE, NOTE_FILE)):
            return None
        try:
            note = Note(**read_json((folder / NOTE_FILE).read_bytes()))
            serials = np.load(folder / SERIALS_FILE, allow_pickle=False)
        except OSError:
            raise
        except Exception as error:  # a damaged array is reported in a dozen ways
            raise ValueError(f"{NOTE_FILE} or {SERIALS_FILE} cannot be read") from error
        if not all(isinstance(number, int) for number in (note.trained, note.probes, note.code)):
            raise ValueError(f"{NOTE_FILE} cannot be read")
        if len(serials.shape) != 1 or _head(folder / INDEX_FILE, len(serials), note.code) != note.head:
            # FAISS believes the lengths of a file that it maps: with a wrong one it would read outside.
            raise ValueError(f"{INDEX_FILE} is not what was written")
        index = _read(folder / INDEX_FILE, faiss.IO_FLAG_MMAP_IFC)
        if serials.shape != (index.ntotal,) or serials.dtype != np.int64 or not 0 < note.probes <= PROBES[-1]:
            raise ValueError("the files of the inverted file do not belong together")
        return cls(index, serials, note)

    @classmethod
    def train(cls, rows: int, dimension: int, read: Read, nearest: Nearest) -> Ivf:
        """Makes one over that many rows."""
        lists = max(1, min(int(4 * np.sqrt(rows)), rows // _TRAINED_WITH))
        quantizer = faiss.IndexFlatIP(dimension)
        kind = faiss.ScalarQuantizer.QT_8bit
        index: Any = faiss.IndexIVFScalarQuantizer(quantizer, dimension, lists, kind, faiss.METRIC_INNER_PRODUCT)
        index.cp.niter, index.cp.max_points_per_centroid = _ROUNDS, _TRAINED_WITH
        index.train(read(_spread(rows, _TRAINED_WITH * lists)))  # type: ignore[call-arg,unused-ignore]
        made = cls(index, np.empty(0, np.int64), Note(rows, PROBES[-1], 0.0))
        made._add(np.arange(rows), np.arange(rows), read)
        made.note = made._measured(read, nearest)
        return made

    def outgrown(self, rows: int) -> bool:
        """Whether so many rows want other centroids."""
        return not self.note.trained // _OUTGROWN <= rows <= self.note.trained * _OUTGROWN

    @property
    def end(self) -> int:
        """The first serial number that it does not know."""
        return int(self.serials[-1]) + 1 if len(self.serials) else 0

    @property
    def lists(self) -> int:
        """How many lists the vectors are in."""
        return int(self._index.nlist)

    def search(self, query: Vectors, k: int, serials: Rows, mask: NDArray[np.bool_] | None) -> Rows:
        """About the nearest `k` rows to `(dim,)`, in no order.

        `serials` `(rows,)` are those of the rows that there are now; `mask` `(rows,)` lets some of them through.
        """
        query = query.reshape(1, -1)
        if mask is None and len(serials) == len(self.serials):
            parameters = faiss.SearchParametersIVF(nprobe=min(self.note.probes, self.lists))  # type: ignore[call-arg]
        else:
            through = self._through(serials, mask)
            probes = self._probes(query, through)
            if not probes:
                return np.empty(0, np.int64)
            rows, lists = through.selectors()
            near = faiss.SearchParameters(sel=lists)  # type: ignore[call-arg]
            parameters = faiss.SearchParametersIVF(nprobe=probes, sel=rows, quantizer_params=near)  # type: ignore[call-arg]
        _, found = self._index.search(query, k, params=parameters)
        nearest: Rows = np.searchsorted(serials, found[0][found[0] >= 0])
        return nearest

    def _probes(self, query: Vectors, through: _Through) -> int:
        """How many lists are to be probed, of those that hold rows that are let through.

        Lists are of one language, mostly, and those near a question of its own. So many are probed that as many rows
        that are let through are looked at as without a filter.
        """
        holding = int(np.count_nonzero(through.sizes))
        if not holding:
            return 0
        near = faiss.SearchParameters(sel=through.selectors()[1])  # type: ignore[call-arg]
        _, lists = self._index.quantizer.search(query, holding, params=near)
        seen = np.cumsum(through.sizes[lists[0]])
        wanted = len(self.serials) * min(self.note.probes, self.lists) / self.lists
        return min(int(np.searchsorted(seen, wanted)) + 1, holding)

    def _through(self, serials: Rows, mask: NDArray[np.bool_] | None) -> _Through:
        """What a mask lets through; of those that do not change, such as a language's, it is kept."""
        for known, through in self._kept:
            if known is mask:
                return through
        allowed = np.zeros(self.end, dtype=bool)
        rows = serials if mask is None else serials[mask]
        allowed[rows[rows < self.end]] = True
        list_of = self._list_of()
        sizes = np.bincount(list_of[allowed & (list_of >= 0)], minlength=self.lists)
        through = _Through(np.packbits(allowed, bitorder="little"), np.packbits(sizes > 0, bitorder="little"), sizes)
        if mask is not None and not mask.flags.writeable:
            self._kept = [*self._kept[-_KEPT + 1 :], (mask, through)]
        return through

    def _list_of(self) -> NDArray[np.int32]:
        """The list that each serial number is in, -1 for those that went."""
        if self._lists_of is None:
            found = np.full(self.end, -1, dtype=np.int32)
            lists = self._index.invlists
            for number in range(self.lists):
                size = lists.list_size(number)
                if size:
                    found[faiss.rev_swig_ptr(lists.get_ids(number), size)] = number
            self._lists_of = found
        return self._lists_of

    def following(self, before: Path, serials: Rows, read: Read) -> Ivf:
        """One that covers rows of these serial numbers; `before` is the folder of this one."""
        gone = np.setdiff1d(self.serials, serials, assume_unique=True)
        new = np.flatnonzero(serials >= self.end)
        if not len(gone) and not len(new):
            return self
        made = Ivf(_read(before / INDEX_FILE, 0), self.serials, self.note)  # mapped files are not to be written into
        if len(gone):
            made._index.remove_ids(gone)
            made.serials = np.setdiff1d(self.serials, gone, assume_unique=True)
        made._add(new, serials[new], read)
        return made

    def save(self, folder: Path) -> list[str]:
        """Writes its files and returns their names. Raises OSError when the disk does not take them."""
        try:
            faiss.write_index(self._index, str(folder / INDEX_FILE))
        except RuntimeError as error:
            raise OSError(f"{INDEX_FILE}: {error}") from error
        code = int(self._index.code_size)
        self.note = replace(self.note, code=code, head=_head(folder / INDEX_FILE, len(self.serials), code))
        save_array(folder / SERIALS_FILE, self.serials)
        (folder / NOTE_FILE).write_text(json.dumps(asdict(self.note)), encoding="utf-8")
        return [INDEX_FILE, SERIALS_FILE, NOTE_FILE]

    def _add(self, rows: Rows, serials: Rows, read: Read) -> None:
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            self._index.add_with_ids(read(rows[part]), serials[part])
        self.serials = np.concatenate([self.serials, serials])

    def _measured(self, read: Read, nearest: Nearest) -> Note:
        """With the fewest probes that find enough."""
        own = read(_spread(len(self.serials), 2 * MEASURED))
        queries = (own + own[np.random.default_rng(0).permutation(len(own))])[:MEASURED]
        queries /= np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), 1e-9)
        exact = [set(near.tolist()) for near in nearest(queries, 10)]
        note = self.note
        for probes in PROBES:
            self._index.nprobe = min(probes, self.lists)
            _, found = self._index.search(queries, 30)
            shares = [len(wanted & set(near.tolist())) / len(wanted) for wanted, near in zip(exact, found, strict=True)]
            note = Note(len(self.serials), probes, float(np.mean(shares)))
            if note.recall >= RECALL:
                break
        return note


def _head(path: Path, rows: int, code: int) -> str:
    """The hash of what comes before the lists: in them, each vector is `code` bytes and an id of eight."""
    with path.open("rb") as file:
        return hashlib.sha256(file.read(max(path.stat().st_size - rows * (code + 8), 0))).hexdigest()


def _spread(rows: int, count: int) -> Rows:
    """At most `count` rows, evenly."""
    return np.unique(np.linspace(0, rows - 1, min(rows, count)).astype(np.int64))


def _read(path: Path, flags: int) -> Any:
    try:
        index = faiss.read_index(str(path), flags)
    except (RuntimeError, MemoryError) as error:
        raise ValueError(f"{path.name} cannot be read") from error
    if not isinstance(index, faiss.IndexIVFScalarQuantizer) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise ValueError(f"{path.name} is an index of another kind")
    return index
