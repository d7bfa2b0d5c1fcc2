"""The public names, and that naming the package costs next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import rag
from tests.conftest import ROOT

NAMES = [
    "Answer", "Citation", "Document", "Filter", "Hit", "IngestRequest", "Passage", "Pipeline", "Settings", "Sourcier",
    "SourcierError", "SourcierRetriever", "Statement", "Turn", "ingest_files", "load_settings", "make_embedder",
    "open_sourcier",
]  # fmt: skip

LOOK = """
import json, sys
import rag
cheap = sorted(m.split(".")[0] for m in sys.modules)
from rag import Answer, Filter, SourcierError, Turn
values = sorted(m.split(".")[0] for m in sys.modules)
print(json.dumps([cheap, values]))
"""


def test_the_public_names_are_these() -> None:
    assert rag.__all__ == NAMES
    assert set(NAMES) <= set(dir(rag))


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_and_is_what_its_home_calls_by_that_name(name: str) -> None:
    public = getattr(rag, name)
    assert callable(public)
    assert public.__name__ == {"ingest_files": "ingest"}.get(name, name)
    assert public.__module__.startswith("rag.")
    assert public.__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Sorcerer'"):
        _ = rag.Sorcerer
    with pytest.raises(ImportError):
        exec("from rag import Sorcerer")


def test_importing_the_package_imports_no_vendor() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    cheap, values = (set(names) for names in json.loads(done.stdout))
    heavy = {"torch", "transformers", "sentence_transformers", "streamlit", "faiss", "langchain_core", "kreuzberg"}
    assert not heavy & cheap
    assert "numpy" not in cheap
    assert not heavy & values
