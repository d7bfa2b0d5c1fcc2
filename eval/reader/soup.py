"""The mean of several readers' weights: `python -m eval.reader.soup PACK OUT.npz RUN RUN…`.

Runs that begin alike and differ in the order of their rows end in one basin, and the mean of their weights is better
than any of them: Wortsman et al., "Model soups", ICML 2022. It is measured on the articles kept out, as each run is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from eval.reader.export import temperature
from eval.reader.export import tensors as tensors_of
from eval.reader.loop import CHECKPOINT, read_rows
from eval.reader.measure import figures
from eval.reader.network import Reader
from eval.reader.pack import Pack, read_pack
from rag.reader.weights import save


def averaged(pack: Pack, runs: Sequence[Path], device: str) -> Reader:
    """A reader with the mean of what the runs' checkpoints hold. Raises OSError where one has none."""
    states = [torch.load(run / CHECKPOINT, weights_only=True, map_location="cpu")["reader"] for run in runs]
    reader = Reader(pack.encoder)
    reader.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return reader.to(device)


def main(arguments: Sequence[str]) -> None:
    """Averages, measures, writes."""
    pack, out = read_pack(Path(arguments[0])), Path(arguments[1])
    reader = averaged(pack, list(map(Path, arguments[2:])), "cuda" if torch.cuda.is_available() else "cpu")
    reads = read_rows(reader, pack.test, pack.pad)
    print(json.dumps({name: round(value, 4) for name, value in figures(pack.test, reads).items()}), flush=True)
    save(out, tensors_of(reader.state_dict()), temperature(pack.test, reads))


if __name__ == "__main__":
    main(sys.argv[1:])
