"""All targets by name."""

from __future__ import annotations

from eval.fuzz import answering, holding, indexes, reading, talking
from eval.fuzz.target import Target

_GROUPS = (reading.TARGETS, answering.TARGETS, talking.TARGETS, holding.TARGETS, indexes.TARGETS)

TARGETS: dict[str, Target] = {target.name: target for group in _GROUPS for target in group}
