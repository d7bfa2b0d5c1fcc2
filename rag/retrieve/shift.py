"""What every question of a language has in common, taken off before its passages are searched.

A multilingual embedder puts "this is a question in English" into the vector beside what is asked. Within one language
that is the same for all passages; across languages it hides the answer. Half of the mean of a few hundred general
questions is subtracted: on debian_docs_fr_en that lifts nDCG@10 across the languages from .40 to .51, and within one
language it changes little. The whole of the mean, or that of the passages as well, was no better.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np

from rag.types import Vectors

SHARE = 0.5
_FILE = "question_means.npz"
"""Made by `python -m eval.question_means`: for the embedder of `fingerprint`, the means in French and in English."""


def shifted(query: Vectors, language: str, fingerprint: str) -> Vectors:
    """The question `(dim,)` without half of its language's mean; as it is for an embedder whose means are not known.

    Not normalised again: a ranking does not depend on the length.
    """
    mean = _means(fingerprint).get(language)
    return query if mean is None else query - np.float32(SHARE) * mean


@cache
def _means(fingerprint: str) -> dict[str, Vectors]:
    with resources.files("rag.retrieve").joinpath(_FILE).open("rb") as file, np.load(file, allow_pickle=False) as held:
        if str(held["fingerprint"]) != fingerprint:
            return {}
        return {name: held[name].astype(np.float32) for name in held.files if name != "fingerprint"}
