"""The composition root: the only module that knows which class plays which part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from rag.answer.asked import Reading
from rag.answer.check.given import let_through
from rag.answer.check.judge import EvidenceJudge
from rag.answer.extractive import ExtractiveAnswerer
from rag.answer.generate.attempt import Checks
from rag.answer.generate.decline import Declines
from rag.answer.generate.generative import GenerativeAnswerer
from rag.answer.generate.opinion import SecondOpinion
from rag.answer.verify import SpanVerifier
from rag.answer.weights import ANY_EMBEDDER, BUNDLED, READER, Weights
from rag.asking import Asking, Steps
from rag.embed.bundled import fingerprint
from rag.embed.cache import CachingEmbedder, CachingTokenEmbedder, caching
from rag.embed.light import LightEmbedder
from rag.events import Event
from rag.filtering import Holdings, check_filter
from rag.indexing import identity
from rag.models import SecondPass, make_reader, make_rewriter, make_second_pass
from rag.ports import Embedder, PassageReader, Stop, SupportJudge
from rag.reader.hits import HitReader
from rag.retrieve.reading import FEW_TO_WRITE, SURE_TO_WRITE, ReadingReranker
from rag.retrieve.retriever import Retriever, Ways
from rag.settings import Settings
from rag.store.index import Index
from rag.stores import store_kind
from rag.text.language import prepare as prepare_languages
from rag.text.sentences import split_sentences
from rag.types import Answer, Document, DocumentInfo, Filter, Hit, Question

if TYPE_CHECKING:
    from rag.checking import TextChecker
    from rag.pipeline import Pipeline
    from rag.store.text_search import FoldedTexts

CHECKED = 12
"""Passages that a statement is held against."""


@dataclass(frozen=True)
class Sourcier:
    """An open index, ready to be asked. Made by `open_sourcier`; any number of threads may share it.

    `quoting` answers without a chat model, `asking` with the one that is set, `strict` with the same but without what
    nothing supports; without a chat model they are the same.
    """

    settings: Settings
    index: Index
    retriever: Retriever
    quoting: Asking
    asking: Asking
    strict: Asking
    judge: SupportJudge
    settle: Callable[[], None] = field(default=lambda: None, repr=False)
    prepare_check: Callable[[], None] = field(default=lambda: None, repr=False)

    def ask(self, question: Question, where: Filter | None = None) -> Answer:
        """Raises QuestionError for a question that is empty or too long."""
        return (self.asking.filtered(where) if where else self.asking).ask(question)

    def stream(self, question: Question, where: Filter | None = None, stop: Stop = lambda: False) -> Iterator[Event]:
        """What happens while the question is answered; the last event holds the answer. Raises QuestionError."""
        return (self.asking.filtered(where) if where else self.asking).stream(question, stop)

    @cached_property
    def pipeline(self) -> Pipeline:
        """The same as a LangChain Runnable, for other chains."""
        from rag.pipeline import Pipeline

        return Pipeline(self.asking)

    @cached_property
    def checker(self) -> TextChecker:
        """Checks texts that anyone wrote against the articles."""
        from rag.checking import TextChecker

        self.prepare_check()
        find = self.retriever.retrieve  # without `self`: a ring would keep an index that nobody asks any more open
        return TextChecker(self.judge, lambda statement, where: find(statement, CHECKED, where))

    def check_filter(self, where: Filter) -> None:
        """Raises UsageError, with the nearest that there are, where it names what the index does not hold."""
        catalogue = self.index.catalogue
        check_filter(where, Holdings(self.languages, lambda name: catalogue.file_of(name) is not None, self.documents))

    def search(self, question: str, k: int, where: Filter | None = None) -> list[Hit]:
        """The passages for a question, best first."""
        return self.retriever.retrieve(self.asking.clean(question), k, where)

    def warm_up(self) -> None:
        """Does what is done once, so that no reader's question pays for it, and asks for an article's title."""
        self.settle()
        prepare_languages()
        title = self.index.catalogue.first_title()
        if any(c.isalnum() for c in title):
            self.quoting.ask(title[: self.settings.max_question])

    def document(self, document_id: str) -> Document:
        """The whole text of a document. An unknown id is a KeyError."""
        return self.index.catalogue.document(document_id)

    def documents(self) -> list[DocumentInfo]:
        """All documents, by title."""
        return list(self._documents)

    def documents_with(self, words: str) -> list[DocumentInfo]:
        """Those with a word that begins so for each of these, in title, source or text; by title."""
        held = self.documents()
        if not any(c.isalnum() for c in words):
            return held
        matching = self._texts.matching(words)
        return [info for info in held if info.id in matching]

    @cached_property
    def _texts(self) -> FoldedTexts:
        from rag.store.text_search import FoldedTexts

        return FoldedTexts(self.index.catalogue.words())

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the passages, that of the most first."""
        return tuple(self.index.catalogue.languages())

    @cached_property
    def _documents(self) -> tuple[DocumentInfo, ...]:
        return tuple(self.index.catalogue.info())  # once: a generation does not change


def open_sourcier(
    settings: Settings, embedder: Embedder, second: SecondPass | None = None, index: Index | None = None
) -> Sourcier:
    """Opens the index and makes the second pass that the settings name, each unless it is given, made already.

    Raises IndexMissingError, IndexMismatchError or IndexDamagedError, each with the command that mends it, and
    EmbedderError for a reranker and ModelError for a chat model that cannot be had.
    """
    if index is None:
        index = Index.open(settings.index, store_kind(settings), identity(settings, embedder))
    else:
        index.manifest.check_model(index.path, identity(settings, embedder))
    second = second or make_second_pass(settings, embedder)
    for model in (embedder, second.reader):
        if isinstance(model, LightEmbedder | HitReader):
            model.prepare()
    prepare_check = second.reader.prepare_statements if isinstance(second.reader, HitReader) else lambda: None
    if second.writer is not None:
        prepare_check()
    cached = caching(embedder)
    retriever = Retriever(index, cached, _ways(settings, second))
    reading, weights = _reading(settings, index, cached, second.reader)
    quoting = ExtractiveAnswerer(
        reading, retriever, weights, most=settings.max_sentences, threshold=settings.answer_threshold
    )
    judge: SupportJudge = EvidenceJudge(cached, second.reader)
    if second.judge is not None:
        judge = SecondOpinion(judge, second.judge)
    verifier = SpanVerifier(index.catalogue)
    steps = Steps(retriever, quoting, verifier, settings.top_k, settings.max_question, make_rewriter(settings))
    asking = strict = quoted = Asking(steps)
    if second.writer is not None:
        checks = Checks(judge, Declines(cached.embed_passages))
        write = partial(GenerativeAnswerer, second.writer, quoting, checks, passages=settings.model_passages)
        rewriter = steps.rewriter if settings.follow_up_model else make_rewriter(settings, second.writer)
        steps = replace(steps, rewriter=rewriter, retriever=_written_from(retriever, settings, second))
        strict = Asking(replace(steps, answerer=write(strict=True)))
        asking = strict if settings.strict else Asking(replace(steps, answerer=write()))
    once = embedder.settle if isinstance(embedder, LightEmbedder) else lambda: None
    return Sourcier(settings, index, retriever, quoted, asking, strict, judge, once, prepare_check)


def passages_checker(settings: Settings, embedder: Embedder, passages: Sequence[Hit]) -> TextChecker:
    """Checks texts against passages that are given; no index is opened."""
    from rag.checking import TextChecker

    judge = EvidenceJudge(caching(embedder), make_reader(settings, embedder))
    return TextChecker(judge, lambda _, where: let_through(passages, where))


def _ways(settings: Settings, second: SecondPass) -> Ways:
    """A reranker that was chosen ranks alone: the reader then reads what it has put first."""
    if second.reranker is None and second.reader is not None:
        reading = ReadingReranker(second.reader, settings.reader_passages)
        return Ways(settings.legs, reading, settings.reader_passages)
    return Ways(settings.legs, second.reranker, settings.rerank_depth)


def _written_from(retriever: Retriever, settings: Settings, second: SecondPass) -> Retriever:
    """The search for a chat model, whose first words are waited for."""
    if second.reranker is not None or second.reader is None:
        return retriever
    reading = ReadingReranker(second.reader, settings.reader_passages, sure=SURE_TO_WRITE, few=FEW_TO_WRITE)
    return retriever.ranked_by(reading)


def _reading(
    settings: Settings, index: Index, embedder: CachingEmbedder, reader: PassageReader | None
) -> tuple[Reading, Weights]:
    """How sentences are looked at, and the weights that were fitted for it."""
    shared = index.catalogue, embedder, index.lexical.rarity, split_sentences
    if reader is not None:
        return Reading(*shared, reader=reader, passages=settings.reader_passages), READER
    if isinstance(embedder, CachingTokenEmbedder) and embedder.fingerprint == fingerprint():
        return Reading(*shared, tokens=embedder), BUNDLED
    return Reading(*shared), ANY_EMBEDDER
