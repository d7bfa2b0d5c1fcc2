"""A server around parts that print: through Python, past it, and from a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rag.mcp.room import Room
from rag.mcp.server import make_server
from rag.mcp.stdio import serve_stdio
from rag.service import Service
from rag.settings import load_settings
from rag.types import Vectors
from tests.doubles import HashEmbedder

NOISE = "it prints", "it writes", "its child prints"


class NoisyEmbedder(HashEmbedder):
    def embed_query(self, text: str) -> Vectors:
        sys.stdout.write(f"{NOISE[0]}\n")  # into a buffer that is emptied who knows when
        os.write(1, f"{NOISE[1]}\n".encode())
        subprocess.run([sys.executable, "-c", f"print({NOISE[2]!r}); print(input())"], check=False)
        return super().embed_query(text)


if __name__ == "__main__":
    settings = load_settings(index=Path(sys.argv[1]), reader=False)
    room = Room(Service(settings, NoisyEmbedder(dimension=512)), "en", lambda _: None)
    serve_stdio(make_server(room, waits=False))
