"""A fresh process imports what its command needs and nothing heavier: `sourcier ask` knows nothing of torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.embed.light import can_run
from tests.conftest import CORPUS, ROOT

RUN = """
import json, sys
from rag.cli import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted(name for name in sys.modules if "." not in name)), file=sys.stderr)
"""
TORCH = {"torch", "transformers", "sentence_transformers"}
HEAVY = TORCH | {"openvino", "kreuzberg", "markdown_it", "streamlit", "langchain_core", "py3langid", "tiktoken"}


def imported(*arguments: str | Path, code: int = 0) -> set[str]:
    """The top-level modules of a process in which a command ran."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, arguments)],
        capture_output=True, text=True, env=environment, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")
@pytest.mark.parametrize(
    "command", [("ask", "Combien Meta compte-t-il investir en 2025 ?"), ("search", "Qui dirige Groq ?")]
)
def test_a_question_imports_neither_torch_nor_what_reads_files(command: tuple[str, str], shipped_index: Path) -> None:
    assert imported(*command, "--index", shipped_index) & HEAVY == {"openvino"}


@pytest.mark.parametrize("command", ["list", "status"])
def test_looking_at_an_index_imports_no_model(command: str, shipped_index: Path) -> None:
    assert imported(command, "--index", shipped_index) & (HEAVY | {"rich"}) == set()


def test_help_imports_hardly_anything() -> None:
    assert imported("--help") & (HEAVY | {"numpy", "faiss", "rich"}) == set()


@pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")
def test_an_ingest_that_finds_nothing_new_loads_no_model(tmp_path: Path) -> None:
    index = tmp_path / "index"
    article = CORPUS / "meta-reality-labs.md"
    assert imported("ingest", article, "--index", index) & (TORCH | {"openvino"}) == {"openvino"}
    assert imported("ingest", article, "--index", index) & (TORCH | {"openvino"}) == set()
