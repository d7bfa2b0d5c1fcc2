"""The numbers of the extractive answerer, fitted by `python -m eval.fit_extractive` on public question sets.

Data: PIAF 1.1 (French, Etalab, MIT) and half of the development set of SQuAD 2.0 (English, CC BY-SA 4.0), each
question asked over small indexes drawn at random from both, with and without the article that answers it. A model is
a logistic regression: log-odds = intercept + weights · features.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature. A feature that is not named counts nothing."""

    intercept: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Of the event that the model was fitted on."""
        return self.intercept + sum(weight * features[name] for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Weights:
    """Which sentence answers (`sentence_…`) and whether any does (`answered_…`), by what can be compared.

    `same`: question and passage in one language, where words can be compared. `cross`: in two, where only names and
    numbers can. `language_gap` is what a cosine across the languages lacks to one within, at the same closeness.
    """

    sentence_same: Model
    sentence_cross: Model
    answered_same: Model
    answered_cross: Model
    language_gap: float


BUNDLED = Weights(
    sentence_same=Model(
        -7.0,
        {
            "sentence_z": 0.62,
            "passage_z": -0.57,
            "reciprocal_rank": 3.62,
            "coverage": 5.5,
            "names_near": 0.9,
            "number": 0.59,
            "date": 0.74,
            "question": -0.5,
        },
    ),
    sentence_cross=Model(
        -7.0,
        {
            "sentence_z": 1.1,
            "passage_z": -0.73,
            "reciprocal_rank": 4.0,
            "names_near": 2.0,
            "number": 0.57,
            "date": 0.65,
            "question": -1.4,
            "short": -0.9,
        },
    ),
    answered_same=Model(-69.27, {"cosine": 80.63, "coverage": 3.74, "names": 1.6}),
    answered_cross=Model(-83.7, {"cosine": 99.12, "names_best": 2.24}),
    language_gap=0.037,
)
