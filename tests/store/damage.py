"""Damage to what a store wrote, for the tests of what opening makes of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

CHANGES = ("flip", "truncate", "missing", "other")

T = TypeVar("T")


@contextmanager
def opened_after_damage(
    data: st.DataObject, save: Callable[[Path], list[str]], load: Callable[[Path], T]
) -> Iterator[T | None]:
    """What `load` makes of a folder after damage to one of the files that `save` wrote into it.

    None where it raised what its caller expects, OSError or ValueError. Large files are not hashed when an index is
    opened, so damage can come as far as here. Fails where anything but a flipped bit, which may say nothing of the
    structure, goes unnoticed.
    """
    with tempfile.TemporaryDirectory() as name:  # pytest's own folder would be one for all examples
        folder = Path(name)
        file = folder / data.draw(st.sampled_from(save(folder)))
        change = data.draw(st.sampled_from(CHANGES))
        _damage(data, file, change)
        loaded: T | None = None
        try:
            loaded = load(folder)
        except (OSError, ValueError):
            pass
        else:
            assert change == "flip"
        yield loaded


def _damage(data: st.DataObject, file: Path, change: str) -> None:
    content = bytearray(file.read_bytes())
    # Behind an array's head, of 128 bytes, a flipped bit says nothing of the structure.
    size = 128 if change == "flip" and file.suffix == ".npy" else len(content)
    place = data.draw(st.integers(0, size - 1))
    if change == "flip":
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    file.write_bytes(content[:place] if change == "truncate" else b"x" * place if change == "other" else content)
    if change == "missing":
        file.unlink()
