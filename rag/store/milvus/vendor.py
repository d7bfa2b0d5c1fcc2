"""The client of Milvus, imported when it is first needed: it takes half a second, and things to itself."""

from __future__ import annotations

import logging
import os
from types import ModuleType

from rag.errors import StoreError


def pymilvus() -> ModuleType:
    """The package, quiet. Raises StoreError when it is not installed."""
    # gRPC's own log goes to the terminal: that a server finds its questions too frequent is nothing for who asks.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    before = set(os.environ)
    try:
        import pymilvus as found
    except ImportError as error:
        raise StoreError("store_package", package="pymilvus") from error
    finally:
        # It reads a file .env, if it finds one, into the environment of everything that runs here.
        for name in set(os.environ) - before:
            del os.environ[name]
    # What goes wrong is raised too; the log would have it with its traceback, for every attempt.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    module: ModuleType = found
    return module
