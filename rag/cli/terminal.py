"""What the commands share: the language, the streams and the exit codes."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

import click

from rag.cli.texts import TEXTS
from rag.messages import LANGUAGES, Language

if TYPE_CHECKING:
    from rag.settings import Settings

EXIT_INTERNAL, EXIT_USAGE, EXIT_ABSTAINED, EXIT_STOPPED = 1, 2, 3, 130
EXIT_UNSUPPORTED = EXIT_ABSTAINED
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""What makes a terminal write from the right, or from the left again."""
_STEERS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNS}]")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the program speaks, and in which language."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        """A text of the terminal in its language, decimal commas included."""
        return _Numbers(self.language).format(TEXTS[key][self.language], **values)

    def note(self, key: str, **values: object) -> None:
        """On stderr, and only to a person who is watching."""
        if sys.stderr.isatty():
            self.warn(key, **values)

    def warn(self, key: str, **values: object) -> None:
        """On stderr."""
        complain(self.say(key, **values))

    def show(self, text: str) -> None:
        """On stdout, control characters of articles taken out so that they cannot steer the terminal."""
        click.echo(printable(text))

    def show_json(self, value: Any) -> None:
        """On stdout; control characters are escaped."""
        text = json.dumps(value, ensure_ascii=False, indent=2)
        click.echo(_STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # the same value, as JSON


def printable(text: str) -> str:
    """The text without control characters, so that no article can steer a terminal."""
    return _STEERS.sub("", text)


class _Numbers(Formatter):
    """Formats as `str.format` does, with the decimal sign of a language."""

    def __init__(self, language: Language) -> None:
        self._sign = "," if language == "fr" else "."

    def format_field(self, value: object, spec: str) -> str:
        told: str = super().format_field(value, spec)
        return told.replace(".", self._sign) if isinstance(value, float) else told


def complain(text: str) -> None:
    """On stderr and on one line, whatever the names in it hold."""
    click.echo(_UNPRINTABLE.sub(" ", text).strip(), err=True)


def terminal_for(settings: Settings | None) -> Terminal:
    """In the language that is set, or else in that of the system's locale."""
    if settings is not None and settings.language != "auto":
        return Terminal(settings.language)
    # Where the settings are what is wrong, the language that they would have named is still the one to say so in.
    set_ = os.environ.get("SOURCIER_LANGUAGE", "").lower() if settings is None else ""
    locale = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return Terminal("fr" if (set_ if set_ in LANGUAGES else locale.lower()).startswith("fr") else "en")
