"""The ingest beside: articles come, change and go, each change by a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.bench.sheet import ROOT

REGISTER = {
    "register-left.md": "The soak register holds the number {number}, and nothing else is written in it.",
    "register-right.md": "Every Sunday the keeper of the harbour reads soak number {number} aloud from her old book.",
}
"""They change together, in one ingest: whatever is seen of them at once has the same number in both."""
VISITOR = "visitor.md"
QUESTION = "Which number does the soak register hold?"
_NUMBER = re.compile(r"soak (?:register holds the )?number (\d+)")
_TIMEOUT = 300


class Changes:
    """Makes them one after the other until it is told to end. Used by one thread."""

    def __init__(self, index: Path, folder: Path, pause: float) -> None:
        self._index = index
        self._folder = folder
        self._pause = pause
        self._number = 0
        self.done: Counter[str] = Counter()
        self.errors: list[str] = []
        self.seconds: list[float] = []

    def begin(self) -> None:
        """The first number: it is there before anybody asks."""
        self._folder.mkdir(parents=True)
        self._replace()

    def run(self, ended: threading.Event) -> None:
        """Replaces, adds and removes by turns, with a pause before each."""
        turns = (("replaced", self._replace), ("added", self._add), ("removed", self._remove))
        while True:
            for name, change in turns:
                if ended.wait(self._pause):
                    return
                start = time.monotonic()
                if change():
                    self.done[name] += 1
                self.seconds.append(time.monotonic() - start)

    def _replace(self) -> bool:
        self._number += 1
        for name, text in REGISTER.items():
            self._write(name, text.format(number=self._number))
        return self._command("ingest", str(self._folder))

    def _add(self) -> bool:
        self._write(VISITOR, f"The visitor of week {self._number} came to town on a Monday and left on a Friday.")
        return self._command("ingest", str(self._folder))

    def _remove(self) -> bool:
        (self._folder / VISITOR).unlink()
        return self._command("remove", VISITOR)

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(f"---\ntitle: The soak, {name}\nlang: en\n---\n\n{text}\n", encoding="utf-8")

    def _command(self, *words: str) -> bool:
        command = [sys.executable, "-m", "rag.cli", *words, "--index", str(self._index)]
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, cwd=ROOT, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
        if done.returncode:
            self.errors.append(f"{' '.join(words)}: {done.stderr.strip()[-200:]}")
        return not done.returncode


def numbers(hits: Sequence[Mapping[str, Any]]) -> set[str]:
    """Those that the register holds in these hits: one, where they are of one generation."""
    return {found for hit in hits for found in _NUMBER.findall(hit["text"])}
