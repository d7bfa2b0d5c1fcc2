"""A conversation as a file: as Markdown, as an HTML page, as JSON."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.history.export.as_json import json_text
from rag.history.export.markdown import markdown
from rag.history.export.outline import Exported
from rag.history.export.page import page
from rag.messages import Language
from rag.text.fold import fold

__all__ = ["FORMATS", "Exported", "Format"]

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `write(exported, language, now)` makes the text of one."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Exported, Language, dt.datetime], str]

    def file_name(self, exported_name: str) -> str:
        """What a file of a conversation of that name is called: letters and digits of ASCII, which any system takes."""
        words = re.findall(r"[a-z0-9]+", fold(exported_name))
        name = "-".join(words)[:_LONGEST].strip("-")
        return f"{name or 'conversation'}{self.suffix}"


FORMATS = (
    Format("Markdown", ".md", "text/markdown", markdown),
    Format("HTML", ".html", "text/html", page),
    Format("JSON", ".json", "application/json", json_text),
)
