"""The quick way to tokens gives what the whole tokenizer gives, for any text."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.embed import unigram
from rag.embed.bundled import container_path
from rag.embed.e5s import Container, read_container
from rag.embed.unigram import Encoded, Tokenization
from rag.embed.vectors import clean
from tests.conftest import CORPUS

PARTS = [
    "<s>", "</s>", "<pad>", "<unk>", "<mask>", "<", ">", "\u0338", "e\u0301", "ﬁ", "①", "㌀", "ẛ\u0323", "İ", "ß",
    " ", "\n", "\t", "\u00a0", "\u202f", "\u3000", "\u2028", "\u200b", "\ufeff", "\x00", "▁", "\U000e0001",
    "水", "源", "は", "각", "ก็", "אב", "\u202eمرحبا", "👩‍👩‍👧", "🇫🇷", "anti", "constitution",
    "nellement", "ing", "2025", "…", "«",
]  # fmt: skip
"""What is taken apart or put together before the pieces are looked for, and the marks that are found before that."""

mixtures = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=6)), max_size=20).map("".join)


@pytest.fixture(scope="module")
def container() -> Container:
    return read_container(container_path())


@pytest.fixture(scope="module")
def reading(container: Container) -> Tokenization:
    return Tokenization(container)


@pytest.fixture(scope="module")
def full(unpacked: Path) -> Any:
    """The tokenizer as transformers loads it."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(unpacked))


def told(full: Any, texts: list[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
    found = full(texts, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False)
    return list(zip(found["input_ids"], found["offset_mapping"], strict=True))


def plain(encoded: list[Encoded]) -> list[tuple[list[int], list[tuple[int, int]]]]:
    return [(e.ids.tolist(), [(start, end) for start, end in e.spans.tolist()]) for e in encoded]


@settings(max_examples=300)
@given(texts=st.lists(mixtures.map(clean), min_size=1, max_size=4))
@example(texts=["a<s>b</s><pad>c<unk>"])
@example(texts=["<s>\u0338", ">\u0338"])
@example(texts=["anticonstitutionnellement" * 40, ""])
def test_any_text_has_the_tokens_of_the_whole_tokenizer(reading: Tokenization, full: Any, texts: list[str]) -> None:
    assert plain(reading.encode(texts)) == told(full, texts)


def test_the_shipped_articles_have_the_tokens_of_the_whole_tokenizer(reading: Tokenization, full: Any) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md"))]
    assert plain(reading.encode(texts)) == told(full, texts)
    lines = [line for text in texts for line in text.splitlines()][::5]
    assert plain([reading.encode([line])[0] for line in lines]) == told(full, lines)


def test_long_work_gets_the_whole_tokenizer_and_the_same_tokens(
    container: Container, full: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[int] = []
    make = unigram.unigram

    def counting(container: Container, pieces: list[tuple[str, float]]) -> Any:
        built.append(len(pieces))
        return make(container, pieces)

    monkeypatch.setattr(unigram, "unigram", counting)
    monkeypatch.setattr(unigram, "WHOLE_PAYS", 100)
    reading = Tokenization(container)
    texts = ["Où est la source ? <s>", "水源"]
    for settle in (False, False, True, True, False):
        assert plain(reading.encode(texts, settle=settle)) == told(full, texts)
    assert max(built[:-1]) < 1000
    assert built[-1] == len(container.pieces)


def test_threads_share_it(reading: Tokenization, full: Any) -> None:
    texts = [f"la {n}e source et son eau {n * 7}" for n in range(40)]
    found: dict[int, Any] = {}
    threads = [
        threading.Thread(target=lambda n=n: found.update({n: reading.encode([texts[n]])[0]})) for n in range(len(texts))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plain([found[n] for n in range(len(texts))]) == told(full, texts)
