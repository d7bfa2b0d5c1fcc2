"""The retriever as other people's chains see it."""

from __future__ import annotations

import asyncio
import json

from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from rag.build import Sourcier
from rag.retrieve.langchain import SourcierRetriever
from rag.types import Filter
from tests.shelves import ARTICLES, QUESTIONS


def titles(found: list[LangChainDocument]) -> list[str]:
    return [document.metadata["title"] for document in found]


def retriever(small: Sourcier, **options: object) -> SourcierRetriever:
    return SourcierRetriever.model_validate({"retriever": small.retriever, **options})


def test_it_is_a_langchain_retriever_of_the_same_hits(small: Sourcier) -> None:
    own = SourcierRetriever(retriever=small.retriever)
    assert isinstance(own, BaseRetriever)
    for question in QUESTIONS:
        assert [d.id for d in own.invoke(question)] == [h.passage.id for h in small.retriever.retrieve(question, 10)]


def test_the_metadata_hold_the_exact_span(small: Sourcier) -> None:
    for document in retriever(small).invoke("river"):
        data = document.metadata
        assert small.document(data["document_id"]).text[data["start"] : data["end"]] == document.page_content
        language, date, title, _ = ARTICLES[data["document_id"]]
        assert (data["language"], data["date"], data["title"], data["source"]) == (language, date, title, "The Gazette")
        assert json.loads(json.dumps(data)) == data  # fit for a trace or a store


def test_k_and_the_filter_are_its_options(small: Sourcier) -> None:
    assert len(retriever(small, k=2).invoke("river")) == 2
    french = retriever(small, where=Filter(languages=("fr",))).invoke("river")
    assert {d.metadata["language"] for d in french} == {"fr"}


def test_in_a_chain(small: Sourcier) -> None:
    chain = retriever(small, k=1) | RunnableLambda(titles)
    assert chain.invoke("budget de la ville en euros") == ["Le budget"]
    asked = {"context": chain, "question": RunnablePassthrough()} | RunnableLambda(lambda both: both)
    assert asked.invoke("The library opens") == {"context": ["The library"], "question": "The library opens"}


def test_many_questions_at_once(small: Sourcier) -> None:
    own = retriever(small)
    assert own.batch(QUESTIONS) == [own.invoke(question) for question in QUESTIONS]


def test_awaited(small: Sourcier) -> None:
    chain = retriever(small, k=1) | RunnableLambda(titles)
    assert asyncio.run(chain.ainvoke("The library opens")) == ["The library"]
    assert asyncio.run(chain.abatch(QUESTIONS)) == chain.batch(QUESTIONS)
