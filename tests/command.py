"""The `sourcier` command, run in this process and around an embedder without a model."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag import models
from rag.cli import main
from rag.ports import Embedder
from rag.settings import Settings


@dataclass(frozen=True)
class Result:
    """What a command has said, and its exit status."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def mistake(self) -> str:
        """The one line on stderr of wrong usage, found to be just that."""
        assert self.code == 2, self
        assert self.out == ""
        return self.one_line()

    def one_line(self) -> str:
        assert self.err.endswith("\n"), self
        line = self.err.removesuffix("\n")
        assert len(line.splitlines()) == 1, self
        assert line.translate({0xA0: " ", 0x202F: " "}).isprintable()  # French has spaces that hold words together
        assert line.endswith((".", "!", "?")) or ": " in line
        assert "Traceback" not in line
        return line


def sourcier(*arguments: str | Path) -> Result:
    """Runs a command to its end."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    code = ended.value.code
    assert isinstance(code, int)
    return Result(code, out.getvalue(), err.getvalue())


def maker(embedder: Embedder) -> Callable[..., Embedder]:
    """To stand where the command makes its embedder, which takes seconds."""

    def make(settings: Settings, notify: Callable[[str], None]) -> Embedder:
        return embedder

    return make


def use(patch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    """The command works with this embedder from now on."""
    patch.setattr(models, "make_embedder", maker(embedder))
    patch.setenv("SOURCIER_READER", "off")  # an embedder without a model has none beside it either


def refuse_embedders(patch: pytest.MonkeyPatch) -> None:
    """A command that loads a model from now on fails."""

    def make(settings: Settings, notify: Callable[[str], None]) -> Embedder:
        raise AssertionError("a model was loaded")

    patch.setattr(models, "make_embedder", make)
