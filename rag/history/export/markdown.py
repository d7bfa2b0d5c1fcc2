"""A conversation as Markdown (CommonMark). What articles and people say is escaped: it stays text."""

from __future__ import annotations

import datetime as dt
import re

from rag.history.export.outline import Exported, Outline, Reference, dates_text, outline
from rag.history.export.texts import EXPORT, time_text
from rag.history.values import on_one_line
from rag.messages import Language

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~$|#{}^@]|:(?=[^\W\d]|/)|(?<=\bwww)\.")
_BEGINNING = re.compile(r"^(?:[-+=]|(?<!\d)\d{1,9}(?=[.)]))")
"""What begins a list, or a line below a heading."""

_HEADING = 120
"""Characters of a question that are its heading. One that has more, or several lines, follows in full."""


def markdown(exported: Exported, language: Language, now: dt.datetime) -> str:
    """The whole conversation. `now`: when it is exported."""
    dates = dates_text(exported.summary, time_text(now, language), language)
    parts = [f"# {escaped(exported.summary.name)}", escaped(dates)]
    for number, kept in enumerate(exported.exchanges, 1):
        parts += _exchange(number, outline(kept, language), language)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """The text on one line, with a backslash before each sign that Markdown or one of its dialects would read."""
    line = _SPECIAL.sub(lambda match: f"\\{match[0]}", on_one_line(text))
    return _BEGINNING.sub(lambda m: f"{m[0]}\\" if m[0].isdigit() else f"\\{m[0]}", line)


def _exchange(number: int, told: Outline, language: Language) -> list[str]:
    heading = on_one_line(told.question)
    long = len(heading) > _HEADING or heading != told.question.strip()
    shown = told.label if long else heading
    parts = [f"## {number}\\. {escaped(shown)}"]
    if long:
        parts.append(quoted(told.question))
    parts += [escaped(line) for line in told.told]
    parts += [f"**{escaped(told.short)}**"] if told.short else []
    parts += [escaped(one.text) for one in told.said]
    parts += [escaped(told.refusal)] if told.refusal else []
    if told.references:
        parts.append(f"### {escaped(told.heading)}")
        parts += [_reference(one, language) for one in told.references]
    return [*parts, *(f"*{escaped(line)}*" for line in told.remarks)]


def _reference(one: Reference, language: Language) -> str:
    where = [f"**{escaped(one.title)}**", escaped(one.origin), f"<{address(one.url)}>" if one.url else ""]
    line = f"\\[{one.number}\\] {', '.join(part for part in where if part)} · {escaped(one.place)}"
    told = "".join(f" · {escaped(part)}" for part in (one.told, one.bad) if part)
    return f"{line}{told}\n\n{quoted(EXPORT[language].quoted.format(quote=one.quote))}"


def quoted(text: str) -> str:
    """The text as a block quotation, its lines kept."""
    lines = [escaped(line) for line in text.strip().splitlines()]
    # A backslash at the end of a line breaks it, but at the end of a paragraph is one.
    broken = [line + "\\" * bool(line and after) for line, after in zip(lines, [*lines[1:], ""], strict=True)]
    return "\n".join(f"> {line}".rstrip() for line in broken)


def address(url: str) -> str:
    """An address that stays within its angle brackets."""
    return "".join(f"%{ord(c):02X}" if c in "<>\\ " or not c.isprintable() else c for c in url)
