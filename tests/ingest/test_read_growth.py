"""The work on a file grows with its size and with nothing else."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.article import Article
from rag.ingest.read import ReadLimits, read_data
from rag.ingest.read.clean import clean_characters, one_line, visible

SECONDS = 30
"""A run of a million characters takes a second; one that takes its square, hours."""


@pytest.mark.parametrize("run", [" ", "\t", "\u00a0", "\u200b", " \t", "\n "])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_run_of_white_space_takes_no_square_of_its_length(name: str, run: str) -> None:
    data = f"mot{run * (1_100_000 // len(run))}fin.\n".encode()  # long enough to be read apart, where time is limited
    (item,) = read_data(PurePath(name), data, ReadLimits(max_seconds=SECONDS))
    assert isinstance(item, Article), item.error.message()
    assert item.text.endswith("fin.")


def test_what_is_looked_for_at_once_is_what_is_replaced() -> None:
    for number in range(sys.maxunicode + 1):
        text = f"a{chr(number)}b"
        cleaned = clean_characters(text)
        assert cleaned == unicodedata.normalize("NFC", cleaned)
        invisible = unicodedata.category(chr(number)) in {"Cc", "Cs"} or chr(number) in "\u2028\u2029"
        if invisible and chr(number) not in "\t\n":
            assert chr(number) not in cleaned, hex(number)


@given(st.text(alphabet=st.sampled_from(" \t\n\r\u00a0\u200b\ufeff\x85\u2028a\ud800"), max_size=40))
def test_what_is_visible_is_what_is_left_on_a_line(text: str) -> None:
    assert visible(text) == bool(one_line(text))
    assert visible(text.join([" " * 999, "\n" * 999])) == bool(one_line(text))


@pytest.mark.parametrize("opening", ["<p ", "</a ", "<![CDATA[>", "<!<!---->--", "<?", '<a b="'])
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_no_end_is_looked_for_from_each_opening(name: str, opening: str) -> None:
    data = f"<p>fin</p>\n\n{opening * (300_000 // len(opening))}".encode()
    (item,) = read_data(PurePath(name), data, ReadLimits(max_seconds=SECONDS))
    assert isinstance(item, Article), item.error.message()
    assert item.text.startswith("fin")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a<b>c & d < e", "ac & d < e"),  # behind the last tag
        ("<p>a &amp; <b", "a & <b"),
        ("<p>a</p><script>b < c", "a"),
        ("<p>a<!-- <p> -->b</p>", "ab"),
        ("<p>a <<!-- -->!-- b", "a <!-- b"),  # a comment taken away makes no other
    ],
)
def test_what_is_never_closed_is_text(source: str, text: str) -> None:
    (item,) = read_data(PurePath("a.html"), source.encode(), ReadLimits())
    assert isinstance(item, Article)
    assert item.text == text
