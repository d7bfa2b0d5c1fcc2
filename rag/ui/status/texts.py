"""What the page about the application says, in both languages, and how it writes sizes and times."""

from __future__ import annotations

import datetime as dt

from rag.messages import Language
from rag.ui.status.texts_en import ENGLISH
from rag.ui.status.texts_fr import FRENCH
from rag.ui.status.texts_shape import StatusTexts
from rag.ui.texts import TEXTS, date_text

STATUS_TEXTS: dict[Language, StatusTexts] = {"fr": FRENCH, "en": ENGLISH}


def size_text(count: int, language: Language) -> str:
    """A number of bytes in the unit that leaves it readable: kB, MB or GB, each a thousand of the one before."""
    texts = STATUS_TEXTS[language]
    unit, size = texts.kilobytes, count / 1e3
    for larger in (texts.megabytes, texts.gigabytes):
        if size < 999.5:
            break
        unit, size = larger, size / 1e3
    number = f"{size:.0f}" if size >= 9.95 or unit == texts.kilobytes else f"{size:.1f}"
    return unit.format(count=number.replace(".", TEXTS[language].decimal))


def moment_text(written: str, language: Language) -> str:
    """An ISO 8601 moment as day and time; as it stands where it is none."""
    try:
        moment = dt.datetime.fromisoformat(written).astimezone(dt.UTC)
    except ValueError:
        return written
    return STATUS_TEXTS[language].at.format(date=date_text(moment.date(), language), time=f"{moment:%H:%M}")
