"""Which model plays which part: the embedder, and what looks at passages again that a search has found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.embed.bundled import BUNDLED_NAME, bundled_model, fingerprint
from rag.embed.cross_encoder import CrossEncoderReranker
from rag.embed.light import LightChoice, LightEmbedder, can_run
from rag.embed.precision import fastest_precision
from rag.embed.sentence_transformer import ModelChoice, SentenceTransformerEmbedder, precision_subject
from rag.ports import Embedder, PassageReader, Reranker
from rag.reader.hits import HitReader
from rag.reader.reader import Reader, weights_fingerprint
from rag.settings import Settings

Notify = Callable[[str], None]


def make_embedder(settings: Settings, notify: Notify = lambda _: None) -> LightEmbedder | SentenceTransformerEmbedder:
    """The embedding model. The bundled one is loaded when it is first needed, any other at once (seconds).

    `notify` is told "measuring", "no_openvino" or "unpacking" when something takes longer.
    """
    prefixes = settings.query_prefix, settings.passage_prefix
    if settings.embedder != "bundled":
        # A model that is not ours is trusted in float32 only: what bfloat16 does to it was not looked at.
        precision: str = "float32" if settings.precision == "auto" else settings.precision
        return SentenceTransformerEmbedder(ModelChoice(settings.embedder, settings.embedder, precision, *prefixes))
    if can_run():
        return LightEmbedder(_light(settings, notify))
    notify("no_openvino")
    path, precision = str(bundled_model(settings.cache_dir, notify)), settings.precision
    if precision == "auto":
        precision = fastest_precision(precision_subject(path, fingerprint()), settings.cache_dir, notify)
    return SentenceTransformerEmbedder(ModelChoice(BUNDLED_NAME, path, precision, *prefixes, fingerprint()))


def _light(settings: Settings, notify: Notify) -> LightChoice:
    prefixes = settings.query_prefix, settings.passage_prefix
    return LightChoice(settings.cache_dir, settings.precision, *prefixes, notify)


def make_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """The reranker that is set, loaded (seconds), or None. Raises EmbedderError when it cannot be loaded."""
    return None if settings.reranker is None else CrossEncoderReranker(settings.reranker)


def make_reader(settings: Settings, embedder: Embedder) -> HitReader | None:
    """The reader, loaded when it is first needed; None where it is off, or where this platform cannot run it.

    Of the bundled model it takes what the embedder has loaded, where that is the embedder.
    """
    if not settings.reader or not can_run():
        return None
    base = embedder if isinstance(embedder, LightEmbedder) else LightEmbedder(_light(settings, lambda _: None))
    return HitReader(Reader(base))


def reader_state(settings: Settings) -> str:
    """The SHA-256 of the reader that the settings name, or why there is none. Nothing is loaded."""
    if not settings.reader:
        return "off"
    return weights_fingerprint() if can_run() else "unavailable: OpenVINO is not installed on this platform"


@dataclass(frozen=True, slots=True)
class SecondPass:
    """What looks again at passages that were found, each part None where there is none."""

    reranker: Reranker | None = None
    reader: PassageReader | None = None


def make_second_pass(settings: Settings, embedder: Embedder) -> SecondPass:
    """What the settings name. Raises EmbedderError for a reranker that cannot be loaded."""
    return SecondPass(make_reranker(settings), make_reader(settings, embedder))
