"""The mean vector of general questions in each language, for `rag.retrieve.shift`.

`python -m eval.question_means fr.json en.json` takes SQuAD-format files, embeds a few hundred of their questions with
the bundled model, evenly drawn, and writes `rag/retrieve/question_means.npz`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.squad import read_squad
from rag.models import make_embedder
from rag.settings import load_settings
from rag.store.columns import evenly

QUESTIONS = 300
TARGET = Path(__file__).parents[1] / "rag" / "retrieve" / "question_means.npz"


def main(paths: Sequence[str]) -> None:
    """Writes the means, in float16."""
    if not paths:
        sys.exit("Name SQuAD-format files: python -m eval.question_means fr.json en.json")
    _, questions = read_squad(Path(p) for p in paths)
    embedder = make_embedder(load_settings())
    means = {}
    for language in sorted({q.language for q in questions}):
        asked = list(dict.fromkeys(q.question for q in questions if q.language == language))
        vectors = np.stack([embedder.embed_query(text) for text in evenly(asked, QUESTIONS)])
        means[language] = vectors.mean(axis=0).astype(np.float16)
        print(f"{language}: {len(vectors)} questions")
    np.savez(TARGET, allow_pickle=False, fingerprint=np.array(embedder.fingerprint), **means)


if __name__ == "__main__":
    main(sys.argv[1:])
