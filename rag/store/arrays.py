"""Arrays on disk that are mapped into memory where they are large, and arrays that grow."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

MAPPED_FROM = 4 * 2**20
"""Bytes of a file from which it is mapped. A smaller one is read, and its checksums compared."""
_ALIGNED = 64
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_ZIP64_EXTRA = 20
_PADDING = 0xD935
"""The id that Android's zipalign gives the field that it pads with."""

T = TypeVar("T", bound=np.generic)


class Growing(Generic[T]):
    """An array that grows at its end; what is there is copied a few times at most, however often it grows."""

    def __init__(self, values: NDArray[T]) -> None:
        self._room = values
        self._length = len(values)

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> NDArray[T]:
        """`(n,)`: all of it, to be read before it grows again."""
        return self._room[: self._length]

    def extend(self, more: NDArray[T]) -> None:
        """Puts more at the end."""
        end = self._length + len(more)
        if end > len(self._room):
            room = np.empty(max(end, self._length + self._length // 2), dtype=self._room.dtype)
            room[: self._length] = self.values
            self._room = room
        self._room[self._length : end] = more
        self._length = end


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes an `.npz` as numpy does, but so that each array lies where it can be mapped. Raises OSError."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(f"{name}.npy")
            assert archive.fp is not None
            start = archive.fp.tell() + _LOCAL_HEADER.size + len(info.filename) + _ZIP64_EXTRA + 4
            padding = -start % _ALIGNED
            info.extra = struct.pack("<HH", _PADDING, padding) + bytes(padding)
            with archive.open(info, "w", force_zip64=True) as member:
                npy.write_array(member, array, allow_pickle=False)


def read_arrays(path: Path, mapped_from: int = MAPPED_FROM) -> dict[str, NDArray[Any]]:
    """The arrays of an `.npz`, not to be written into. Raises ValueError when it is none, OSError when unreadable."""
    try:
        if path.stat().st_size < mapped_from:
            with np.load(path, allow_pickle=False) as held:
                return {name: _array(held[name]) for name in held}
        return _mapped(path)
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged archive is reported in a dozen ways
        raise ValueError(f"{path.name} cannot be read") from error


def _array(found: Any) -> NDArray[Any]:
    if not isinstance(found, np.ndarray):  # numpy gives the bytes of a member that is no array
        raise TypeError("a member that is no array")
    return found


def _mapped(path: Path) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        members = archive.infolist()
        places = {info.filename.removesuffix(".npy"): _head(file, info) for info in members}
    content = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    found = {}
    for name, (dtype, shape, start) in places.items():
        size = int(np.prod(shape)) * dtype.itemsize
        array = content[start : start + size].view(dtype).reshape(shape)
        # Archives of older versions are not aligned; every search over such an array would be slower.
        found[name] = array if start % _ALIGNED == 0 else array.copy()
    return found


def _head(file: BinaryIO, info: zipfile.ZipInfo) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """Type, shape and place of an array that is a member of an archive."""
    file.seek(info.header_offset)
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    file.seek(name_length + extra_length, 1)
    first = file.tell()
    if npy.read_magic(file) != (1, 0) or info.compress_type != zipfile.ZIP_STORED:
        raise ValueError("an array of another kind")
    shape, fortran, dtype = npy.read_array_header_1_0(file)
    start = file.tell()
    if fortran or dtype.hasobject or start - first + int(np.prod(shape)) * dtype.itemsize != info.file_size:
        raise ValueError("an array of another kind")
    return dtype, shape, start


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Writes what `np.save` writes, which does not notice when the last bytes do not fit. Raises OSError."""
    with path.open("wb") as file:
        npy.write_array_header_1_0(file, npy.header_data_from_array_1_0(array))
        if array.size:
            file.write(np.ascontiguousarray(array).data)
