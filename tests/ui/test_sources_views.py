"""The list, an article and what came of a job as HTML: safe, whole, and in both languages."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import DocumentError
from rag.ingest.chunk import ChunkSettings, make_chunker
from rag.ingest.progress import Report
from rag.ingest.read.problem import Problem
from rag.ingest.trash import Deletion, Kept
from rag.messages import Language
from rag.text.language import detect_language
from rag.types import Document, DocumentInfo, Passage
from rag.ui.sources.article_view import PART, Opened, article_html, gone_html
from rag.ui.sources.holdings import Like, Row
from rag.ui.sources.job_view import FAILURES, deletion_html, ended_html, report_text, running_html
from rag.ui.sources.jobs import Job, Stage
from rag.ui.sources.list_view import PAIRS, Shown, empty_html, heading_html, list_html, pairs_html
from rag.ui.sources.listing import Order
from rag.ui.sources.texts import left_text, percent_text
from tests.doubles import HashEmbedder
from tests.ui.samples import HOSTILE, document

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", STYLE.sub("", markup)))


def tags(markup: str) -> set[str]:
    return set(re.findall(r"<([a-z0-9]+)", STYLE.sub("", markup)))


def row(article: Document, file: str = "/a/meta.md", passages: int = 3, *, added: bool = False) -> Row:
    info = DocumentInfo(
        article.id, article.title, article.language, article.date, article.source, article.url, article.origin,
        len(article.text), passages,
    )  # fmt: skip
    return Row(info, file, added)


def shown(*rows: Row, **changes: Any) -> Shown:
    values: dict[str, Any] = {"order": Order(), "picked": set(), "likes": {}, "language": "fr", "edits": True}
    return Shown(rows, **(values | changes))


def opened(article: Document, **changes: Any) -> Opened:
    passages = make_chunker(HashEmbedder().count_tokens, ChunkSettings(16, 32), detect_language)(article)
    values: dict[str, Any] = {
        "row": row(article), "document": article, "passages": passages, "part": 0, "likes": [], "language": "fr",
        "deeds": True, "waits": False,
    }  # fmt: skip
    return Opened(**(values | changes))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_an_article_or_a_file_is_called_stays_text(hostile: str) -> None:
    article = document(title=hostile, text=f"{hostile} x", headings=(), source=hostile, url=hostile, id=hostile)
    like = Like(hostile, 0.9, same=False)
    failed = Report(failed=[Problem(hostile, DocumentError("file_unreadable", reason=hostile))])
    job = Job("add", "a")
    job.report = failed
    running = Job("add", "a")
    running.stage = Stage(files=1, begun=1, file=hostile, size=1)
    for markup in (
        list_html(shown(row(article), picked={hostile}, likes={hostile: [like]}), "1"),
        article_html(opened(article, row=row(article, file=f"/a/{hostile}"), likes=[(hostile, like)])),
        pairs_html([("a", like)], {hostile: hostile}, "fr"),
        ended_html(job, None, "fr"),
        running_html(running, "fr", may_stop=True),
        deletion_html(Deletion(Path("/x"), (Kept(article, "/a"),), ()), "fr"),
    ):
        assert hostile in text_of(markup)
        assert not tags(markup) & {"script", "img", "b", "a"}


def test_the_list_says_what_is_known_and_marks_what_resembles() -> None:
    one, other = document(), document(id="b", title="B", source="", date=None, language="de")
    likes = {"meta.md": [Like("b", 0.876, same=False)], "b": [Like("meta.md", 1.0, same=True)]}
    markup = STYLE.sub("", list_html(shown(row(one), row(other), likes=likes, picked={"b"}), "2 articles"))
    text = text_of(markup)
    assert "1 sélectionné" in text
    assert "Le Quotidien30 avril 2025français" in text
    assert "sans datede" in text
    assert "88\u00a0% identique" in text
    assert "doublon" in text
    assert markup.count('aria-checked="true"') == 1
    assert 'aria-checked="mixed"' in markup
    assert 'aria-sort="ascending"' in markup


def test_one_who_may_only_read_is_offered_nothing_else() -> None:
    markup = list_html(shown(row(document()), edits=False), "1 article")
    assert "checkbox" not in markup
    assert 'data-event="opened"' in markup
    article = article_html(opened(document(), deeds=False))
    assert "replaced" not in article
    assert "deleted" not in article
    assert "/a/meta.md" not in article, "where things lie on the server is not theirs to know"
    assert "/a/meta.md" in article_html(opened(document()))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_not_there_is_said(language: Language) -> None:
    assert text_of(list_html(shown(language=language), "0")).strip("0") != ""
    assert empty_html(language, edits=True) != empty_html(language, edits=False)
    assert "alert" in gone_html(language)
    assert "60 passages" in heading_html(12, 60, language)


def test_an_article_is_shown_whole_with_each_place_where_it_was_cut() -> None:
    text = "\n\n".join(f"Phrase numéro {n} de ce texte, qui parle de la rivière et du pont." for n in range(40))
    article = document(text=text, headings=())
    sheet = opened(article)
    assert len(sheet.passages) > 5
    markup = article_html(sheet)
    body = re.sub(r"<div[^>]*cut-here.*?</div>", "", markup.partition('class="text"')[2])
    assert re.sub(r"\s+", "", text) in re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", body)))
    numbers = [int(n) for n in re.findall(r"Passage (\d+)<", markup)]
    assert numbers == list(range(1, len(sheet.passages) + 1))


def test_a_passage_that_begins_within_a_paragraph_is_set_off_there() -> None:
    text = "Un premier paragraphe. Sa suite est dans un autre passage."
    half = text.index("Sa")
    passages = [Passage("a", 0, half - 1, text[: half - 1], "fr"), Passage("a", half, len(text), text[half:], "fr")]
    markup = article_html(opened(document(id="a", text=text, headings=()), passages=passages))
    assert "Un premier paragraphe. </p>" in markup
    assert re.search(r"Passage 2</div><p>Sa suite", markup)


def test_a_long_article_comes_in_parts() -> None:
    text = "\n\n".join(f"Paragraphe {n:04}." for n in range(PART * 2 + 10))
    passages = [Passage("a", m.start(), m.end(), m[0], "fr") for m in re.finditer(r"Paragraphe \d+\.", text)]
    article = document(id="a", text=text, headings=())
    sheets = [article_html(opened(article, passages=passages, part=part)) for part in range(3)]
    found = [re.findall(r"Paragraphe (\d+)\.", sheet) for sheet in sheets]
    assert [int(n) for numbers in found for n in numbers] == list(range(PART * 2 + 10))
    assert "Partie 2 sur 3" in sheets[1]
    assert sheets[0].count('data-event="turned"') == sheets[2].count('data-event="turned"') == 1
    assert article_html(opened(article, passages=passages, part=99)) == sheets[2]


def test_what_came_of_a_job_is_counted() -> None:
    assert (
        report_text("add", Report(added=3, replaced=1, unchanged=2), "en")
        == "3 articles added · 1 replaced · 2 unchanged"
    )
    assert report_text("undo", Report(added=1), "fr") == "1 article remis en place"
    assert report_text("delete", Report(removed=2), "fr") == "2 articles retirés"
    assert report_text("reindex", Report(), "en") == "Nothing has changed."


def test_of_many_failures_the_first_are_told() -> None:
    job = Job("reindex", "a")
    job.report = Report(failed=[Problem(f"{n}.md", DocumentError("file_empty")) for n in range(FAILURES + 7)])
    text = text_of(ended_html(job, None, "en"))
    assert "57 files or articles could not be read" in text
    assert "49.md The file is empty." in text
    assert "50.md" not in text
    assert "And 7 more." in text


def test_an_internal_failure_says_so_and_no_more() -> None:
    assert "went wrong inside" in text_of(ended_html(Job("add", "a"), None, "en"))


def test_a_deletion_can_be_undone_where_it_is_told() -> None:
    article = document()
    deletion = Deletion(Path("/x"), (Kept(article, "/a/meta.md"), Kept(replace(article, id="b"), "/a/b.md")), ())
    job = Job("delete", "a")
    job.report = Report(removed=2)
    markup = ended_html(job, deletion, "en")
    assert 'data-event="undone"' in markup
    assert "would bring these articles back" in markup
    assert "Une nouvelle application” and 1 more" in text_of(deletion_html(deletion, "en"))
    assert "undone" not in ended_html(job, None, "en")


def test_a_job_that_can_be_stopped_offers_it_to_those_who_may() -> None:
    job = Job("add", "a")
    job.stage = Stage(files=20, begun=3, file="x.pdf", size=10, read=5, expected=1200, embedded=600)
    markup = running_html(job, "fr", may_stop=True)
    assert "Fichier 3 sur 20\u00a0: x.pdf" in text_of(markup)
    assert "600 passages sur 1\u202f200" in text_of(markup)
    assert 'value="0.250"' in markup
    assert 'data-event="stopped"' in markup
    assert "stopped" not in running_html(job, "fr", may_stop=False)
    assert "stopped" not in running_html(Job("delete", "a"), "fr", may_stop=True)
    job.stop()
    assert "Arrêt après le passage en cours" in running_html(job, "fr", may_stop=True)


def test_of_many_pairs_the_most_alike_are_shown() -> None:
    pairs = [(f"a{n}", Like(f"b{n}", 0.9, same=False)) for n in range(PAIRS + 1)]
    markup = pairs_html(pairs, {}, "en")
    assert markup.count("<li>") == PAIRS
    assert "The 50 most alike are shown." in markup


@pytest.mark.parametrize(
    ("share", "french"), [(1.0, "100\u00a0%"), (0.999, "99\u00a0%"), (0.604, "60\u00a0%")]
)  # fmt: skip
def test_shares(share: float, french: str) -> None:
    assert percent_text(share, "fr") == french
    assert percent_text(share, "en") == french.replace("\u00a0", "")


@pytest.mark.parametrize(
    ("seconds", "told"), [(1, "5 s left"), (41, "40 s left"), (61, "1 min left"), (700, "12 min left")]
)
def test_the_time_left_is_told_as_exactly_as_one_knows(seconds: float, told: str) -> None:
    assert left_text(seconds, "en") == told
