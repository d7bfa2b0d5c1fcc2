"""How a worker makes its tools, so that they are those of the process that sends it work.

Nothing secret is in a recipe: it is sent to every worker, and through the scheduler.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.errors import ClusterError
from rag.ingest.chunk import ChunkSettings, make_chunker
from rag.ingest.read import ReadLimits
from rag.ingest.work import Tools
from rag.ports import Embedder
from rag.text.language import detect_language

DECIDING = ("ingest", "text", "embed", "spread")
"""The rooms of `rag` that decide what passages and vectors come of a file."""

PACKAGES = (
    "babel", "charset-normalizer", "kreuzberg", "markdown-it-py", "openvino", "py3langid", "PyStemmer",
    "sentence-transformers", "tokenizers", "torch", "transformers",
)  # fmt: skip
"""The packages that decide it with them."""

Kit = tuple[tuple[str, str], ...]
"""For each part that decides what comes of a file, its version."""


@dataclass(frozen=True, slots=True)
class Maker:
    """How the embedder is made: by a function, named as “package.module:function”, which takes the `choice`.

    As `cores` it is given how many it may use. What it makes must have the `fingerprint`.
    """

    function: str
    choice: tuple[tuple[str, str | int | None], ...]
    fingerprint: str

    def make(self, cores: int) -> Embedder:
        """Makes it."""
        module, _, name = self.function.partition(":")
        function: Callable[..., Embedder] = getattr(import_module(module), name)
        return function(**dict(self.choice), cores=cores)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker must have, the `kit`, and what it is to make of it."""

    maker: Maker
    chunking: ChunkSettings
    limits: ReadLimits
    kit: Kit

    def tools(self, worker: str, cores: int) -> Tools:
        """Makes them. Raises ClusterError, which names the worker, where they would not be the same."""
        _compare(worker, self.kit, kit())
        embedder = self.maker.make(cores)
        _compare(worker, (("embedder", self.maker.fingerprint),), (("", embedder.fingerprint),))
        chunker = make_chunker(embedder.count_tokens, self.chunking, detect_language)
        return Tools(embedder, chunker, self.limits)


@cache
def kit() -> Kit:
    """Of this process."""
    own = (("Python", ".".join(platform.python_version_tuple()[:2])), ("sourcier", _own_version()))
    return own + tuple((package, _version(package)) for package in PACKAGES)


def _compare(worker: str, wanted: Kit, found: Kit) -> None:
    for (part, here), (_, there) in zip(wanted, found, strict=True):
        if here != there:
            raise ClusterError("worker_differs", worker=worker, part=part, found=there, wanted=here)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _own_version() -> str:
    """With a hash of the code that counts, since two checkouts may have the same version."""
    room = Path(__file__).parents[1]
    found = hashlib.sha256()
    for folder in DECIDING:
        for file in sorted((room / folder).rglob("*.py")):
            found.update(file.relative_to(room).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{_version('sourcier')}+{found.hexdigest()[:8]}"
