"""The retriever in LangChain's own shape, for other people's chains."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.retrieve.retriever import Retriever
from rag.types import Filter, Hit


class SourcierRetriever(BaseRetriever):
    """Passages as LangChain documents; `metadata` holds what a citation needs, the exact span included."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 10
    where: Filter | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the signature is LangChain's
        **kwargs: Any,  # noqa: ARG002
    ) -> list[LangChainDocument]:
        return [to_langchain(hit) for hit in self.retriever.retrieve(query, self.k, self.where)]


def to_langchain(hit: Hit) -> LangChainDocument:
    """A hit as a LangChain document with the passage's text and id."""
    passage, document = hit.passage, hit.document
    return LangChainDocument(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document_id": document.id,
            "title": document.title,
            "source": document.source,
            "url": document.url,
            "date": document.date.isoformat() if document.date else None,
            "language": passage.language,
            "heading": passage.heading,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )
