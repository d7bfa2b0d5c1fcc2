"""Speed, memory and size, as measured on this machine in one run: `make bench`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from eval.bench.endpoint import endpoint
from eval.bench.first_words import first_words
from eval.bench.large import large
from eval.bench.sessions import sessions
from eval.bench.sheet import Sheet
from eval.bench.shipped import asking, embedding
from rag import models
from rag.settings import load_settings

PARTS = ("embedding", "shipped", "first", "page", "endpoint", "large")


def main() -> None:
    """Prints a table."""
    wanted = _arguments()
    sheet = Sheet()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=wanted.index or Path(folder) / "index")
        embedder = models.make_embedder(settings)
        if "embedding" in wanted.only:
            embedding(sheet, settings, embedder)
        if "shipped" in wanted.only:
            asking(sheet, embedder)
        if "first" in wanted.only:
            first_words(sheet, embedder)
        if "page" in wanted.only:
            sessions(sheet, embedder)
        if "endpoint" in wanted.only:
            endpoint(sheet, embedder)
        if "large" in wanted.only:
            large(sheet, settings, embedder, wanted.passages)
    if wanted.json:
        sheet.write(wanted.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="of the large index (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure (default: all)")
    parser.add_argument("--index", type=Path, help="keep the large index in this folder; what it holds is replaced")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
