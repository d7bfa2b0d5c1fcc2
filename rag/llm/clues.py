"""What can be learnt of a failure from what a client has raised, whichever client it is.

Clients are told apart by the names of their classes, by status codes and by what they say, so that none is imported:
those of OpenAI, Anthropic, Mistral and Ollama, httpx, requests, aiohttp and botocore, and LangChain's own classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rag.errors import ModelTrouble


@dataclass(frozen=True, slots=True)
class Clues:
    """What an exception and those behind it tell.

    `names`: of all their classes and those above; `said`: the words of the provider; `root`: those of the last behind.
    """

    chain: tuple[BaseException, ...]
    names: frozenset[str]
    status: int | None
    said: str
    root: str
    everything: str

    @classmethod
    def of(cls, error: BaseException) -> Clues:
        """Those of `error`."""
        chain = tuple(_chain(error))
        words = [_words(one) for one in chain]
        return cls(
            chain=chain,
            names=frozenset(base.__name__ for one in chain for base in type(one).__mro__),
            status=next((code for one in chain if (code := _status(one)) is not None), None),
            said=next((w for w in words if w), ""),
            root=next((w for w in reversed(words) if w), ""),
            everything=" ".join([*words, *map(str, chain)]),
        )


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        yield behind
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)


def _status(error: BaseException) -> int | None:
    """An HTTP status of 400 or more, wherever a client keeps it."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore's
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    places = [getattr(error, name, None) for name in ("status_code", "http_status", "status", "code")]
    for given in (*places, getattr(response, "status_code", response)):
        if isinstance(given, int | str) and str(given).isdecimal() and 400 <= int(given) < 600:
            return int(given)
    return None


def _words(error: BaseException) -> str:
    """What the provider says in the body of its reply, else what the exception says of itself."""
    body: Any = getattr(error, "body", None)
    while isinstance(body, dict) and isinstance(body.get("error"), dict | str):
        body = body["error"]
    if isinstance(body, dict):
        body = body.get("message") or body.get("detail")
    if isinstance(body, str) and body.strip() and "<html" not in body.casefold():
        return body
    within = _MESSAGE.search(str(error))
    return within[2] if within else _NUMBER.sub("", str(error))


_MESSAGE = re.compile(r"""["']message["']\s*:\s*(["'])(.+?)(?<!\\)\1""")
"""Of a reply's body that a client puts into its own words as it is."""

_NUMBER = re.compile(r"^\[Errno -?\d+\] ")


_OVERFLOW = re.compile(
    r"exceed_context_size|context[ _]?(?:window|size|length|limit)"
    r"|(?:prompt|input|request|messages?) (?:is|are|was) too (?:long|large)|too many (?:input )?tokens"
    r"|input tokens exceed|maximum (?:number of )?(?:input )?tokens|input length .{0,40}exceed|reduce the length",
    re.IGNORECASE,
)
_RATE = re.compile(r"per[ -](?:minute|day|hour)|\b[TR]P[MD]\b|rate limit", re.IGNORECASE)
_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credit|funds)|exceeded your current quota|credit balance|billing"
    r"|payment required",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"\bmodel\b.{0,120}(?:not found|does not exist|doesn't exist|is not supported|not available|unknown)"
    r"|(?:unknown|invalid|no such|unsupported) model|model_not_found",
    re.IGNORECASE,
)
_NO_KEY = re.compile(
    r"(?:api|auth)[_ -]?(?:key|token)\b.{0,60}(?:not valid|invalid|must be set|missing|required|incorrect|expired)"
    r"|(?:invalid|incorrect|missing|no) (?:api|auth)[_ -]?(?:key|token)|could not resolve authentication"
    r"|authentication_error|unauthori[sz]ed",
    re.IGNORECASE,
)

_BY_WORDS_ALONE: tuple[tuple[ModelTrouble, re.Pattern[str]], ...] = (
    ("rate_limited", re.compile(r"rate_limit|too many requests|resource_exhausted|throttl", re.IGNORECASE)),
    (
        "server",
        re.compile(r"overloaded|server_error|internal (?:server )?error|unavailable|bad gateway", re.IGNORECASE),
    ),
    ("empty", re.compile(r"no generation|null value for .?choices", re.IGNORECASE)),
)

_BY_STATUS: dict[int, ModelTrouble] = {
    401: "refused_key",
    402: "quota",
    403: "refused_key",
    404: "unknown_model",
    408: "timeout",
    413: "context_overflow",
    429: "rate_limited",
    504: "timeout",
}

_BY_NAME: tuple[tuple[ModelTrouble, str], ...] = (
    ("context_overflow", "ContextOverflowError"),
    ("refused_key", "ModelAuthenticationError ModelPermissionDeniedError"),
    ("rate_limited", "ModelRateLimitError RateLimitError ResourceExhausted TooManyRequests"),
    ("unknown_model", "ModelNotFoundError"),
    (  # before the time-outs, one of which it can be
        "unreachable",
        "ConnectError ConnectTimeout ConnectTimeoutError ConnectionRefusedError NewConnectionError gaierror "
        "UnsupportedProtocol InvalidURL ProxyError SSLError ClientConnectorError NameResolutionError",
    ),
    (
        "timeout",
        "TimeoutError TimeoutException APITimeoutError ModelTimeoutError Timeout ReadTimeoutError DeadlineExceeded "
        "ServerTimeoutError",
    ),
    (
        "dropped",
        "ProtocolError ReadError WriteError IncompleteRead ChunkedEncodingError BrokenPipeError ConnectionResetError "
        "ConnectionAbortedError ClientPayloadError ServerDisconnectedError RemoteDisconnected",
    ),
    ("server", "InternalServerError ModelAPIError ServiceUnavailable"),
)
_CONNECTION = "ConnectionError APIConnectionError ModelConnectionError TransportError NetworkError"
"""Nothing more than that it is the connection."""


def trouble(clues: Clues, *, started: bool) -> ModelTrouble:
    """What the matter is. `started`: some of the answer had come, so that a connection that failed was lost."""
    by_words = _by_words(clues.everything, clues.status)
    if by_words is not None:
        return by_words
    if clues.status is not None:
        return _BY_STATUS.get(clues.status, "server" if clues.status >= 500 else "other")
    for kind, names in _BY_NAME:
        if clues.names.intersection(names.split()):
            return kind
    if clues.names.intersection(_CONNECTION.split()):
        return "dropped" if started else "unreachable"
    return next((kind for kind, words in _BY_WORDS_ALONE if words.search(clues.everything)), "other")


def _by_words(said: str, status: int | None) -> ModelTrouble | None:
    """Where a status says less than the words with it, or there is none, as of an error within a stream."""
    if status in {None, 400, 413, 422, 500} and _OVERFLOW.search(said) and not _RATE.search(said):
        return "context_overflow"
    if status in {None, 403, 429} and _QUOTA.search(said):
        return "quota"
    if status in {400, 422} and _NO_MODEL.search(said):
        return "unknown_model"
    if status in {None, 400} and _NO_KEY.search(said):
        return "refused_key"
    return None
