"""The answers that are owed still when a client has closed its end: they are given before the server ends."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Any

import anyio
from anyio.abc import ObjectReceiveStream, ObjectSendStream
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCError, JSONRPCNotification, JSONRPCRequest, JSONRPCResponse

Message = SessionMessage | Exception


class Owed:
    """The requests of one client that have no answer yet."""

    def __init__(self) -> None:
        self._ids: set[Any] = set()
        self._changed = anyio.Event()

    async def take(self, messages: AsyncIterable[Message], to: ObjectSendStream[Message]) -> None:
        """Hands on what the client sends. After the last of it, the end only once all is answered."""
        async with to:
            async for message in messages:
                self._note(message)
                await to.send(message)
            while self._ids:
                await self._changed.wait()

    async def give(
        self, messages: ObjectReceiveStream[SessionMessage], to: Callable[[SessionMessage], Awaitable[None]]
    ) -> None:
        """Hands on what the server answers."""
        async with messages:
            async for message in messages:
                await to(message)
                self._note(message)

    def _note(self, message: Message) -> None:
        told = message.message if isinstance(message, SessionMessage) else None
        if isinstance(told, JSONRPCRequest):
            self._ids.add(told.id)
            return
        if isinstance(told, JSONRPCResponse | JSONRPCError):
            self._ids.discard(told.id)
        elif isinstance(told, JSONRPCNotification) and told.method == "notifications/cancelled":
            self._ids.discard((told.params or {}).get("requestId"))  # it is not answered any more
        self._changed.set()
        self._changed = anyio.Event()
