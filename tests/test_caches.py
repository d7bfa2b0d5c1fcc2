"""What a server keeps does not grow with what it is asked: a cache without a bound is one of a few values."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

FEW = {"language", "fingerprint", "recipe"}
"""Parameters that only ever have a few values: languages that are known, models that are loaded, ways to ingest."""
FILES = sorted((ROOT / "rag").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_cache_grows_with_what_is_asked(path: Path) -> None:
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef) or not any(map(_without_bound, function.decorator_list)):
            continue
        names = {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
        assert names <= FEW, f"{path.name}: {function.name} keeps a value for each {', '.join(sorted(names - FEW))}"


def _without_bound(decorator: ast.expr) -> bool:
    """`@cache`, or `@lru_cache` of no size."""
    if isinstance(decorator, ast.Call):
        given = [*decorator.args, *(one.value for one in decorator.keywords if one.arg == "maxsize")]
        return _name(decorator.func) == "lru_cache" and any(ast.unparse(one) == "None" for one in given)
    return _name(decorator) == "cache"


def _name(of: ast.expr) -> str:
    return ast.unparse(of).rpartition(".")[2]
