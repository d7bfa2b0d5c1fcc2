"""Weights between those of two readers: `python -m eval.reader.between BEFORE.npz AFTER.npz SHARE OUT.npz`.

A reader that went on to learn something else forgets some of what it could; on the way from the one to the other lie
weights that can most of both: Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022. SHARE is how far
to go, from 0 to 1.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rag.reader.weights import Plain, Quantised, ReaderWeights, quantised, save

Tensors = Mapping[str, Plain | Quantised]


def between(before: Tensors, after: Tensors, share: float) -> dict[str, Plain | Quantised]:
    """Each weight that far from the one to the other. Raises KeyError where the second lacks one of the first."""
    made: dict[str, Plain | Quantised] = {}
    for name, tensor in before.items():
        mean = ((1 - share) * tensor.floats() + share * after[name].floats()).astype(np.float32)
        mean = mean.reshape(tensor.raw.shape)
        made[name] = quantised(mean) if isinstance(tensor, Quantised) else Plain(mean)
    return made


def main(arguments: Sequence[str]) -> None:
    """Reads, goes between, writes."""
    before, after = (ReaderWeights.load(Path(path)) for path in arguments[:2])
    save(Path(arguments[3]), between(before.tensors, after.tensors, float(arguments[2])), 1.0)


if __name__ == "__main__":
    main(sys.argv[1:])
