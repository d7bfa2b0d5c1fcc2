"""Writes a trained reader as the product reads it: `python -m eval.reader.export RUN OUT.npz`."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from eval.reader.loop import CHECKPOINT
from eval.reader.network import HEADS
from rag.reader.weights import Plain, Quantised, quantised, save


def tensors(state: dict[str, torch.Tensor]) -> dict[str, Plain | Quantised]:
    """Under the names of the product's network: matrices as int8, all else as it is."""
    made: dict[str, Plain | Quantised] = {}
    for name, weight in state.items():
        own = name.removeprefix("weights.").replace("_", ".")
        for head in HEADS:
            own = own.replace(f"{head}.weight", f"{head}.w").replace(f"{head}.bias", f"{head}.b")
        floats = weight.detach().float().numpy()
        made[own] = quantised(floats) if floats.ndim == 2 else Plain(floats)
    return made


def main() -> None:
    """From the last checkpoint of a run."""
    run, out = map(Path, sys.argv[1:])
    state = torch.load(run / CHECKPOINT, weights_only=True)
    save(out, tensors(state["reader"]), 1.0)
    print(f"{out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
