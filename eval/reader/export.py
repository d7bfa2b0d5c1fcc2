"""A trained reader as the product reads it: matrices as int8, and a confidence that is a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from eval.reader.batches import Row
from eval.reader.network import product_name
from rag.reader.spans import Read
from rag.reader.weights import Plain, Quantised, quantised


def tensors(state: Mapping[str, torch.Tensor]) -> dict[str, Plain | Quantised]:
    """Under the names of the product's network: matrices as int8, all else as it is."""
    made: dict[str, Plain | Quantised] = {}
    for name, weight in state.items():
        floats = weight.detach().float().cpu().numpy()
        made[product_name(name)] = quantised(floats) if floats.ndim == 2 else Plain(floats)
    return made


def temperature(rows: Sequence[Row], reads: Sequence[Read]) -> float:
    """What the log-odds of an answer are to be divided by, to be a probability on these rows.

    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017: the likeliest one number. 1.0 where the rows are
    all of one kind.
    """
    asked = [i for i, row in enumerate(rows) if not row.states]
    labels = np.array([rows[i].right for i in asked], dtype=bool)
    if labels.all() or not labels.any():
        return 1.0
    odds = np.array([[reads[i].answers] for i in asked])
    # Weighted so that both kinds count alike: what share of passages answer is not for the reader to know.
    model = LogisticRegression(C=1e6, fit_intercept=False, class_weight="balanced").fit(odds, labels)
    return float(1 / max(float(model.coef_[0, 0]), 1e-3))
