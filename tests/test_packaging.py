"""What is installed from a wheel is whole: `make install` and all other tests run from the checkout."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from importlib.metadata import metadata
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE))
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


# requirements.lock


def test_the_lock_has_the_versions_that_are_tested() -> None:
    tested = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    held = {name.lower().replace("_", "-"): version for name, version in tested.items()}
    elsewhere = {name for name in LOCKED if name.lower() not in held}  # for other systems than that of the tests
    assert {name: LOCKED[name] for name in LOCKED.keys() - elsewhere} == {
        name: held[name.lower()] for name in LOCKED.keys() - elsewhere
    }
    assert len(elsewhere) < 15


def test_each_of_them_has_its_hashes() -> None:
    parts = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(parts) == len(LOCKED) > 100
    assert [part.split()[0] for part in parts if "--hash=sha256:" not in part] == []


def test_what_is_needed_is_locked_but_for_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=;\[ ]", one)[0].lower() for one in project["dependencies"]}
    assert needed - {name.lower() for name in LOCKED} == {"torch"}


def test_every_licence_is_a_permissive_one() -> None:
    found = {}
    for name in LOCKED:
        try:
            held = metadata(name)
        except ModuleNotFoundError:
            continue
        named = [*(held.get_all("License-Expression") or []), *(held.get_all("License") or [])]
        found[name] = " ".join([*(text[:80] for text in named), *(held.get_all("Classifier") or [])])
    assert len(found) > 100
    assert [name for name, licence in found.items() if re.search(r"\bA?GPL|Affero", licence)] == []
