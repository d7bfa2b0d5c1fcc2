"""An Embedder over sentence-transformers: the bundled model or any other."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.embed.loading import is_folder, loaded, quiet, reason_of
from rag.embed.precision import Embed, Subject
from rag.embed.vectors import checked, clean, unit
from rag.errors import EmbedderError
from rag.types import Tokens, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_E5_PREFIXES = ("query: ", "passage: ")
BATCH_SIZE = 16
"""Texts of about equal length go together. 16 was the fastest of 4 to 64 in bfloat16 on two cores."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model, and how. `fingerprint` is worked out from the weights when it is None."""

    name: str
    path: str
    precision: str = "float32"
    query_prefix: str | None = None
    passage_prefix: str | None = None
    fingerprint: str | None = None


class SentenceTransformerEmbedder:
    """Loads the model when made; may be shared by threads, which then take turns."""

    def __init__(self, choice: ModelChoice) -> None:
        self._choice = choice
        self._lock = threading.Lock()
        self._model = load_model(choice.path, choice.precision, choice.name)
        self._query_prefix, self._passage_prefix = _prefixes(choice, self._model)
        self._fingerprint = choice.fingerprint or _fingerprint(choice.path, self._model)
        self._dimension = int(self._model.get_embedding_dimension() or 0)

    @property
    def name(self) -> str:
        """As chosen."""
        return self._choice.name

    @property
    def precision(self) -> str:
        """Either float32 or bfloat16."""
        return self._choice.precision

    @property
    def fingerprint(self) -> str:
        """Of the weights."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """The model's limit less what the program adds."""
        # Two for the tokens that begin and end a text, and room for the prefix.
        return int(self._model.max_seq_length or 512) - 8

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of the model's own tokens in each text, special tokens not counted."""
        if not texts:
            return []
        with self._lock:
            encoded = self._model.tokenizer(
                [clean(t) for t in texts], add_special_tokens=False, truncation=False, verbose=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, L2-normalised."""
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        return self._encode([self._passage_prefix + clean(t) for t in texts])

    def embed_query(self, text: str) -> Vectors:
        """`(dimension,)` float32, L2-normalised."""
        vector: Vectors = self._encode([self._query_prefix + clean(text)])[0]
        return vector

    def embed_query_tokens(self, text: str) -> Tokens:
        """The tokens of a question; spans are in `text`."""
        return self._tokens([clean(text)], self._query_prefix)[0]

    def embed_passage_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each passage, as many as the model takes; spans are in the text."""
        return self._tokens([clean(t) for t in texts], self._passage_prefix)

    def _tokens(self, texts: list[str], prefix: str) -> list[Tokens]:
        found: dict[int, Tokens] = {}
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            with self._lock:
                made = token_states(self._model, [prefix + texts[i] for i in batch], len(prefix))
            found.update(zip(batch, made, strict=True))
        return [found[i] for i in range(len(texts))]

    def _encode(self, texts: list[str]) -> Vectors:
        with self._lock:
            raw = self._model.encode(texts, batch_size=BATCH_SIZE, show_progress_bar=False, prompt="")
        # In bfloat16 the model's own normalisation is off by up to 0.4 %, so it is done again in float32.
        return checked(raw, self.name)


def load_model(path: str, precision: str, name: str) -> SentenceTransformer:
    """The sentence-transformers model at a folder or of a name, on the CPU.

    A folder is never looked up anywhere else. Raises EmbedderError when it cannot be loaded.
    """
    with quiet():
        import torch
        from sentence_transformers import SentenceTransformer

        arguments: dict[str, Any] = {"dtype": getattr(torch, precision)}

        def load(only_here: bool) -> SentenceTransformer:
            return SentenceTransformer(path, device="cpu", local_files_only=only_here, model_kwargs=arguments)

        try:
            model = loaded(load, path)
        except Exception as error:  # a folder can hold anything, and the vendors raise as much
            raise EmbedderError("model_load", name=name, reason=reason_of(error)) from error
    return model.eval()


def use_cores(cores: int) -> None:
    """Has this process compute on so many cores, where the others are for other processes."""
    import torch

    torch.set_num_threads(cores)


def precision_subject(path: str, fingerprint: str) -> Subject:
    """What `fastest_precision` measures of a model in a folder."""
    import torch

    def load(precision: str) -> Embed:
        model = load_model(path, precision, path)
        return lambda texts: np.asarray(model.encode(texts, batch_size=BATCH_SIZE, show_progress_bar=False))

    return Subject(fingerprint, f"torch {torch.__version__}", load)


def token_states(model: SentenceTransformer, texts: list[str], skip: int) -> list[Tokens]:
    """The tokens of each text but for special ones and the first `skip` characters, from which spans are counted."""
    import torch

    encoded = model.tokenizer(
        texts,
        padding=True,
        truncation=True,
        max_length=model.max_seq_length,
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    offsets = encoded.pop("offset_mapping").numpy().astype(np.int32)
    with torch.inference_mode():
        seen: dict[str, Any] = model(dict(encoded))
    states = seen["token_embeddings"].float().numpy()
    wholes = seen["sentence_embedding"].float().numpy()
    made = []
    for spans, vectors, whole in zip(offsets, states, wholes, strict=True):
        # The first token of a text may begin with the space that ends the prefix.
        inside = (spans[:, 1] > spans[:, 0]) & (spans[:, 1] > skip)
        shown = np.maximum(spans[inside] - skip, 0).astype(np.int32)
        made.append(Tokens(unit(vectors[inside]), shown, unit(whole[None])[0]))
    return made


def _prefixes(choice: ModelChoice, model: SentenceTransformer) -> tuple[str, str]:
    prompts = model.prompts or {}
    query, passage = prompts.get("query") or "", prompts.get("document") or prompts.get("passage") or ""
    if not query and not passage and "e5" in Path(choice.path).name.lower().split("-"):
        query, passage = _E5_PREFIXES  # the E5 models need them and their folders do not say so
    return (
        query if choice.query_prefix is None else choice.query_prefix,
        passage if choice.passage_prefix is None else choice.passage_prefix,
    )


def _fingerprint(path: str, model: SentenceTransformer) -> str:
    """From the weight files of a folder; for a model of a hub, its name and the commit that was loaded."""
    folder = Path(path)
    if not is_folder(path):
        commit = getattr(getattr(model[0], "auto_model", None), "config", None)
        return f"{path}@{getattr(commit, '_commit_hash', None) or 'unknown'}"
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.suffix in {".safetensors", ".bin"}):
        digest.update(file.relative_to(folder).as_posix().encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return f"sha256:{digest.hexdigest()[:32]}"
