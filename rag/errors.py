"""The errors that Sourcier raises on purpose. Each says what is wrong and how to mend it, in French and in English.

::

    SourcierError
    ├── UsageError                what was asked for cannot be done as asked
    │   ├── QuestionError         a question that is empty or too long
    │   └── SettingsError         a setting that is unknown or has a bad value
    ├── DocumentError             one file or article cannot be read; the others go on
    ├── EmbedderError             the embedding model is missing, damaged or does not fit
    └── IndexFault                the index as a whole
        ├── IndexMissingError     there is no index in that folder
        ├── IndexMismatchError    made by another model, schema version or chunker
        ├── IndexDamagedError     a file of it is missing or is not what was written
        └── IndexBusyError        another process is writing to it
"""

from __future__ import annotations

from rag.messages import ERRORS, Language


class SourcierError(Exception):
    """Base of every error that a user can mend.

    `key` names an entry of `rag.messages.ERRORS`; `values` fill its placeholders. An unknown key is a KeyError.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.localized("en"))

    def localized(self, language: Language) -> str:
        """Message and hint on one line, in `language`."""
        return f"{self.message(language)} {self.hint(language)}".rstrip()

    def message(self, language: Language = "en") -> str:
        """One sentence that says what is wrong."""
        return ERRORS[self.key][language][0].format(**self.values)

    def hint(self, language: Language = "en") -> str:
        """One sentence that says what to do, or ""."""
        return ERRORS[self.key][language][1].format(**self.values)


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
