"""An answer as the Markdown of a message, held to golden files; what articles say stays text in it.

After a change that is meant, delete a golden file and run its test, which fails once and leaves the new one to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.errors import ModelError
from rag.history.values import on_one_line
from rag.serve.openai.written import SOURCES, Written, said, whole
from rag.types import Answer, Citation, Filter, Note, Statement, Verdict
from tests.conftest import ROOT
from tests.history.test_export import MARKDOWN
from tests.test_render import ALONE, ANSWERS, CRUE, FLOOD, ONE, TWO, WHERE, answered, refused
from tests.ui.samples import HOSTILE

GOLDEN = ROOT / "tests" / "golden" / "openai"
BASE = "http://127.0.0.1:8765/articles?id="
NASTY = (
    "![x](http://evil/)", "<script>alert(1)</script>", "[a](javascript:alert(1))", "# Title", "| a | b |", "$x$",
    "http://evil/pixel.png", "www.evil.example", "[1]: http://evil/", "[^1]: note", "---", "[1](http://evil/)", "*[1]*",
)  # fmt: skip
"""Texts that a page of another program might load, run, link or dress up."""


def link(citation: Citation) -> str:
    return f"{BASE}{citation.document_id.encode('utf-8', 'surrogatepass').hex()}"


def hostile(text: str) -> Answer:
    """An answer all of whose texts are that one."""
    cited = replace(CRUE, title=text, source=text, url=text, document_id=text, quote=f"{text}\n{text}", missing=(text,))
    bad = replace(cited, marker=2, verdict="unsupported")
    statements = Statement(text, (cited, bad), unknown=(text,)), Statement(text, (bad,), "unsupported", (text,))
    reason = ModelError("chat_echoes", name=text)
    return replace(answered("en", *statements), searched=f"{text}!", notes=(Note("fallback", reason=reason),))


GOLDENS: dict[str, Answer] = {
    **{name: ANSWERS[name] for name in ANSWERS if not name.startswith("refused-bare")},
    "hostile": replace(hostile(NASTY[0]), statements=tuple(s for text in NASTY for s in hostile(text).statements)),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_markdown(name: str) -> None:
    path = GOLDEN / f"{name}.md"
    text = whole(GOLDENS[name], None, link).text + "\n"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was missing; look at what was written and keep it if it is right")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_is_of_an_answer() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(GOLDENS)


# as a program that shows Markdown shows it


def tokens(text: str) -> Iterator[Token]:
    """What CommonMark, with GitHub's tables and strike-through, makes of it."""
    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        yield block
        yield from block.children or []


@pytest.mark.parametrize("text", [*NASTY, *MARKDOWN, *HOSTILE])
@pytest.mark.parametrize("told", [hostile, lambda text: refused("fr", *hostile(text).citations)])
def test_nothing_of_an_article_is_loaded_linked_or_dressed_up(text: str, told: Callable[[str], Answer]) -> None:
    answer = told(text)
    message = whole(answer, Filter(sources=(text,)), link).text
    found = list(tokens(message))
    assert {token.type for token in found} <= {
        "paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak", "hr", "em_open", "em_close",
        "strong_open", "strong_close", "link_open", "link_close", "blockquote_open", "blockquote_close", "text_special",
    }  # fmt: skip
    links = [str(token.attrs["href"]) for token in found if token.type == "link_open"]
    assert links
    own = {CRUE.url, *(link(one) for one in (*answer.citations, *answer.nearest))}
    assert set(links) <= own | {text}
    assert all(one.startswith(BASE) or text.startswith(("http://", "https://")) for one in links)
    assert sum(token.type == "hr" for token in found) == 1, "before the sources"
    shown = "".join(token.content for token in found if token.type == "text")
    assert shown.count(on_one_line(text)) >= 5
    # GitHub makes links of bare addresses.
    bare = re.sub(r"\(<[^>]*>\)", "", message)
    assert not re.search(r"(?<!\\)://|www\.|(?<!\\)@", bare)


def test_the_markers_of_a_message_are_plain_text() -> None:
    found = [token.content for token in tokens(whole(ANSWERS["judged-en"], None, link).text) if token.type == "text"]
    assert "Both say it. [1][2] " in found


# annotations

VERDICTS = get_args(Verdict)
TEXTS = st.text(min_size=1, max_size=30).filter(lambda text: on_one_line(text) != "")


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Of statements in any words, the first with a citation."""
    statements = []
    for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=4))):
        markers = draw(st.lists(st.integers(1, 12), min_size=number == 0, max_size=3, unique=True))
        verdict = draw(st.sampled_from(VERDICTS))
        cited = tuple(replace(FLOOD, marker=m, verdict=verdict, missing=(text,)) for m in markers)
        statements.append(Statement(text, cited, verdict))
    found = answered("fr", *statements)
    model = draw(st.sampled_from(["", "openai:m"]))
    return replace(found, searched=draw(st.sampled_from([found.question, "Où ?"])), model=model)


@given(answers())
def test_each_annotation_stands_by_its_marker(answer: Answer) -> None:
    written = whole(answer, None, link)
    spans = [one["url_citation"] for one in written.annotations]
    cited = [citation for statement in answer.statements for citation in statement.citations]
    assert [(span["quote"], span["verdict"]) for span in spans] == [(c.quote, c.verdict) for c in cited]
    for span, citation in zip(spans, cited, strict=True):
        assert written.text[span["start_index"] : span["end_index"]] == f"[{citation.marker}]"


@given(answers())
def test_an_earlier_message_is_taken_for_what_it_states(answer: Answer) -> None:
    text = whole(answer, None, link).text
    assert SOURCES in text
    assert said(text) == " ".join(on_one_line(statement.text) for statement in answer.statements)


def test_an_earlier_refusal_is_taken_for_one() -> None:
    for name in ("refused-fr", "followed-refused-en"):
        assert said(whole(ANSWERS[name], None, link).text) == ANSWERS[name].text


@given(st.text())
def test_what_others_have_said_is_left_as_it_is(text: str) -> None:
    assert said(text) == text.partition(SOURCES)[0] or SOURCES in text


# as it is streamed


def streamed(*events: Statement | Note, answer: Answer) -> Written:
    written = Written("fr", link)
    pieces = [written.statement(e) if isinstance(e, Statement) else written.void(e) for e in events]
    pieces += list(written.rest(answer, None))
    assert "".join(pieces) == written.text
    return written


def test_what_was_sent_is_not_sent_again() -> None:
    answer = replace(answered("fr", ONE, TWO), model="openai:m")
    assert streamed(ONE, TWO, answer=answer).text == whole(answer, None, link).text
    assert streamed(ONE, answer=answer).text == whole(answer, None, link).text


def test_what_is_void_is_told_and_its_citations_do_not_count() -> None:
    answer = replace(answered("fr", TWO), model="openai:m")
    written = streamed(ONE, Note("language", language="fr"), TWO, answer=answer)
    first, note, second, *_ = written.text.split("\n\n")
    assert first.startswith(ONE.text)
    assert note == "*Le modèle de langue recommence, en français.*"
    assert second.startswith(TWO.text)
    assert len(written.annotations) == 1
    span = written.annotations[0]["url_citation"]
    assert written.text[span["start_index"] : span["end_index"]] == "[2]"
    assert said(written.text) == TWO.text


def test_a_failure_is_told_once() -> None:
    failed = Note("fallback", reason=ModelError("chat_echoes"))
    answer = replace(answered("fr", TWO), notes=(failed,))
    told = "Le modèle de langue n’a pas pu répondre"
    for events in ((), (failed,), (ONE, failed)):
        written = streamed(*events, answer=answer)
        assert written.text.count(told) == 1
        assert len(written.annotations) == 1


def test_a_statement_without_a_source_says_so() -> None:
    assert whole(answered("fr", ALONE), None, link).text == "Nobody says it. *(non appuyé par la source)*"


def test_an_abstention_under_a_filter_says_so() -> None:
    told = whole(refused("en"), WHERE, link).text
    assert "A filter was set; only what it lets through was searched" in told
    assert SOURCES not in told
