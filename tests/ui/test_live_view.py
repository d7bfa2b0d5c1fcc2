"""What is being written or checked, as far as it is, and what came of a check."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.errors import ModelError
from rag.messages import Language
from rag.ports import Stop
from rag.types import Note, Statement
from rag.ui.chat.answer_view import exchange_html
from rag.ui.chat.live_view import live_html
from rag.ui.chat.state import Asked, Exchange
from rag.ui.chat.statement_view import View
from rag.ui.chat.work import Checked, Work
from rag.ui.markup import Html
from rag.ui.texts import TEXTS
from rag.watching import Shown
from tests.ui.samples import HOSTILE, answer, citation
from tests.ui.test_markup import Reader

BOTH: list[Language] = ["fr", "en"]


def live(shown: Shown, asked: Asked, language: Language = "fr", *, stopped: bool = False) -> Html:
    """The view of work that has come so far."""
    go = threading.Event()

    def steps(_: Stop) -> Iterator[Shown]:
        yield shown
        go.wait(10)

    work = Work(steps)
    while work.look() is not shown:
        pass
    if stopped:
        work.stop()
    markup = live_html(asked, work, View(language, 0))
    go.set()
    return markup


ASKED = Asked("Qui ?", manner="model")


@pytest.mark.parametrize("language", BOTH)
def test_the_stages_of_an_answer(language: Language) -> None:
    texts = TEXTS[language]
    for shown, stage in (
        (Shown(), texts.searching), (Shown("Qui ?"), texts.found), (Shown("Qui ?", text="Il"), texts.writing),
    ):  # fmt: skip
        assert stage in Reader(live(shown, ASKED, language)).text
        assert texts.stopping in Reader(live(shown, ASKED, language, stopped=True)).text


def test_a_sentence_has_its_citation_and_its_verdict_as_soon_as_it_is_checked() -> None:
    said = (Statement("Il est personnel.", (citation(),)), Statement("Il est gratuit.", (), "unsupported"))
    markup = live(Shown("Qui ?", settled=said, text="Et il"), ASKED)
    read = Reader(markup)
    assert [a["data-value"] for a in read.attributes if a.get("data-event") == "opened"] == ["0.0"]
    assert TEXTS["fr"].nowhere in read.text
    assert '<span class="words" aria-hidden="true">Et il</span>' in markup
    assert "Recherché" not in read.text


@pytest.mark.parametrize(("language", "label"), [("fr", "recommence"), ("en", "begins again")])
def test_why_it_begins_again_is_said(language: Language, label: str) -> None:
    note = Note("retried", reason=ModelError("chat_empty", name="<b>m</b>"))
    read = Reader(live(Shown("Et <i>lui</i> ?", note), ASKED, language))
    assert label in read.text
    assert "Et <i>lui</i> ?" in read.text
    assert not {"b", "i"} & set(read.tags)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_written_is_obeyed(text: str) -> None:
    quoted = citation(text, title=text, source=text, missing=(text,), verdict="unsupported")
    said = Statement(text, (quoted,), "unsupported", (text,))
    notes = (Note("fallback", reason=ModelError("chat_empty", name=text)),)
    for markup, times in (
        (live(Shown(text, settled=(said,), text=text), ASKED), 4),
        (live(Shown(settled=(said,), expected=2), Asked(text, manner="check")), 4),
        (exchange_html(Exchange(text, Checked((said,))), View("en", 0)), 6),
        (exchange_html(Exchange(text, answer(said, notes=notes, model=text)), View("en", 0)), 6),
    ):
        read = Reader(markup)
        assert read.text.count(text) >= times
        assert not {"script", "img", "a", "b"} & set(read.tags)
        assert not any("onclick" in attributes for attributes in read.attributes)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        (
            "fr",
            ["contredit par la source", "absent de la source\u00a0: 2012", "renvoi inconnu\u00a0: [9]", "pas par [2]"],
        ),
        ("en", ["contradicted by the source", "not in the source: 2012", "unknown marker: [9]", "not by [2]"]),
    ],
)
def test_what_is_wrong_with_a_statement_is_said(language: Language, labels: list[str]) -> None:
    against = citation(verdict="unsupported", missing=("2012",), contradicts=True)
    second = citation("Il vise ChatGPT.", marker=2, verdict="unsupported")
    outcome = answer(
        Statement("Un.", (against,), "unsupported", ("[9]",)), Statement("Deux.", (citation(), second)), model="m"
    )
    markup = exchange_html(Exchange("Qui ?", outcome), View(language, 0))
    for label in labels:
        assert label in Reader(markup).text
    assert 'class="statement unsupported"' in markup


@pytest.mark.parametrize("language", BOTH)
def test_how_an_answer_came_about_is_said_and_who_wrote_it(language: Language) -> None:
    said = Statement("Il est personnel.", (citation(),))
    outcome = answer(said, model="openai:m", notes=(Note("strict", count=2), Note("stopped")))
    text = Reader(exchange_html(Exchange("Qui ?", outcome), View(language, 0))).text
    assert {"fr": "2 phrases qu’aucun article n’appuie ont été écartées.", "en": "2 sentences that no article"}[
        language
    ] in text
    assert {"fr": "Arrêté : la réponse est incomplète.", "en": "Stopped: the answer is not complete."}[language] in text
    assert TEXTS[language].written_by.format(name="openai:m") in text
    stopped_at_once = Reader(exchange_html(Exchange("Qui ?", answer(notes=(Note("stopped"),))), View(language, 0)))
    assert "ol" not in stopped_at_once.tags


def test_a_source_that_two_statements_cite_is_listed_once() -> None:
    weak = citation(verdict="weak")
    outcome = answer(Statement("Un.", (citation(),)), Statement("Deux.", (weak,), "weak"), model="m")
    read = Reader(exchange_html(Exchange("Qui ?", outcome), View("fr", 0)))
    assert [a["class"] for a in read.attributes if a.get("class") == "source"] == ["source"]
    assert [a["data-value"] for a in read.attributes if a.get("data-event") == "opened"] == ["0.0", "0.1", "0.0"]


@pytest.mark.parametrize("language", BOTH)
def test_a_text_that_was_checked_is_shown_with_its_verdicts_and_their_quotations(language: Language) -> None:
    texts = TEXTS[language]
    said = (
        Statement("Il est personnel.", (citation(),)),
        Statement("Il est gratuit.", (citation("Il vise ChatGPT.", marker=2, verdict="unsupported"),), "unsupported"),
        Statement("Le chat dort.", (), "unsupported"),
    )
    read = Reader(exchange_html(Exchange("…", Checked(said, stopped=True)), View(language, 2)))
    for label in (texts.supported, texts.unsupported, texts.nowhere, texts.check_stopped, "Il vise ChatGPT."):
        assert label in read.text
    assert [a["data-value"] for a in read.attributes if a.get("class") == "source"] == ["2.0", "2.1"]
    assert any(a.get("aria-label") == texts.pasted for a in read.attributes)
    nothing = Reader(exchange_html(Exchange("Bonjour", Checked(())), View(language, 0)))
    assert texts.nothing_stated in nothing.text


def test_how_far_a_check_has_come() -> None:
    said = (Statement("Il est personnel.", (citation(),)),)
    asked = Asked("Il est personnel. Et…", manner="check")
    assert "Phrases vérifiées : 1 sur 1\u202f200…" in Reader(live(Shown(settled=said, expected=1200), asked)).text
    assert TEXTS["fr"].searching in Reader(live(Shown(), asked)).text
