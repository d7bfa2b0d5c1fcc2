"""The reader over hits: its words are given by their places in the document, and nothing is read twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.embed.light import LightEmbedder, can_run
from rag.errors import EmbedderError
from rag.models import make_reader, make_second_pass, reader_state
from rag.reader.hits import HitReader
from rag.reader.reader import Reader
from rag.settings import load_settings
from rag.types import DocumentInfo, Hit, Passage, Span
from tests.doubles import HashEmbedder
from tests.reader.conftest import Bundled

pytestmark = pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")

QUESTION = "Who founded the city?"
TEXT = "Lyon is a city. It was founded by Munatius Plancus in 43 BC.\n\nIts river is the Rhône."
INFO = DocumentInfo("lyon.md", "Lyon", "en", None, "", "", "", len(TEXT), 2)


def hit(start: int, end: int, heading: str = "") -> Hit:
    return Hit(Passage("lyon.md", start, end, TEXT[start:end], "en", heading), INFO, 0.5)


@pytest.fixture
def reader(base: Bundled, untaught: Path) -> HitReader:
    return HitReader(Reader(base, untaught))


@pytest.mark.parametrize("heading", ["", "Lyon › Rivers"])
def test_the_words_that_answer_are_given_by_their_place_in_the_document(reader: HitReader, heading: str) -> None:
    start = TEXT.index("Its river")
    (read,) = reader.read(QUESTION, [hit(start, len(TEXT), heading)])
    best = read.best(Span(start, len(TEXT)))
    assert best is not None
    assert start <= best.span.start < best.span.end <= len(TEXT)
    assert 0 < read.share(Span(start, len(TEXT))) <= 1
    assert read.best(Span(0, start)) is None, "what is not of the passage was not read"
    assert read.share(Span(0, start)) == 0


def test_what_was_read_lately_is_not_read_again(reader: HitReader, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = hit(0, 60), hit(62, len(TEXT))
    whole = reader.read(QUESTION, [first, second])
    monkeypatch.setattr(Reader, "read", _only_nothing)
    assert [r.answers for r in reader.read(QUESTION, [second, first])] == [r.answers for r in reversed(whole)]


def _only_nothing(reader: Reader, question: str, passages: list[str]) -> list[object]:
    assert passages == []
    return []


def test_the_settings_say_whether_there_is_one_and_it_shares_the_embedders_model(
    embedder: LightEmbedder, untaught: Path
) -> None:
    assert make_reader(load_settings(reader=False), embedder) is None
    assert make_second_pass(load_settings(reader=False), embedder).reader is None
    assert reader_state(load_settings(reader=False)) == "off"
    for other in (embedder, HashEmbedder()):
        made = make_reader(load_settings(reader=True), other)
        assert made is not None
        assert made.fingerprint == reader_state(load_settings(reader=True))


def test_a_missing_file_says_which(base: Bundled, tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"gone\.npz") as caught:
        _ = HitReader(Reader(base, tmp_path / "gone.npz")).fingerprint
    assert "SOURCIER_READER=off" in caught.value.hint()
