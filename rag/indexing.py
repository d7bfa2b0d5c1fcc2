"""Writing an index: which class plays which part when files come in, and when articles leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ClusterError, IndexMissingError, UsageError
from rag.ingest.batch import BATCH_PASSAGES
from rag.ingest.chunk import ChunkSettings, make_chunker
from rag.ingest.progress import Progress, Report, Silent
from rag.ports import Embedder, Stop
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.index import Index, IndexWriter
from rag.store.lock import write_lock
from rag.store.manifest import Identity, read_manifest
from rag.stores import check_store, store_kind
from rag.text.language import detect_language

if TYPE_CHECKING:
    from rag.ingest.run import Parts
    from rag.ingest.trash import Kept
    from rag.ingest.work import Pool
    from rag.spread import Maker, Workers


def identity(settings: Settings, embedder: Embedder) -> Identity:
    """What an index made with these settings and this embedder has in its manifest."""
    return Identity(embedder.name, embedder.fingerprint, embedder.dimension, asdict(_chunking(settings)))


def open_catalogue(settings: Settings) -> Catalogue:
    """The catalogue alone, for listing: no model is loaded."""
    return Index.open(settings.index, store_kind(settings)).catalogue


def check_index(settings: Settings) -> None:
    """Raises what opening would raise of a manifest, without loading a model."""
    read_manifest(settings.index)


def check_request(settings: Settings, request: IngestRequest) -> None:
    """Raises what `ingest` would raise of a request that cannot be done, without loading a model."""
    if not request.paths and not request.rebuild:
        raise UsageError("ingest_nothing")
    if request.rebuild and not request.paths:
        Index.open(settings.index, store_kind(settings))
    elif not request.rebuild:
        try:
            check_store(settings)
        except IndexMissingError:
            return


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What to do to an index. `wait` is in seconds; `rebuild` makes it again, from `paths` or from what it holds.

    `step`: passages embedded at once. Few of them are heard of and stopped soon, many are embedded a little faster.
    `pool`: where the work is done (see `workers`); None for this process.
    """

    paths: Sequence[Path] = ()
    prune: bool = False
    rebuild: bool = False
    wait: float = 0.0
    step: int = BATCH_PASSAGES
    pool: Pool | None = None


def ingest(
    settings: Settings,
    embedder: Embedder,
    request: IngestRequest,
    progress: Progress | None = None,
    stop: Stop = lambda: False,
) -> Report:
    """Brings files into the index, or makes the index again. Where `stop` says so, with what is finished by then.

    Raises IndexBusyError, IndexMismatchError, IndexDamagedError, IndexFault (the disk), UsageError (nothing to do), and
    ClusterError where the workers can no longer be reached.
    """
    from rag.ingest.run import Ingest

    progress = progress or Silent()
    wanted = identity(settings, embedder)
    parts = replace(_parts(settings, embedder, progress), stop=stop, step=request.step, pool=request.pool)
    check_request(settings, request)
    with write_lock(settings.index, request.wait, lambda holder: progress.note("busy", holder)):
        old = Index.open(settings.index, store_kind(settings)) if request.rebuild and not request.paths else None
        writer = IndexWriter(settings.index, store_kind(settings), wanted, fresh=request.rebuild)
        try:
            run = Ingest(writer, parts)
            if old is not None:
                return run.again(old.catalogue)
            return run.run(request.paths, prune=request.prune, whole=request.rebuild)
        except ClusterError as error:
            if request.rebuild and error.key == "scheduler_gone":
                raise ClusterError("scheduler_gone_rebuild") from error
            raise
        finally:
            writer.close()


@contextmanager
def workers(
    settings: Settings, maker: Maker, where: Workers, progress: Progress | None = None, stop: Stop = lambda: False
) -> Iterator[Pool]:
    """Processes of this machine or workers of a Dask scheduler, to be the `pool` of an ingest. `maker`: their embedder.

    Raises ClusterError where they cannot be had, or would not give what this process gives.
    """
    from rag.ingest.read import ReadLimits
    from rag.spread.recipe import Recipe, kit

    try:
        from rag.spread.opening import open_pool
    except ModuleNotFoundError as error:
        raise ClusterError("cluster_missing") from error
    recipe = Recipe(maker, _chunking(settings), ReadLimits(max_file_mb=settings.max_file_mb), kit())
    with open_pool(where, recipe, progress or Silent(), stop) as pool:
        yield pool


def remove(settings: Settings, names: Sequence[str], wait: float = 0.0, progress: Progress | None = None) -> list[str]:
    """Removes documents by id, or by the path of their file or folder, and returns the ids. No model is loaded.

    Raises UsageError for a name that fits nothing, before anything is removed.
    """
    from rag.ingest.removing import remove_documents

    progress = progress or Silent()
    check_index(settings)  # before the lock, which would make the folder
    with write_lock(settings.index, wait, lambda holder: progress.note("busy", holder)):
        manifest = Index.open(settings.index, store_kind(settings)).manifest
        same = Identity(manifest.embedder, manifest.fingerprint, manifest.dimension, manifest.chunker)
        writer = IndexWriter(settings.index, store_kind(settings), same, fresh=False)
        try:
            ids = [name for given in names for name in _named(writer.catalogue, given)]
            remove_documents(writer, list(dict.fromkeys(ids)))
            return ids
        finally:
            writer.close()


def put_back(
    settings: Settings, embedder: Embedder, kept: Sequence[Kept], progress: Progress | None = None, step: int = 32
) -> Report:
    """Brings documents back that were removed, as they were. Raises as `ingest` does."""
    from rag.ingest import restoring

    parts = replace(_parts(settings, embedder, progress or Silent()), step=step)
    with write_lock(settings.index, 0.0):
        writer = IndexWriter(settings.index, store_kind(settings), identity(settings, embedder), fresh=False)
        try:
            return restoring.put_back(writer, parts, kept)
        finally:
            writer.close()


def _parts(settings: Settings, embedder: Embedder, progress: Progress) -> Parts:
    from rag.ingest.read import ReadLimits
    from rag.ingest.run import Parts

    chunker = make_chunker(embedder.count_tokens, _chunking(settings), detect_language)
    return Parts(embedder, chunker, ReadLimits(max_file_mb=settings.max_file_mb), progress)


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
