"""Fitting the numbers that the product ships, and writing them where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from rag.answer.weights import Model, Weights

FIELDS = ("sentence_same", "sentence_cross", "answered_same", "answered_cross")


def logistic(
    rows: Sequence[Sequence[float]], labels: Sequence[bool], names: Sequence[str], *, balanced: bool = False
) -> Model:
    """L2-regularised on standardised features, then given in the features' own units.

    `balanced`: both labels count alike, where what share has which is not for the fit to know.
    """
    x = np.array(rows)
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced" if balanced else None)
    model.fit((x - mean) / deviation, np.array(labels))
    weight = model.coef_[0] / deviation
    intercept = float(model.intercept_[0] - (weight * mean).sum())
    return Model(round(intercept, 2), {n: round(float(w), 2) for n, w in zip(names, weight, strict=True)})


def weights_block(name: str, weights: Weights) -> str:
    """The weights as Python, under their name."""
    lines = [f"{name} = Weights("]
    for field in FIELDS:
        model: Model = getattr(weights, field)
        lines.append(f"    {field}=Model(\n        {model.intercept},\n{_dict(model.weights)}    ),")
    return "\n".join([*lines, f"    least={weights.least},", ")"])


def _dict(weights: Mapping[str, float]) -> str:
    inner = "".join(f'            "{key}": {value},\n' for key, value in weights.items())
    return f"        {{\n{inner}        }},\n"


def write_fitted(file: str, body: str, what: str = "fitted") -> None:
    """Puts numbers between the two lines of a file that mark them, `# WHAT: begin` and `# WHAT: end`."""
    path = Path(file)
    pattern = re.compile(rf"(# {what}: begin\n).*(\n# {what}: end)", re.DOTALL)
    path.write_text(pattern.sub(lambda m: m[1] + body + m[2], path.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"written into {path.name}")
