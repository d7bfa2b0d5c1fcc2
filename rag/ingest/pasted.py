"""A text that somebody pastes, as the file of an article."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import yaml

from rag.errors import DocumentError
from rag.text.fold import fold

_SEPARATORS = re.compile(r"[^\w]+")
_NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text and what is known of it; what is empty or None is found out when the file is read."""

    text: str
    title: str = ""
    date: dt.date | None = None
    language: str = ""
    source: str = ""
    url: str = ""


def file_name(pasted: Pasted) -> str:
    """A name after the title, else after the beginning of the text: “la-crue-de-la-loire.md”."""
    words = pasted.title.strip() or pasted.text.strip().partition("\n")[0]
    slug = "-".join(word for word in _SEPARATORS.split(fold(words)) if word)[:_NAME_CHARACTERS].strip("-")
    return f"{slug or 'article'}.md"


def markdown(pasted: Pasted) -> bytes:
    """Markdown with front matter, in UTF-8; the body is what was pasted, to the letter.

    Raises DocumentError (`file_no_text`) for a text without a letter or digit.
    """
    if not any(map(str.isalnum, pasted.text)):
        raise DocumentError("file_no_text")
    fields = {
        "title": " ".join(pasted.title.split()),
        "date": pasted.date.isoformat() if pasted.date else "",
        "lang": pasted.language,
        "source": " ".join(pasted.source.split()),
        "url": pasted.url.strip(),
    }
    told = {name: value for name, value in fields.items() if value}
    # Without front matter a text that begins with `---` would be taken for it.
    front = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=10_000) if told else "title:\n"
    return f"---\n{front}---\n\n{pasted.text}".encode("utf-8", "replace")
