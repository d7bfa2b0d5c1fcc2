"""Probabilities and their log-odds."""

from __future__ import annotations

import math

_LEAST = 1e-6


def probability(log_odds: float) -> float:
    """In [0, 1]."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))


def log_odds(probability: float) -> float:
    """Finite: 0 and 1 count as one in a million off."""
    inside = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(inside / (1 - inside))
