"""What an embedder around another shows of it unchanged."""

from __future__ import annotations

from collections.abc import Sequence

from rag.ports import Embedder


class Forwarding:
    """All of an Embedder but its vectors, from the `inner` one; a subclass adds `embed_passages` and `embed_query`."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        """The inner embedder's, like all that follows."""
        return self._inner.name

    @property
    def fingerprint(self) -> str:
        """See Embedder."""
        return self._inner.fingerprint

    @property
    def dimension(self) -> int:
        """See Embedder."""
        return self._inner.dimension

    @property
    def max_tokens(self) -> int:
        """See Embedder."""
        return self._inner.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See Embedder."""
        return self._inner.count_tokens(texts)
