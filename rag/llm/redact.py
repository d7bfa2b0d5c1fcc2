"""Keeps keys out of whatever is shown, logged or saved."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

HIDDEN = "***"
HIDDEN_IN_PROSE = "•••"
"""Where stars would be taken for emphasis."""

_SECRET_NAME = re.compile(r"(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
_LEAST = 4
"""Characters that the value of an `…_API_KEY` has; of any other name twice as many, for those hold common words too."""

_PLAIN = 8
"""Characters of a key that is looked for in prose."""

_FORMS = (
    # What the keys of the usual providers begin with.
    (re.compile(r"\b(?:sk|pk|rk|gsk|xai|hf|pplx|nvapi|r8|lsv2|glpat|gh[pousr])[-_][\w*.-]{4,}"), HIDDEN),
    (re.compile(r"\bAIza[\w*-]{16,}"), HIDDEN),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"), HIDDEN),  # a JSON web token
    (re.compile(r"(?i)\b(bearer\s+)[\w~+/.=*-]{8,}"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)((?:api[-_ ]?key|authorization|access[-_ ]?token|secret|password)(?: provided)?"
            r"[\"']?\s*[:=]\s*[\"']?)(?!bearer\b)[^\s\"',;&}\]]{4,}"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)([?&](?:key|token|sig|signature)=)[^&\s\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"([a-z][a-z0-9+.-]*://)[^/\s@\"']+@", re.IGNORECASE), rf"\1{HIDDEN}@"),
)


def redact(text: str) -> str:
    """The text without keys, each of which is replaced by three stars.

    Keys are the values of environment variables that are named as keys are, and whatever has the form of one.
    """
    for value in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    for form, instead in _FORMS:
        text = form.sub(instead, text)
    return text


def without_keys(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a text without the keys of the environment, cut between pieces or not.

    A text may speak of keys and passwords: what only has the form of one stays, as does a value that could be a word.
    """
    keys = sorted(
        (value for value in _secrets() if len(value) >= _PLAIN and not value.isalpha()), key=len, reverse=True
    )
    held = ""
    for piece in pieces:
        held += piece
        for key in keys:
            held = held.replace(key, HIDDEN_IN_PROSE)
        begun = max((n for key in keys for n in range(1, len(key)) if held.endswith(key[:n])), default=0)
        if begun < len(held):
            yield held[: len(held) - begun]
            held = held[len(held) - begun :]
    if held:
        yield held


def _secrets() -> set[str]:
    found = {name: value.strip() for name, value in os.environ.items() if _SECRET_NAME.search(name)}
    return {value for name, value in found.items() if len(value) >= _least(name)}


def _least(name: str) -> int:
    return _LEAST if name.upper().endswith("API_KEY") else 2 * _LEAST
