"""Titles and languages, as stated by people and as filled in by software."""

from __future__ import annotations

import re

from rag.errors import DocumentError

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-_]*)?$")
_NAMES = {
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "english": "en",
    "anglais": "en",
    "fra": "fr",
    "fre": "fr",
}
_NAMES |= {"eng": "en"}
_SLUG = re.compile(r"^[a-z0-9.]+(?:[-_][a-z0-9.]+)+$")
_RUBBISH = re.compile(
    r"""^(?:untitled|sans[ ]titre|no[ ]title|title|titre|unknown|document|microsoft[ ](?:word|powerpoint)\b.*
    |slide[ ]1|layout[ ]1
    |(?:about|https?|file|data|blob|chrome):\S*
    |.*\.(?:docx?|odt|rtf|pdf|tex|dvi|indd|qxd|qxp|pptx?|xlsx?|p65|fm|html?|md|txt)
    |[^A-Za-zÀ-ÿ]*)[\s\d_()-]*$""",
    re.IGNORECASE | re.VERBOSE,
)


def language_code(value: str) -> str:
    """The lower-case code that a language tag or name begins with ("fr-CA": "fr"), or ""."""
    value = value.strip()
    name = _NAMES.get(value.lower())
    match = _CODE.match(value)
    code = name or (match[1].lower() if match else "")
    return _NAMES.get(code, code)


def stated_language(value: str) -> str:
    """The code of a language that an author gave; "" for "". Raises DocumentError for what is no language."""
    code = language_code(value)
    if value.strip() and not code:
        raise DocumentError("language_bad", value=value.strip()[:80])
    return code


def useful_title(title: str, stem: str) -> str:
    """A title out of a file's properties, or "" where it is what software leaves there: "untitled", a file name."""
    title = " ".join(title.split())
    if _RUBBISH.match(title) or _SLUG.match(title) or title.lower() == stem.lower() or len(title) > 300:
        return ""
    return title


def title_of_name(stem: str) -> str:
    """A file name as a title: words instead of dashes and underscores."""
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:] if words else stem
