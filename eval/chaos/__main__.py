"""Crashes and failing disks: `python -m eval.chaos`, or some of its parts: `python -m eval.chaos kills disks`.

Ends with 1 when anything was lost, wrong, crashed or left over. `make chaos` takes half an hour and more.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from eval.chaos import disks, kills, together
from eval.chaos.table import Row, heading, table

Part = Callable[[Path, int], list[Row]]

_LONG: Mapping[str, tuple[str, Part]] = {
    "kills": ("Writers killed (SIGKILL)", lambda root, seed: kills.kills(root, seed, kills.LONG)),
    "disks": ("Disks that fail", lambda root, seed: disks.disks(root, seed, disks.LONG)),
    "together": ("Readers beside a writer", lambda root, _: together.together(root, 60.0)),
}
_SHORT: Mapping[str, Part] = {
    "kills": lambda root, seed: kills.kills(root, seed, kills.SHORT),
    "disks": lambda root, seed: disks.disks(root, seed, disks.SHORT),
    "together": lambda root, _: together.together(root, 5.0),
}


def main() -> None:
    """Does the parts that are named, all of them where none is, and prints a table of each."""
    parser = argparse.ArgumentParser(prog="python -m eval.chaos", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[[], *_LONG], metavar="PART", help=f"{', '.join(_LONG)}; default: all"
    )
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    parser.add_argument("--short", action="store_true", help="a minute instead of half an hour")
    chosen = parser.parse_args()
    print(heading(chosen.seed), flush=True)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        for name in chosen.parts or _LONG:
            title, part = _LONG[name]
            start = time.monotonic()
            rows = (_SHORT[name] if chosen.short else part)(Path(folder) / name, chosen.seed)
            print(table(f"{title}, {time.monotonic() - start:.0f} s", rows), flush=True)
            bad += sum(row.bad for row in rows)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
