"""What the endpoint holds, asked again and again while its articles change."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import httpx

from rag.indexing import IngestRequest, ingest
from rag.ports import Embedder
from rag.service import Service
from rag.settings import Settings, load_settings
from tests.serve.conftest import client_of
from tests.serve.running import running
from tests.shelves import write_articles

QUESTIONS = ("Qui a voté le budget ?", "When did the river flood?", "Quel est le prix du cuivre ?")


def test_as_much_after_many_requests_and_generations_as_after_a_few(tmp_path: Path, embedder: Embedder) -> None:
    write_articles(tmp_path / "articles")
    settings = load_settings(index=tmp_path / "index")
    with running(Service(settings, embedder)) as address, client_of(address) as client:
        held = [_round(client, settings, embedder, tmp_path / "articles" / "register.md", turn) for turn in range(5)]
    # Every other round has the same texts.
    assert held[4] - held[2] == Counter()


def _round(client: httpx.Client, settings: Settings, embedder: Embedder, file: Path, turn: int) -> Counter[str]:
    """Another generation, the same requests; then how many there are of each class of ours."""
    file.write_text(f"# Registre\n\nLe registre est ouvert, {'pour la deuxième fois' if turn % 2 else 'enfin'}.")
    ingest(settings, embedder, IngestRequest([file.parent]))
    for question in QUESTIONS * 2:
        for path in ("ask", "search"):
            client.post(f"/api/{path}", json={"question": question}).raise_for_status()
        client.post("/api/check", json={"text": "Le budget a été voté."}).raise_for_status()
        asked = {"model": "sourcier", "stream": True, "messages": [{"role": "user", "content": question}]}
        client.post("/v1/chat/completions", json=asked).raise_for_status()
    gc.collect()
    names = (f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    return Counter(name for name in names if name.startswith("rag."))
