"""Articles that come back as they were, without their files being read."""

from __future__ import annotations

from collections.abc import Sequence

from rag.ingest.batch import Batch
from rag.ingest.progress import Report
from rag.ingest.run import Parts
from rag.ingest.trash import Kept
from rag.store.index import IndexWriter


def put_back(writer: IndexWriter, parts: Parts, kept: Sequence[Kept]) -> Report:
    """Cuts and embeds the articles again and publishes: the same passages as before, all of them or none.

    One whose place in the index was taken meanwhile stays out; it counts as unchanged.
    """
    report, batch = Report(), Batch(parts.step)
    start = parts.clock()
    parts.progress.begin(len(kept), sum(len(one.document.text) for one in kept))
    for one in kept:
        document = one.document
        taken = writer.catalogue.file_of(document.id) is not None
        if taken or document.origin in writer.catalogue.documents_of_file(one.file):
            report.unchanged += 1
            continue
        passages = parts.chunker(document)
        parts.progress.expect(len(passages))
        batch.put(document, one.file, passages)
        report.added += 1
        parts.progress.advance(len(document.text), 1, 0)
        if batch.full:
            report.passages += _written(batch, writer, parts)
    report.passages += _written(batch, writer, parts)
    if report.changed:
        writer.publish()
    report.seconds = parts.clock() - start
    return report


def _written(batch: Batch, writer: IndexWriter, parts: Parts) -> int:
    if not batch.documents:
        return 0
    passages = batch.write(writer, parts.embedder.embed_passages)
    parts.progress.advance(0, 0, passages)
    return passages
