"""What `sourcier status` prints for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rag.cli.starting import load_embedder
from rag.cli.terminal import Terminal
from rag.errors import EmbedderError
from rag.ports import StoreFacts
from rag.searching import search_text
from rag.settings import Settings


def status_lines(facts: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    """A line for each fact, and then one for each setting with where it comes from."""
    settings, origins = facts["settings"], facts["origins"]
    for name, value in facts.items():
        if name == "store":
            yield f"store: {search_text(StoreFacts(**value), terminal.language)}"
        elif name not in {"settings", "origins"}:
            shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
            yield f"{name}: {shown}"
    yield "settings:"
    for name, value in settings.items():
        kind, place = origins[name]["kind"], origins[name]["name"]
        yield f"  {name} {value}  ({terminal.say(f'from_{kind}', name=place)})"


def looked_at(settings: Settings, terminal: Terminal) -> int | None:
    """How many vectors were found to be those of their passages; None where the index's model is not at hand.

    Raises IndexDamagedError where one is not.
    """
    from rag.mending import check_vectors
    from rag.status import open_index

    index = open_index(settings)
    try:
        embedder = load_embedder(settings, terminal)
    except EmbedderError:
        return None
    if embedder.fingerprint != index.manifest.fingerprint:
        return None
    return check_vectors(index, embedder)
