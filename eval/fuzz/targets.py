"""All targets by name."""

from __future__ import annotations

from eval.fuzz import answering, holding, reading
from eval.fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target for target in (*reading.TARGETS, *answering.TARGETS, *holding.TARGETS)
}
