"""A Reranker over any CrossEncoder of sentence-transformers: question and passage are read together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rag.embed.loading import loaded, quiet, reason_of
from rag.embed.vectors import clean
from rag.errors import EmbedderError
from rag.text.context import embedding_text
from rag.types import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH_SIZE = 16
_HEADS = ("ForSequenceClassification", "ForCausalLM")


class CrossEncoderReranker:
    """Loads the model when made (seconds), on the CPU; may be shared by threads, which then take turns.

    The score is the sigmoid of the model's logit: what most of these models are trained to give as a probability.
    An activation that the model's folder names is passed over, since many name none and mean a sigmoid all the same.
    """

    def __init__(self, name: str) -> None:
        """`name` is a folder, which is never looked up anywhere else, or a name, which is downloaded once.

        Raises EmbedderError when it cannot be loaded or does not give one score for a pair.
        """
        self._name = name
        self._lock = threading.Lock()
        self._model = _load(name)

    @property
    def name(self) -> str:
        """As chosen."""
        return self._name

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, each with the model's score; equal scores in the order given.

        A passage is read under its title and headings, as far as the model reads. Raises EmbedderError for scores that
        are no numbers.
        """
        if not hits:
            return []
        texts = [embedding_text(hit.document.title, hit.passage)[0] for hit in hits]
        logits = self._logits([(clean(question), clean(text)) for text in texts])
        order = np.argsort(-logits, kind="stable")  # by the logits: the sigmoids of large ones are all 1
        scores = 0.5 * (1 + np.tanh(0.5 * logits))  # the sigmoid, written so that nothing overflows
        return [replace(hits[i], score=float(scores[i])) for i in order]

    def _logits(self, pairs: list[tuple[str, str]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        from torch.nn import Identity

        with self._lock:
            raw = self._model.predict(pairs, batch_size=BATCH_SIZE, show_progress_bar=False, activation_fn=Identity())
        logits = np.asarray(raw, dtype=np.float64)
        if logits.shape != (len(pairs),) or not np.isfinite(logits).all():
            raise EmbedderError("reranker_scores", name=self._name)
        return logits


def _load(name: str) -> CrossEncoder:
    with quiet():
        import torch
        from sentence_transformers import CrossEncoder

        def load(only_here: bool) -> CrossEncoder:
            arguments = {"dtype": torch.float32}
            made: CrossEncoder = CrossEncoder(name, device="cpu", local_files_only=only_here, model_kwargs=arguments)
            return made

        try:
            model = loaded(load, name)
        except Exception as error:  # a folder can hold anything, and the vendors raise as much
            raise EmbedderError("reranker_load", name=name, reason=reason_of(error)) from error
    if not _gives_a_score(model):
        raise EmbedderError("reranker_kind", name=name)
    model.eval()
    return model


def _gives_a_score(model: CrossEncoder) -> bool:
    """Whether it has a head of one score, and one that was trained: where a model has none, a random one is put on."""
    kinds = getattr(model.config, "architectures", None) or [""]
    headless = len(model) == 1 and not str(kinds[0]).endswith(_HEADS)
    return model.num_labels == 1 and not headless
