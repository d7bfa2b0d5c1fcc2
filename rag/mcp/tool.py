"""A tool: what it takes and returns, and how a call of it becomes a result, whatever happens."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import SourcierError, UsageError
from rag.http.work import WAITING
from rag.mcp.room import Room
from rag.ports import Stop
from rag.reasons import reason_of
from rag.shapes import Shape
from rag.text.parsed import read_json


class Arguments(BaseModel):
    """Base of what tools take. A name that is not known is an error, not a shrug."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Told:
    """What a call has come to: the text, for models that read only that, and the data that the output schema has."""

    text: str
    data: Mapping[str, Any]


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Offer(Generic[A]):
    """A tool that is offered. `work` runs in a thread, may raise SourcierError, and ends early when it is stopped.

    A tool that `reads` changes nothing: whoever no longer wants its result need not wait for it. One that keeps a
    processor or a chat model busy waits for its turn among those of its kind (`turn`); those that only look something
    up do not wait for it.
    """

    name: str
    title: str
    description: str
    takes: type[A]
    returns: type[Shape]
    work: Callable[[Room, A, Stop], Told]
    reads: bool = True
    destroys: bool = False
    turn: Callable[[Room], CapacityLimiter | None] = lambda _: None

    def listed(self) -> Tool:
        """As clients see it."""
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.takes.model_json_schema(),
            output_schema=self.returns.model_json_schema(mode="serialization"),
            annotations=ToolAnnotations(
                read_only_hint=self.reads,
                destructive_hint=self.destroys,
                idempotent_hint=self.reads or self.destroys,
                open_world_hint=False,
            ),
        )

    async def call(self, room: Room, given: Mapping[str, Any]) -> CallToolResult:
        """Does it. A mistake or a failure is a result too, with the sentence and the hint that the terminal prints."""
        try:
            told = await self._done(room, self._read(given))
        except SourcierError as error:
            return _failed(error, room, self.name)
        except Exception:
            logging.exception("%s has failed.", self.name, extra={"event": "error"})
            return _failed(UsageError("tool_failed", tool=self.name), room, self.name)
        return CallToolResult(content=[TextContent(text=told.text)], structured_content=dict(told.data))

    async def _done(self, room: Room, arguments: A) -> Told:
        """Raises SourcierError: `serve_busy` where too many wait already, `serve_late` for what takes too long.

        A change that has begun is waited for, however long it takes.
        """
        stopped, turn = threading.Event(), self.turn(room)
        seconds = room.remote.seconds if room.remote else math.inf
        if turn is not None and turn.statistics().tasks_waiting >= WAITING:
            raise UsageError("serve_busy")
        try:
            with anyio.move_on_after(seconds):
                return await to_thread.run_sync(
                    self.work, room, arguments, stopped.is_set, abandon_on_cancel=self.reads, limiter=turn
                )
        finally:
            stopped.set()  # where nobody waits any more, the thread need not go on
        raise UsageError("serve_late", limit=f"{seconds:g}")

    def _read(self, given: Mapping[str, Any]) -> A:
        try:
            return self.takes.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = ".".join(map(str, first["loc"])) or "—"
            known = ", ".join(self.takes.model_fields)
            raise UsageError("argument_bad", name=name, tool=self.name, reason=reason_of(first), known=known) from error


def listed(given: object) -> object:
    """A list as some clients give it: as JSON in a string, as the one value that is meant, as null for none."""
    if given is None:
        return []
    if not isinstance(given, str):
        return given
    try:
        read = read_json(given)
    except ValueError:
        return [given]
    return read if isinstance(read, list) else [given]


def _failed(error: SourcierError, room: Room, tool: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=room.told(error, tool))], is_error=True)
