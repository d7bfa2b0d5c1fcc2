"""Any article becomes a document that the index can hold."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.article import Article
from rag.ingest.identify import apart, to_document

anything = st.text(st.characters(exclude_categories=()), max_size=20)


@settings(max_examples=200)
@given(article=st.builds(Article, *[anything] * 2, source=anything, url=anything, member=anything, given_id=anything))
def test_any_article_becomes_a_document_of_clean_text(article: Article) -> None:
    document = to_document(article, Path("/x/été.jsonl"), "été.jsonl")
    for text in (document.id, document.title, document.text, document.source, document.url, document.origin):
        assert "\0" not in text
        assert text.encode("utf-8").decode("utf-8") == text
    assert len(document.text) == len(article.text)  # so that spans stay where they are
    assert document.id
    assert document.title
    assert document == to_document(article, Path("/x/été.jsonl"), "été.jsonl")


def test_an_article_is_named_by_itself_and_not_by_its_folder() -> None:
    one = Article("T", "x", member="line 3")
    assert to_document(one, Path("/a/b.jsonl"), "b.jsonl").id == to_document(one, Path("/c/b.jsonl"), "b.jsonl").id
    assert to_document(Article("T", "x"), Path("/a/s/b.md"), "s/b.md").id == "s/b.md"
    assert to_document(Article("T", "x", given_id="mine"), Path("/a/b.md"), "b.md").id == "mine"


def test_the_place_in_a_file_is_no_part_of_a_name() -> None:
    third, fourth = (Article("T", "x", member=f"line {n}") for n in (3, 4))
    assert to_document(third, Path("/b.jsonl"), "b.jsonl") == to_document(fourth, Path("/b.jsonl"), "b.jsonl")


def test_ids_that_are_apart_stay_so() -> None:
    assert apart("a.md", "/left/a.md") != apart("a.md", "/right/a.md")
    assert apart("a.md", "/left/a.md") == apart("a.md", "/left/a.md")


@given(st.text("abc/", min_size=150, max_size=300), st.text("xyz", max_size=3), st.text("xyz", max_size=3))
def test_long_ids_that_differ_at_their_end_stay_apart(base: str, one: str, other: str) -> None:
    first, second = (to_document(Article("T", "x", given_id=base + end), Path("/x"), "x").id for end in (one, other))
    assert len(first) <= 200
    assert (first == second) == (one == other)
