"""Conversations that several tests keep and export."""

from __future__ import annotations

import datetime as dt

from rag.answer.refusal import REFUSAL
from rag.history.export import Exported
from rag.history.values import KeptExchange, Summary
from rag.types import Answer, Citation, Filter, Note, ShortAnswer, Statement

TIME = dt.datetime(2026, 11, 1, 9, 5, 30, tzinfo=dt.UTC)
PONT = Citation(
    marker=1, document_id="crue.md", title="La crue", source="La Gazette", start=10, end=53,
    quote="La rivière a inondé le pont\nvendredi 3 mai.", verdict="supported", language="fr",
    date=dt.date(2024, 5, 1), url="https://example.org/crue",
)  # fmt: skip
ROAD = Citation(
    marker=2, document_id="flood.md", title="The flood", source="", start=0, end=26,
    quote="The mayor closed the road.", verdict="weak", language="en",
)  # fmt: skip
AGAINST = Citation(
    marker=1, document_id="crue.md", title="La crue", source="La Gazette", start=10, end=53, quote=PONT.quote,
    verdict="unsupported", language="fr", missing=("1999",), contradicts=True,
)  # fmt: skip


def quoted(question: str = "Quand le pont a-t-il été inondé ?", *statements: Statement) -> KeptExchange:
    """A question that quotations answer."""
    said = statements or (Statement(PONT.quote, (PONT,)), Statement(ROAD.quote, (ROAD,), "weak"))
    answer = Answer(
        question=question, language="fr", abstained=False, text=" ".join(one.text for one in said), statements=said,
        nearest=(), hits=(), confidence=0.9, answerer="extractive", timings_ms={"total": 12.5},
        short=ShortAnswer("vendredi 3 mai", "crue.md", 38, 52, "fr"),
    )  # fmt: skip
    return KeptExchange(question, answer, asked=TIME)


def refused(question: str = "Et celui de 1999 ?") -> KeptExchange:
    """A question that is refused, under a filter and after the conversation was understood."""
    answer = Answer(
        question=question, language="fr", abstained=True, text=REFUSAL["fr"], statements=(), nearest=(ROAD,), hits=(),
        confidence=0.1, answerer="extractive", searched="Quand le pont a-t-il été inondé en 1999 ?",
    )  # fmt: skip
    where = Filter(languages=("en",), date_from=dt.date(1999, 1, 1))
    return KeptExchange(question, answer, where=where, asked=TIME, rating="down", comment="La crue de 1999\nmanque.")


def written() -> KeptExchange:
    """A question that a chat model answers, not all of it well."""
    said = (Statement("Le pont a été inondé en 1999.", (AGAINST,), "unsupported", ("9",)), Statement("Seul.", (),
            "unsupported"))  # fmt: skip
    answer = Answer(
        question="Quand ?", language="fr", abstained=False, text=" ".join(one.text for one in said), statements=said,
        nearest=(), hits=(), confidence=0.9, answerer="generative", model="openai:small",
        notes=(Note("strict", count=2), Note("stopped")),
    )  # fmt: skip
    return KeptExchange("Quand ?", answer, asked=TIME, rating="up")


def checked() -> KeptExchange:
    """A text that was checked, in part."""
    text = "Le pont a été inondé.\n\nLa route a été fermée en 1999. Fin."
    statements = (Statement("Le pont a été inondé.", (PONT,)), Statement("En 1999.", (AGAINST,), "unsupported"))
    return KeptExchange(text, checked=statements, asked=TIME, stopped=True)


def exported(*exchanges: KeptExchange, name: str = "Quand le pont a-t-il été inondé ?") -> Exported:
    """A conversation of those exchanges."""
    return Exported(Summary("c1", name, TIME, TIME, len(exchanges)), exchanges)
