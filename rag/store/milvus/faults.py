"""What can be the matter with a Milvus, told from what its client raises."""

from __future__ import annotations

import re
from typing import Any, Literal

from rag.errors import StoreError
from rag.store.milvus.place import Place

Trouble = Literal["down", "starting", "slow", "full", "credentials", "missing", "nodes", "other"]

PASSING: frozenset[Trouble] = frozenset({"down", "starting"})
"""What may be over in a moment."""

_STATUS: dict[str, Trouble] = {
    "UNAVAILABLE": "down",
    "CANCELLED": "down",
    "DEADLINE_EXCEEDED": "slow",
    "UNAUTHENTICATED": "credentials",
    "PERMISSION_DENIED": "credentials",
    "RESOURCE_EXHAUSTED": "full",
}
_CODES: dict[int, Trouble] = {
    2: "down",  # the client's own: it could not connect
    3: "full",  # memory
    7: "full",  # disk
    8: "slow",  # too many requests for its limits
    9: "full",  # quota: writing is refused
    100: "missing",
    101: "starting",
    103: "starting",
    1400: "credentials",
    1401: "credentials",
    1402: "credentials",
}
_WORDS: tuple[tuple[Trouble, str], ...] = (
    ("credentials", r"auth check failure|unauthenticated|permission denied"),
    ("missing", r"can't find collection|collection not found|collection not exist"),
    ("nodes", r"nodes? not enough|no enough nodes"),
    ("full", r"no space left|quota|memory limit|disk limit|resource insufficient"),
    ("down", r"closed channel|fail connecting|connection refused"),
    (
        "starting",
        r"not loaded|not fully loaded|not ready|not healthy|recovering|node offline|node not (found|match)|node lack"
        r"|channel not (found|available)|no available|shard leader|delegator|segment (not found|lack)|initializing",
    ),
    ("slow", r"timed? ?out|timeout|deadline|rate limit"),
)


def trouble(error: BaseException) -> Trouble:
    """What the matter is. The client wraps what it meets, so the innermost that says something is believed."""
    found: Trouble = "other"
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:  # it raises some of its errors from themselves
        seen.add(id(at))
        here = _trouble(at)
        found = here if here != "other" else found
        at = at.__cause__
    return found


def fault(error: BaseException, place: Place) -> StoreError:
    """The same as an error for whoever asked."""
    uri = place.uri
    match trouble(error):
        case "down":
            found = StoreError("store_down", uri=uri)
        case "starting":
            found = StoreError("store_starting", uri=uri)
        case "slow":
            found = StoreError("store_slow", uri=uri, seconds=f"{place.timeout:g}")
        case "full":
            found = StoreError("store_full", uri=uri)
        case "credentials":
            found = StoreError("store_credentials", uri=uri)
        case "missing":
            found = StoreError("store_missing", uri=uri)
        case "nodes":
            found = StoreError("store_replicas", uri=uri, replicas=place.replicas)
        case _:
            found = StoreError("store_failed", uri=uri, reason=_reason(error))
    return found


def _trouble(error: BaseException) -> Trouble:
    code: Any = getattr(error, "code", None)
    code = code() if callable(code) else code  # gRPC's errors have a method there
    known = _STATUS.get(str(getattr(code, "name", "")))
    if known is not None:
        return known
    text = str(error)
    words = next((kind for kind, pattern in _WORDS if re.search(pattern, text, re.IGNORECASE)), None)
    number = _CODES.get(code) if isinstance(code, int) else None
    return number or words or "other"


def _reason(error: BaseException) -> str:
    text = str(getattr(error, "message", "") or error)
    return " ".join(text.split())[:200].rstrip(".")
