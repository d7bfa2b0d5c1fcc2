"""What is installed from a wheel is whole: `make install` and all other tests run from the checkout."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
READ_BY_NOBODY_WHO_INSTALLS = {".jsonl", ".md", ".svg", ".xz"}
"""Question sets and notes, which belong to the checkout."""


def data_files() -> list[Path]:
    found = (path for part in ("rag", "eval") for path in (ROOT / part).rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix not in {".py", ".pyc", *READ_BY_NOBODY_WHO_INSTALLS})


def test_there_is_something_to_hold() -> None:
    assert len(data_files()) >= 6


@pytest.mark.parametrize("path", data_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_code_reads_is_in_the_wheel(path: Path) -> None:
    assert any(fnmatch(path.name, pattern) for pattern in SETTINGS["package-data"]["*"])
    assert (path.parent / "__init__.py").exists(), "only packages bring data along"


def test_each_module_is_in_a_package() -> None:
    modules = [path for part in ("rag", "eval") for path in (ROOT / part).rglob("*.py")]
    assert [path for path in modules if not (path.parent / "__init__.py").exists()] == []
