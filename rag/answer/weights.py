"""The numbers of the extractive answerer, fitted on public question sets; `make fit` does it again.

Data: PIAF 1.1 (French, Etalab, MIT) and half of the development set of SQuAD 2.0 (English, CC BY-SA 4.0), and for
questions that cross over 520 of theirs put into the other language (`eval/data/crossed_questions.jsonl`); each is
asked over small indexes of both languages drawn at random, with the paragraph that answers it, without that paragraph,
and without the whole article. A model is a logistic regression: log-odds = intercept + weights · features.
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
    """Which sentence answers (`sentence_…`) and whether any does (`answered_…`).

    `same`: question and passage in one language, where words can be compared; `cross`: in two.
    """

    sentence_same: Model
    sentence_cross: Model
    answered_same: Model
    answered_cross: Model


# fitted: begin
BUNDLED = Weights(
    sentence_same=Model(
        -13.13,
        {
            "sentence_z": 0.25,
            "passage_z": -0.06,
            "reciprocal_rank": 5.38,
            "coverage": 1.77,
            "names_near": 0.32,
            "number": 0.42,
            "date": 0.67,
            "question": -2.68,
            "match": 20.7,
            "match_near": -13.26,
        },
    ),
    sentence_cross=Model(
        -21.24,
        {
            "sentence_z": 0.63,
            "passage_z": -0.31,
            "reciprocal_rank": 3.8,
            "names_near": 0.26,
            "number": 0.62,
            "date": 0.52,
            "question": -2.4,
            "short": -2.03,
            "match": 20.18,
            "match_near": -0.79,
        },
    ),
    answered_same=Model(
        -22.59,
        {
            "best": 0.55,
            "names": 0.64,
            "match": 26.25,
            "passage": 0.08,
        },
    ),
    answered_cross=Model(
        -15.38,
        {
            "best": 0.51,
            "names": 0.77,
            "match": 18.59,
            "passage": 0.14,
        },
    ),
)
"""For the bundled embedder, whose tokens are matched."""

ANY_EMBEDDER = Weights(
    sentence_same=Model(
        -8.45,
        {
            "sentence_z": 0.41,
            "reciprocal_rank": 4.49,
            "coverage": 4.07,
            "names_near": -0.1,
            "number": 0.39,
            "date": 0.74,
            "question": -1.5,
        },
    ),
    sentence_cross=Model(
        -7.8,
        {
            "sentence_z": 0.84,
            "reciprocal_rank": 3.63,
            "names_near": 0.25,
            "number": 0.46,
            "date": 0.57,
            "short": -2.53,
        },
    ),
    answered_same=Model(
        -1.06,
        {
            "best": 0.83,
            "names": 1.46,
            "coverage": 2.1,
        },
    ),
    answered_cross=Model(
        -0.28,
        {
            "best": 0.74,
            "names": 1.23,
            "coverage": 2.34,
        },
    ),
)
"""For any other, of which nothing is known but how its scores spread."""
# fitted: end
