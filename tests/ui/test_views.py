"""Answers, refusals, errors and articles as HTML."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from rag.answer.refusal import NEAREST, REFUSAL
from rag.errors import QuestionError
from rag.messages import Language
from rag.types import DocumentInfo, ShortAnswer, Statement, Verdict
from rag.ui.chat.answer_view import exchange_html, question_html
from rag.ui.chat.state import Exchange
from rag.ui.chat.statement_view import View
from rag.ui.chat.welcome import EXAMPLES, examples, welcome_html
from rag.ui.source_view import article_html, blocks, missing_html
from rag.ui.texts import TEXTS
from tests.ui.samples import HOSTILE, TEXT, answer, citation, document
from tests.ui.test_markup import Reader


def marked(markup: str) -> list[str]:
    """What stands inside each <mark>."""
    return [Reader(part.split("</mark>")[0]).text for part in markup.split("<mark>")[1:]]


# ── an exchange ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_statement_is_followed_by_the_button_of_its_citation() -> None:
    first, second = citation(), citation("Il vise ChatGPT.", marker=2)
    outcome = answer(Statement(first.quote, (first,)), Statement(second.quote, (second, first)))
    read = Reader(exchange_html(Exchange("Qui ?", outcome), View("fr", 3)))
    chips = [a for a in read.attributes if str(a.get("class")).startswith("chip")]
    assert [chip["data-value"] for chip in chips] == ["3.0", "3.1", "3.0"]
    assert chips[0]["aria-label"] == "Citation 1 : Une nouvelle application. Lire dans l’article"
    assert "Le Quotidien · 30 avril 2025" in read.text
    assert "0 passage examiné · 0,4 s" in read.text
    assert "cité en" not in read.text


def test_a_quotation_in_the_other_language_is_labelled_and_tagged() -> None:
    quoted = citation("It is personal.", language="en")
    outcome = answer(Statement(quoted.quote, (quoted,)))
    read = Reader(exchange_html(Exchange("Qui ?", outcome), View("fr", 0)))
    assert "cité en anglais" in read.text
    assert {"lang": "en"} in read.attributes


@pytest.mark.parametrize(
    ("verdict", "label"), [("weak", "weak support"), ("unsupported", "not supported by the source")]
)
def test_a_citation_that_does_not_hold_is_shown_as_such(verdict: Verdict, label: str) -> None:
    quoted = citation(verdict=verdict)
    markup = exchange_html(Exchange("Who?", answer(Statement("Other.", (quoted,), verdict))), View("en", 0))
    assert label in Reader(markup).text
    assert f'class="chip {verdict}"' in markup


@pytest.mark.parametrize(("language", "label"), [("fr", "En bref\u00a0:"), ("en", "In short:")])
def test_the_words_that_answer_stand_above_the_quotation_in_their_own_language(language: Language, label: str) -> None:
    quoted = citation("Il vise ChatGPT.")
    words = ShortAnswer("<b>ChatGPT</b>", "meta.md", quoted.start, quoted.end - 1, "fr")
    outcome = answer(Statement("Il vise le service que l’on appelle <b>ChatGPT</b>.", (quoted,)), short=words)
    markup = exchange_html(Exchange("Quoi ?", outcome), View(language, 0))
    read = Reader(markup)
    assert f"{label} <b>ChatGPT</b>" in read.text, "as text, not as markup"
    assert markup.index('class="short"') < markup.index('class="sentences"')
    assert '<strong lang="fr">' in markup


def test_without_a_short_answer_nothing_stands_above_the_quotation() -> None:
    quoted = citation()
    assert 'class="short"' not in exchange_html(
        Exchange("Qui ?", answer(Statement(quoted.quote, (quoted,)))), View("fr", 0)
    )


@pytest.mark.parametrize(("language", "label"), [("fr", "Recherché\u00a0:"), ("en", "Searched for:")])
@pytest.mark.parametrize("abstained", [False, True])
def test_what_was_searched_for_stands_first_where_it_is_not_the_question(
    language: Language, label: str, abstained: bool
) -> None:
    said = (Statement("Il est personnel.", (citation(),)),)
    outcome = answer(*said, text="x", question="Et lui ?", searched="Et <i>Meta AI</i> ?", abstained=abstained)
    markup = exchange_html(Exchange("Et lui ?", outcome), View(language, 0))
    assert f"{label} Et <i>Meta AI</i> ?" in Reader(markup).text, "as text, not as markup"
    assert markup.index('class="searched"') < markup.index('class="sentences"')
    same = dataclasses.replace(outcome, searched="Et lui ?")
    assert 'class="searched"' not in exchange_html(Exchange("Et lui ?", same), View(language, 0))


def test_a_refusal_offers_the_nearest_passages_apart_from_answers() -> None:
    near = citation("Meta a lancé son assistant. Il est personnel.")
    outcome = answer(abstained=True, language="en", text=REFUSAL["en"], nearest=(near,))
    markup = exchange_html(Exchange("Who?", outcome), View("fr", 1))
    read = Reader(markup)
    assert REFUSAL["en"] in read.text, "a refusal is in the question's language"
    assert NEAREST["fr"] in read.text, "its caption in the interface's"
    assert 'class="answer"' not in markup
    assert 'class="chip' not in markup
    assert [a["data-value"] for a in read.attributes if a.get("data-event") == "opened"] == ["1.0"]


def test_an_error_is_a_sentence_in_the_language_of_the_interface() -> None:
    exchange = Exchange("x" * 20_000, QuestionError("question_long", characters=20_000, limit=2000))
    read = Reader(exchange_html(exchange, View("fr", 0)))
    assert "La question compte 20000 caractères ; la limite est de 2000." in read.text
    assert len(read.text) < 1000, "a very long question is not repeated in full"
    assert TEXTS["en"].unexpected in Reader(exchange_html(Exchange("?", None), View("en", 0))).text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_exchange_is_obeyed(text: str) -> None:
    quoted = citation(text, title=text, source=text, language="fr")
    found = Exchange(text, answer(Statement(text, (quoted,))))
    refused = Exchange(text, answer(abstained=True, text=text, nearest=(quoted,)))
    for exchange in (found, refused):
        read = Reader(exchange_html(exchange, View("en", 0)))
        assert read.text.count(text) >= 3
        assert not {"script", "img", "a", "b"} & set(read.tags)
        assert not any("onclick" in attributes for attributes in read.attributes)


def test_a_question_is_shown_as_typed() -> None:
    assert Reader(question_html(" a\n  b ", "fr")).text == " a\n  b "


# ── an article ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_quotation_is_marked_in_its_exact_place() -> None:
    markup = article_html(document(), citation(), "fr")
    assert marked(markup) == ["Il est personnel."]
    assert "<p>Meta a lancé son assistant. <mark>Il est personnel.</mark></p>" in markup
    assert "<h4>Concurrence</h4>" in markup
    read = Reader(markup)
    assert "Le Quotidien · 30 avril 2025 · https://example.com/meta" in read.text
    assert read.text.count("Une nouvelle application") == 1, "a heading that repeats the title is not shown twice"


def test_of_two_equal_sentences_the_one_at_the_span_is_marked() -> None:
    text = "Oui. Non. Oui."
    markup = article_html(document(text=text, headings=()), citation("Oui.", start=10, end=14), "fr")
    assert "<p>Oui. Non. <mark>Oui.</mark></p>" in markup


def test_a_quotation_over_several_paragraphs_is_marked_in_each() -> None:
    quote = "Il est personnel.\n\nConcurrence\n\nIl vise ChatGPT."
    assert marked(article_html(document(), citation(quote), "fr")) == quote.split("\n\n")


def test_a_heading_that_is_quoted_is_shown_even_if_it_repeats_the_title() -> None:
    assert marked(article_html(document(), citation("Une nouvelle application"), "fr")) == ["Une nouvelle application"]


def test_the_blocks_hold_the_whole_text_but_its_blank_lines() -> None:
    parts = [(TEXT[block.span.start : block.span.end], block.level) for block in blocks(document())]
    assert parts == [
        ("Une nouvelle application", 1),
        ("Meta a lancé son assistant. Il est personnel.", 0),
        ("Concurrence", 2),
        ("Il vise ChatGPT.\nLigne suivante.", 0),
    ]


def test_an_article_that_changed_is_shown_without_a_mark_and_says_so() -> None:
    markup = article_html(document(text="Tout autre chose.", headings=()), citation(), "en")
    assert marked(markup) == []
    assert TEXTS["en"].article_changed in Reader(markup).text
    assert "Tout autre chose." in markup


def test_an_article_that_is_gone_can_be_closed() -> None:
    markup = missing_html("fr")
    assert TEXTS["fr"].article_gone in Reader(markup).text
    assert 'data-event="closed"' in markup


def test_of_a_very_long_article_the_part_around_the_quotation_is_shown() -> None:
    text = "début " * 50_000 + "la phrase citée " + "fin " * 50_000
    start = text.index("la phrase citée")
    quoted = citation("la phrase citée", start=start, end=start + 15)
    markup = article_html(document(text=text, headings=()), quoted, "fr")
    assert marked(markup) == ["la phrase citée"]
    assert len(markup) < 130_000
    assert TEXTS["fr"].cut_before in markup
    assert TEXTS["fr"].cut_after in markup


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_article_is_obeyed(text: str) -> None:
    hostile = document(text=f"{text}\n\n{text}", title=text, source=text, url=text, headings=())
    read = Reader(article_html(hostile, citation(text, start=0, end=len(text)), "en"))
    assert read.text.count(text) == 5
    assert not {"script", "img", "a", "b"} & set(read.tags)


# ── the welcome ──────────────────────────────────────────────────────────────────────────────────────────────────────


def info(name: str) -> DocumentInfo:
    return DocumentInfo(name, f"<i>{name}</i>", "fr", dt.date(2025, 1, 1), "", "", "", 10, 1)


def test_examples_are_offered_only_for_articles_that_are_there() -> None:
    example = EXAMPLES[0]
    documents = [info(example.document), info("b")]
    assert examples(documents, "fr") == [example.question["fr"]]
    markup = welcome_html(documents, examples(documents, "fr"), "fr")
    assert example.question["fr"] in Reader(markup).text
    assert "2 articles à interroger" in markup


def test_where_no_question_is_known_the_titles_are_named() -> None:
    read = Reader(welcome_html([info("b")], (), "en"))
    assert "1 article to ask" in read.text
    assert "<i>b</i>" in read.text
    assert "button" not in read.tags


def test_an_empty_index_says_how_to_fill_it() -> None:
    assert "sourcier ingest" in welcome_html([], (), "en")
