"""What `make bench` counts as ours until the first words of a chat model are shown."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from eval.bench.first_words import waits
from eval.bench.relay import relayed, serving, waiting
from tests.doubles import HashEmbedder
from tests.shelves import QUESTIONS, small_sourcier

BODY = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "Qui ?"}]}


def test_only_what_the_model_does_not_take_itself_is_counted(tmp_path: Path) -> None:
    embedder = HashEmbedder(dimension=512)
    index = small_sourcier(tmp_path).settings.index
    start = time.perf_counter()
    found = waits(embedder, index, waiting(0.5, ["Le maire", " a fermé", " la route."]), QUESTIONS, reader=False)
    passed = 1000 * (time.perf_counter() - start)
    assert 1 < len(found) < len(QUESTIONS)
    assert all(0 < wait.after_search < wait.all for wait in found)
    assert sum(wait.all for wait in found) < passed - 500 * len(found)


def test_another_server_is_passed_on_piece_by_piece() -> None:
    with (
        serving(waiting(0.05, ["Le maire", " a fermé."])) as (url, inner),
        serving(relayed(url, "none")) as (outer_url, outer),
    ):
        reply = httpx.post(f"{outer_url}/chat/completions", json=BODY, trust_env=False)
    assert reply.text.count("data: {") == 3
    assert "Le maire" in reply.text
    assert outer.asked[0] < inner.asked[0] < inner.first[0] < outer.first[0]
