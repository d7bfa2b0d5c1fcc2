"""Asking as a LangChain Runnable, for other chains. Apart, since LangChain takes most of a second to import."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from rag.asking import Asking
from rag.types import Answer, Filter, Question


class Pipeline(Runnable[Question, Answer]):
    """Answers a question, or the last turn of a conversation. Any number of threads may share it."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer, or an abstention. Raises QuestionError for a question that is empty or too long."""
        return self._call_with_config(self._asking.ask, input, config, **kwargs)

    def filtered(self, where: Filter) -> Pipeline:
        """The same pipeline over the passages that the filter lets through."""
        return Pipeline(self._asking.filtered(where))
