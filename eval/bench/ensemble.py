"""LangChain's EnsembleRetriever over the passages and vectors of an index: its BM25Retriever and its FAISS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from eval.bench.writing import FAISS
from rag.ports import Embedder
from rag.store.index import Index
from rag.types import Vectors


class Adapter(Embeddings):
    """An Embedder in LangChain's shape."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See Embeddings."""
        rows: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """See Embeddings."""
        row: list[float] = self._embedder.embed_query(text).tolist()
        return row


def read_passages(path: Path) -> tuple[list[str], Vectors]:
    """The texts of all passages of an index and their vectors `(n, dim)`."""
    index = Index.open(path, FAISS)
    ids = [name for name, _ in index.catalogue.passage_languages()]
    texts = [passage.text for passage in index.catalogue.passages(ids)]
    return texts, index.vectors.get(ids)


def make_ensemble(texts: list[str], vectors: Vectors, embedder: Embedder, k: int) -> Any:
    """Both retrievers as they come, with equal weights, `k` passages each."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_community.vectorstores.utils import DistanceStrategy

    faiss = FAISS.from_embeddings(
        zip(texts, vectors, strict=True), Adapter(embedder), distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT
    )
    bm25 = BM25Retriever.from_texts(texts, k=k)
    return EnsembleRetriever(retrievers=[bm25, faiss.as_retriever(search_kwargs={"k": k})], weights=[0.5, 0.5])
