"""A trained reader as the product reads it: matrices as int8, and a confidence that is a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from eval.reader.network import product_name
from eval.reader.rows import Row
from rag.reader.spans import Read
from rag.reader.weights import Plain, Quantised, quantised


def tensors(state: Mapping[str, torch.Tensor]) -> dict[str, Plain | Quantised]:
    """Under the names of the product's network: matrices as int8, all else as it is."""
    made: dict[str, Plain | Quantised] = {}
    for name, weight in state.items():
        floats = weight.detach().float().numpy()
        made[product_name(name)] = quantised(floats) if floats.ndim == 2 else Plain(floats)
    return made


def temperature(rows: Sequence[Row], reads: Sequence[Read]) -> float:
    """What the log-odds of an answer are to be divided by, to be a probability on these rows.

    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017: the likeliest one number. 1.0 where the rows are
    all of one kind.
    """
    labels = np.array([row.span is not None for row in rows])
    if labels.all() or not labels.any():
        return 1.0
    odds = np.array([[read.answers] for read in reads])
    # Weighted so that both kinds count alike: what share of passages answer is not for the reader to know.
    model = LogisticRegression(C=1e6, fit_intercept=False, class_weight="balanced").fit(odds, labels)
    return float(1 / max(float(model.coef_[0, 0]), 1e-3))
