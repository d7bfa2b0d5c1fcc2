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

    `same`: question and passage in one language, where words can be compared; `cross`: in two. A sentence less likely
    than `least` to be the one is not worth a reader's time.
    """

    sentence_same: Model
    sentence_cross: Model
    answered_same: Model
    answered_cross: Model
    least: float = 0.02


# fitted: begin
BUNDLED = Weights(
    sentence_same=Model(
        -15.54,
        {
            "sentence_z": 0.51,
            "passage_z": -0.43,
            "reciprocal_rank": 4.04,
            "coverage": 2.25,
            "names_near": 0.52,
            "number": 0.50,
            "date": 0.62,
            "question": -0.83,
            "match": 13.80,
            "match_near": -2.65,
        },
    ),
    sentence_cross=Model(
        -23.96,
        {
            "sentence_z": 0.76,
            "passage_z": -0.61,
            "reciprocal_rank": 3.19,
            "names_near": 0.23,
            "number": 0.35,
            "date": 0.54,
            "question": -1.26,
            "match": 21.60,
            "match_near": 1.99,
            "short": -0.98,
        },
    ),
    answered_same=Model(-20.71, {"best": 0.45, "names": 0.87, "match": 24.70}),
    answered_cross=Model(-20.87, {"best": 0.46, "names": 0.86, "match": 26.23}),
)
"""For the bundled embedder, whose tokens are matched."""

ANY_EMBEDDER = Weights(
    sentence_same=Model(
        -7.97,
        {
            "sentence_z": 0.41,
            "reciprocal_rank": 3.46,
            "coverage": 4.55,
            "names_near": 0.30,
            "number": 0.56,
            "date": 0.71,
            "question": -0.67,
        },
    ),
    sentence_cross=Model(
        -7.75,
        {"sentence_z": 0.94, "reciprocal_rank": 2.95, "names_near": 0.53, "number": 0.25, "date": 0.54, "short": -1.62},
    ),
    answered_same=Model(-1.06, {"best": 0.64, "names": 1.45, "coverage": 2.34}),
    answered_cross=Model(-0.49, {"best": 0.47, "names": 0.89, "coverage": 3.92}),
)
"""For any other, of which nothing is known but how its scores spread."""
# fitted: end

# fitted by reading: begin
READER = Weights(
    sentence_same=Model(
        -2.66,
        {
            "passage": 0.66,
            "share": 0.19,
            "span": 0.16,
            "coverage": 2.46,
            "number": 0.11,
            "date": 0.01,
            "question": 1.68,
        },
    ),
    sentence_cross=Model(
        -1.45,
        {
            "passage": 0.72,
            "share": 0.2,
            "span": 0.17,
            "coverage": 2.15,
            "number": 1.35,
            "date": -0.18,
            "question": -0.29,
        },
    ),
    answered_same=Model(
        -0.75,
        {
            "read": 0.78,
            "names": 1.0,
            "span": -0.01,
            "coverage": -0.43,
            "best_near": 0.52,
            "best_coverage": 0.73,
        },
    ),
    answered_cross=Model(
        -0.33,
        {
            "read": 0.81,
            "names": 0.78,
            "span": -0.06,
            "coverage": -1.06,
            "best_near": 0.81,
            "best_coverage": 1.29,
        },
    ),
    least=0.05,
)
# fitted by reading: end
"""For any embedder, where the passages are read."""
