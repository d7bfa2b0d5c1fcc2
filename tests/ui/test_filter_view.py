"""A filter in words: before a question, and with the answer that was asked under it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from rag.answer.refusal import REFUSAL
from rag.messages import LANGUAGES
from rag.types import Filter, Statement
from rag.ui.chat.answer_view import exchange_html
from rag.ui.chat.filter_view import filter_html, filter_parts
from rag.ui.chat.state import Exchange
from rag.ui.chat.statement_view import View
from tests.ui.samples import answer, citation
from tests.ui.test_markup import Reader

WHERE = Filter(languages=("fr",), documents=("a.md",), sources=("Le <b>",), date_from=dt.date(2025, 5, 1))


@pytest.mark.parametrize(
    ("where", "french", "english"),
    [
        (WHERE, "français · Le <b> · L’article · à partir du 1er mai 2025",
         "French · Le <b> · L’article · from 1 May 2025 on"),
        (Filter(languages=("de", "en")), "de / anglais", "de / English"),
        (Filter(documents=("a.md", "gone.md")), "L’article / gone.md", "L’article / gone.md"),
        (Filter(documents=("a", "b", "c", "d")), "4 articles", "4 articles"),
        (Filter(date_to=dt.date(2025, 5, 2)), "jusqu’au 2 mai 2025", "until 2 May 2025"),
        (Filter(date_from=dt.date(2025, 5, 2), date_to=dt.date(2025, 5, 2)), "2 mai 2025", "2 May 2025"),
        (
            Filter(date_from=dt.date(2025, 5, 2), date_to=dt.date(2025, 6, 1)),
            "du 2 mai 2025 au 1er juin 2025", "2 May 2025 to 1 June 2025",
        ),
    ],
)  # fmt: skip
def test_a_filter_in_words(where: Filter, french: str, english: str) -> None:
    assert [filter_parts(where, {"a.md": "L’article"}, language) for language in LANGUAGES] == [french, english]


def test_an_exchange_tells_of_the_filter_that_it_was_asked_under() -> None:
    quoted = citation()
    found = Exchange("Qui ?", answer(Statement(quoted.quote, (quoted,))), WHERE)
    refused = Exchange("Qui ?", answer(abstained=True, text=REFUSAL["fr"]), WHERE)
    view = View("fr", 0, {"a.md": "L’article"})
    assert "Cherché seulement dans : français · Le <b> · L’article" in Reader(exchange_html(found, view)).text
    assert "Un filtre était actif" in Reader(exchange_html(refused, view)).text
    assert "filter" not in exchange_html(dataclasses.replace(refused, where=Filter()), view)


def test_a_filter_that_is_set_can_be_cleared() -> None:
    read = Reader(filter_html(WHERE, {}, "en"))
    assert "The next question will search only in: French · Le <b> · a.md" in read.text
    assert any(attributes.get("data-event") == "cleared" for attributes in read.attributes)
