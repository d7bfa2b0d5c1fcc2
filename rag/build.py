"""The composition root: the only module that knows which class plays which part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answer.candidates import Reading
from rag.answer.extractive import ExtractiveAnswerer
from rag.answer.verify import SpanVerifier
from rag.answer.weights import ANY_EMBEDDER, BUNDLED
from rag.asking import Asking, Steps
from rag.embed.bundled import BUNDLED_NAME, bundled_model, fingerprint
from rag.embed.cache import CachingTokenEmbedder, caching
from rag.embed.cross_encoder import CrossEncoderReranker
from rag.embed.light import LightChoice, LightEmbedder, can_run
from rag.embed.precision import fastest_precision
from rag.embed.sentence_transformer import ModelChoice, SentenceTransformerEmbedder, precision_subject
from rag.errors import IndexMissingError, UsageError
from rag.ingest.chunk import ChunkSettings, make_chunker
from rag.ingest.progress import Progress, Report, Silent
from rag.ports import Embedder, Reranker
from rag.retrieve.retriever import Retriever, Ways
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.faiss_store import FaissStore
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.lock import write_lock
from rag.store.manifest import Identity, read_manifest
from rag.text.language import detect_language
from rag.text.sentences import split_sentences
from rag.types import Answer, Document, DocumentInfo, Filter, Hit, Question

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

STORE = StoreKind(new=FaissStore, load=FaissStore.load)

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
        return LightEmbedder(LightChoice(settings.cache_dir, settings.precision, *prefixes, notify))
    notify("no_openvino")
    path, precision = str(bundled_model(settings.cache_dir, notify)), settings.precision
    if precision == "auto":
        precision = fastest_precision(precision_subject(path, fingerprint()), settings.cache_dir, notify)
    return SentenceTransformerEmbedder(ModelChoice(BUNDLED_NAME, path, precision, *prefixes, fingerprint()))


def make_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """The reranker that is set, loaded (seconds), or None. Raises EmbedderError when it cannot be loaded."""
    return None if settings.reranker is None else CrossEncoderReranker(settings.reranker)


def identity(settings: Settings, embedder: Embedder) -> Identity:
    """What an index made with these settings and this embedder has in its manifest."""
    return Identity(embedder.name, embedder.fingerprint, embedder.dimension, asdict(_chunking(settings)))


@dataclass(frozen=True)
class Sourcier:
    """An open index, ready to be asked. Made by `open_sourcier`; any number of threads may share it."""

    settings: Settings
    index: Index
    retriever: Retriever
    asking: Asking
    settle: Callable[[], None] = field(default=lambda: None, repr=False)

    def ask(self, question: Question, where: Filter | None = None) -> Answer:
        """Raises QuestionError for a question that is empty or too long."""
        return (self.asking.filtered(where) if where else self.asking).ask(question)

    @cached_property
    def pipeline(self) -> Pipeline:
        """The same as a LangChain Runnable, for other chains."""
        from rag.pipeline import Pipeline

        return Pipeline(self.asking)

    def search(self, question: str, k: int, where: Filter | None = None) -> list[Hit]:
        """The passages for a question, best first."""
        return self.retriever.retrieve(self.asking.clean(question), k, where)

    def warm_up(self) -> None:
        """Does what is done once, so that no reader's question pays for it, and asks for the first article's title."""
        self.settle()
        for info in self.documents()[:1]:
            if any(c.isalnum() for c in info.title):
                self.ask(info.title[: self.settings.max_question])

    def document(self, document_id: str) -> Document:
        """The whole text of a document. An unknown id is a KeyError."""
        return self.index.catalogue.document(document_id)

    def documents(self) -> list[DocumentInfo]:
        """All documents, by title."""
        return list(self._documents)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the passages, that of the most first."""
        return tuple(self.index.catalogue.languages())

    @cached_property
    def _documents(self) -> tuple[DocumentInfo, ...]:
        return tuple(self.index.catalogue.info())  # once: a generation does not change


def open_sourcier(
    settings: Settings, embedder: Embedder, reranker: Reranker | None = None, index: Index | None = None
) -> Sourcier:
    """Opens the index and the reranker that the settings name, each unless it is given, opened or loaded already.

    Raises IndexMissingError, IndexMismatchError or IndexDamagedError, each with the command that mends it, and
    EmbedderError for a reranker that cannot be loaded.
    """
    if index is None:
        index = Index.open(settings.index, STORE, identity(settings, embedder))
    else:
        index.manifest.check_model(index.path, identity(settings, embedder))
    if isinstance(embedder, LightEmbedder):
        embedder.prepare()
    cached = caching(embedder)
    ways = Ways(settings.legs, reranker or make_reranker(settings), settings.rerank_depth)
    retriever = Retriever(index, cached, ways)
    ours = embedder.fingerprint == fingerprint()
    tokens = cached if ours and isinstance(cached, CachingTokenEmbedder) else None
    reading = Reading(index.catalogue, cached, index.lexical.rarity, split_sentences, tokens)
    answerer = ExtractiveAnswerer(
        reading,
        retriever,
        ANY_EMBEDDER if tokens is None else BUNDLED,
        most=settings.max_sentences,
        threshold=settings.answer_threshold,
    )
    steps = Steps(retriever, answerer, SpanVerifier(index.catalogue), settings.top_k, settings.max_question)
    once = embedder.settle if isinstance(embedder, LightEmbedder) else lambda: None
    return Sourcier(settings, index, retriever, Asking(steps), once)


def open_catalogue(settings: Settings) -> Catalogue:
    """The catalogue alone, for listing: no model is loaded."""
    return Index.open(settings.index, STORE).catalogue


def check_index(settings: Settings) -> None:
    """Raises what opening would raise of a manifest, without loading a model."""
    read_manifest(settings.index)


def check_request(settings: Settings, request: IngestRequest) -> None:
    """Raises what `ingest` would raise of a request that cannot be done, without loading a model."""
    if not request.paths and not request.rebuild:
        raise UsageError("ingest_nothing")
    if request.rebuild and not request.paths:
        Index.open(settings.index, STORE)
    elif not request.rebuild:
        try:
            read_manifest(settings.index)
        except IndexMissingError:
            return


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What to do to an index. `wait` is in seconds; `rebuild` makes it again, from `paths` or from what it holds."""

    paths: Sequence[Path] = ()
    prune: bool = False
    rebuild: bool = False
    wait: float = 0.0


def ingest(settings: Settings, embedder: Embedder, request: IngestRequest, progress: Progress | None = None) -> Report:
    """Brings files into the index, or makes the index again.

    Raises IndexBusyError, IndexMismatchError, IndexDamagedError, IndexFault (the disk), UsageError (nothing to do).
    """
    from rag.ingest.read import ReadLimits
    from rag.ingest.run import Ingest, Parts

    progress = progress or Silent()
    wanted = identity(settings, embedder)
    chunker = make_chunker(embedder.count_tokens, _chunking(settings), detect_language)
    parts = Parts(embedder, chunker, ReadLimits(max_file_mb=settings.max_file_mb), progress)
    check_request(settings, request)
    with write_lock(settings.index, request.wait, lambda holder: progress.note("busy", holder)):
        old = Index.open(settings.index, STORE) if request.rebuild and not request.paths else None
        writer = IndexWriter(settings.index, STORE, wanted, fresh=request.rebuild)
        try:
            run = Ingest(writer, parts)
            if old is not None:
                return run.again(old.catalogue)
            return run.run(request.paths, prune=request.prune, whole=request.rebuild)
        finally:
            writer.close()


def remove(settings: Settings, names: Sequence[str], wait: float = 0.0, progress: Progress | None = None) -> list[str]:
    """Removes documents by id, or by the path of their file or folder, and returns the ids. No model is loaded.

    Raises UsageError for a name that fits nothing, before anything is removed.
    """
    from rag.ingest.run import remove_documents

    progress = progress or Silent()
    check_index(settings)  # before the lock, which would make the folder
    with write_lock(settings.index, wait, lambda holder: progress.note("busy", holder)):
        manifest = Index.open(settings.index, STORE).manifest
        same = Identity(manifest.embedder, manifest.fingerprint, manifest.dimension, manifest.chunker)
        writer = IndexWriter(settings.index, STORE, same, fresh=False)
        try:
            ids = [name for given in names for name in _named(writer.catalogue, given)]
            remove_documents(writer, list(dict.fromkeys(ids)))
            return ids
        finally:
            writer.close()


def _named(catalogue: Catalogue, given: str) -> list[str]:
    from rag.ingest.read.find import printable

    given = printable(given)
    if catalogue.origin_of(given) is not None:
        return [given]
    path = printable(str(Path(given).resolve()))
    files = [path, *catalogue.files_below(path)]
    ids = [name for file in files for name, _ in catalogue.documents_of_file(file).values()]
    if not ids:
        raise UsageError("document_unknown", name=given)
    return ids


def _chunking(settings: Settings) -> ChunkSettings:
    return ChunkSettings(target_tokens=settings.target_tokens, max_tokens=settings.max_tokens)
