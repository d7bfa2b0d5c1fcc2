"""Where in a source a fact may stand, and what tells whether it is there in the place that a statement gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rag.answer.check.align import UNRELATED, Links
from rag.types import Span


class Place(NamedTuple):
    """A place in a part of a window."""

    link: Links
    span: Span


_NOTHING = 0.02
"""A setting so small that it is none."""
_HOME = 0.1


def nearness(ours: Span, held: Sequence[Place], rivals: Sequence[Place]) -> Mapping[str, float]:
    """What the words around a fact of the statement say of its places; all in [0, 1] but for `home`.

    `held`: how much of what stands near it in the statement stands near it in the source; `rival`: near another of
    its kind; `share`: of the two together. `echo`: how much its own vectors are the same there, which depends on what
    stands around it. `home`: by how much a sentence that has another, but not this one, says more of the rest of the
    statement, between -0.1 and 0.1.
    """
    own, other = _setting(ours, held), _setting(ours, rivals)
    return {
        "held": own,
        "rival": other,
        "share": own / (own + other + _NOTHING),
        "echo": max((_echo(ours, place) for place in held), default=UNRELATED),
        "home": _home(held, rivals),
    }


def _setting(ours: Span, places: Sequence[Place]) -> float:
    return max((place.link.setting(ours, place.span) for place in places), default=0.0)


def _echo(ours: Span, place: Place) -> float:
    own, there = place.link.statement.words_at(ours), place.link.part.words_at(place.span)
    if not len(own) or not len(there):
        return UNRELATED
    return float(place.link.cosines[np.ix_(own, there)].max(axis=1).mean())


def _home(held: Sequence[Place], rivals: Sequence[Place]) -> float:
    own = {id(place.link) for place in held}
    others = [place.link.content for place in rivals if id(place.link) not in own]
    if not others or not held:
        return 0.0
    return float(np.clip(max(others) - max(place.link.content for place in held), -_HOME, _HOME))
