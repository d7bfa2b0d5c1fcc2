"""The errors that Sourcier raises on purpose. Each says what is wrong and how to mend it, in French and in English.

::

    SourcierError
    ├── UsageError                what was asked for cannot be done as asked
    │   ├── QuestionError         a question that is empty or too long
    │   └── SettingsError         a setting that is unknown or has a bad value
    ├── DocumentError             one file or article cannot be read; the others go on
    ├── EmbedderError             the embedding model is missing, damaged or does not fit
    ├── ModelError                the chat model cannot be had, or gave no answer that can be used
    │   └── ModelSetupError       it cannot be made: its name, package, key, address or file
    ├── ClusterError              the workers that an ingest is to be spread over cannot be had, or do not fit
    ├── HistoryError              conversations cannot be kept, or those kept cannot be read
    └── IndexFault                the index as a whole
        ├── IndexMissingError     there is no index in that folder
        ├── IndexMismatchError    made by another model, schema version or chunker
        ├── IndexDamagedError     a file of it is missing or is not what was written
        ├── IndexBusyError        another process is writing to it
        └── StoreError            the server that keeps its vectors cannot be used, or has not what it should
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rag.messages import ELSEWHERE, ERRORS, PHRASES, Language, Text

ModelTrouble = Literal[
    "setup",
    "timeout",
    "rate_limited",
    "quota",
    "unreachable",
    "dropped",
    "refused_key",
    "unknown_model",
    "context_overflow",
    "server",
    "empty",
    "looping",
    "other",
]
"""What can be the matter with a chat model."""

_PASSING: frozenset[ModelTrouble] = frozenset({"timeout", "rate_limited", "unreachable", "dropped", "server", "empty"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a message that each language has in its own words, as one of the `values` of an error.

    `key` names an entry of `rag.messages.PHRASES`; `values` fill its placeholders. An unknown key is a KeyError.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        """The words."""
        return PHRASES[self.key][language].format(**self.values)

    def __str__(self) -> str:
        return self.said("en")


class SourcierError(Exception):
    """Base of every error that a user can mend.

    `key` names an entry of `rag.messages.ERRORS`; `values` fill its placeholders. An unknown key is a KeyError.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.localized("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """As it is sent from one process to another."""
        return _again, (type(self), self.key, self.values), self.__dict__

    def localized(self, language: Language) -> str:
        """Message and hint on one line, in `language`."""
        return f"{self.message(language)} {self.hint(language)}".rstrip()

    def message(self, language: Language = "en") -> str:
        """One sentence that says what is wrong."""
        return self._filled(ERRORS[self.key][language][0], language)

    def hint(self, language: Language = "en") -> str:
        """One sentence that says what to do, or ""."""
        return self._filled(ERRORS[self.key][language][1], language)

    @property
    def withholds(self) -> bool:
        """Whether `elsewhere` says less than `message`: what it leaves out is for the log."""
        return self.key in ELSEWHERE

    def elsewhere(self, language: Language = "en") -> Text:
        """Message and hint for who asks over a network: without the server's paths, and what they can do."""
        message, hint = ELSEWHERE.get(self.key, ERRORS[self.key])[language]
        return self._filled(message, language), self._filled(hint, language)

    def _filled(self, text: str, language: Language) -> str:
        values = self.values.items()
        said = {name: value.said(language) if isinstance(value, Phrase) else value for name, value in values}
        return text.format(**said).strip()


def _again(kind: type[SourcierError], key: str, values: dict[str, object]) -> SourcierError:
    return kind(key, **values)


class UsageError(SourcierError):
    """What was asked for cannot be done as asked."""


class QuestionError(UsageError):
    """The question is empty or too long."""


class SettingsError(UsageError):
    """A setting is unknown or has a value that it cannot take."""


class DocumentError(SourcierError):
    """One file or article cannot be read. It gives the reason alone; the caller names the file."""


class EmbedderError(SourcierError):
    """The embedding model is missing, damaged, or gives something else than what the index holds."""


class ModelError(SourcierError):
    """The chat model cannot be had, or was asked and gave no answer that can be used.

    `kind` says what the matter is; `retry_after`: the seconds that its provider asks to wait, where it says so.
    """

    def __init__(
        self, key: str, *, kind: ModelTrouble = "other", retry_after: float | None = None, **values: object
    ) -> None:
        super().__init__(key, **values)
        self.kind = kind
        self.retry_after = retry_after

    @property
    def transient(self) -> bool:
        """Whether the same request, made again, may well be answered."""
        return self.kind in _PASSING


class ModelSetupError(ModelError):
    """The chat model cannot be made: its name, package, key, address or file is not right."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, kind="setup", retry_after=None, **values)


class ClusterError(SourcierError):
    """The workers that an ingest is to be spread over cannot be had, are lost, or are not what is needed."""


class HistoryError(SourcierError):
    """Conversations cannot be kept, or those that were kept cannot be read."""


class IndexFault(SourcierError):  # noqa: N818 - Python has an IndexError of its own
    """Something about the index as a whole."""


class IndexMissingError(IndexFault):
    """There is no index in the folder."""


class IndexMismatchError(IndexFault):
    """The index was made by another model, schema version or chunker than the one in use."""


class IndexDamagedError(IndexFault):
    """A file of the index is missing, or its content is not what was written."""


class IndexBusyError(IndexFault):
    """Another process is writing to the index."""


class StoreError(IndexFault):
    """The server (or the engine in this process) that keeps the vectors cannot be used, or has not what it should."""
