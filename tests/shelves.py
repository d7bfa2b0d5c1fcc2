"""A small index on the disk, made by the product's own parts around an embedder without a model."""

from __future__ import annotations

import json
from pathlib import Path

from rag.build import Sourcier, open_sourcier
from rag.indexing import IngestRequest, ingest
from rag.settings import load_settings
from tests.doubles import HashEmbedder

ARTICLES = {
    "crue.md": ("fr", "2024-05-03", "La crue", "La rivière a inondé le pont vendredi. Le maire a fermé la route."),
    "flood.md": ("en", "2024-05-04", "The flood", "The river flooded the bridge on Friday. The mayor closed the road."),
    "budget.md": ("fr", "2025-01-10", "Le budget", "Le budget de la ville atteint 12 millions d’euros cette année."),
    "library.md": ("en", "2025-02-11", "The library", "The library opens at nine. It holds forty thousand books."),
    "undated.md": ("en", None, "Notes", "Somebody wrote a note about the river and the library and left it there."),
}
QUESTIONS = [
    "Quand la rivière a-t-elle inondé le pont ?",
    "Who closed the road?",
    "Quel est le budget de la ville ?",
    "How many books does the library hold?",
    "What did the river flood on Friday?",
    "Qui a fermé la route ?",
    "Where do zebras drink?",
    "When does the library open?",
]


def write_articles(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (language, date, title, text) in ARTICLES.items():
        fields = {"title": title, "lang": language, "source": "The Gazette"} | ({"date": date} if date else {})
        head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())
        (folder / name).write_text(f"---\n{head}---\n\n{text}\n", encoding="utf-8")
    return folder


def small_sourcier(root: Path, **settings: object) -> Sourcier:
    """The articles above, indexed under `root` and open."""
    chosen = load_settings(index=root / "index", **({"reader": False} | settings))
    embedder = HashEmbedder(dimension=512)
    ingest(chosen, embedder, IngestRequest(paths=[write_articles(root / "articles")]))
    return open_sourcier(chosen, embedder)
