"""How an index is searched, said in words of both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.messages import LANGUAGES, Language
from rag.ports import StoreFacts
from rag.searching import search_text
from tests.command import sourcier
from tests.ingest.library import FRENCH, Library

IVF = StoreFacts("faiss", "ivf", {"exact_up_to": 100_000, "lists": 4000, "probes": 256, "recall": 0.9934})


def test_an_inverted_file_is_told_of_with_what_it_finds() -> None:
    assert search_text(IVF, "en") == (
        "FAISS, inverted file: 256 of 4,000 lists are looked at, which found 99.3 % of the ten nearest when it was "
        "made; their scores are exact, and 100,000 candidates or fewer are all compared"
    )
    french = search_text(IVF, "fr")
    assert "256 listes sur 4\u202f000" in french
    assert "99,3\u00a0%" in french


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [("faiss", "exact"), ("milvus", "exact"), ("milvus", "hnsw"), ("other", "way")])
def test_every_way_has_words(kind: tuple[str, str], language: Language) -> None:
    told = search_text(StoreFacts(*kind, {"exact_up_to": 5}), language)
    assert told.lower().startswith(kind[0])
    assert "{" not in told


def test_status_tells_it(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.write("crue.md", FRENCH)
    library.ingest()
    assert "store: FAISS, exact: every vector is compared" in sourcier("status", "--index", library.path).out
    told = sourcier("status", "--index", library.path, "--json").json
    assert told["store"] == {"kind": "faiss", "method": "exact", "details": {"exact_up_to": 100_000}}
