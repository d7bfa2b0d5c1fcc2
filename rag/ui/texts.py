"""All that the page says, in French and in English, and how it writes dates and numbers."""

from __future__ import annotations

import datetime as dt

from rag.messages import Language
from rag.types import Verdict
from rag.ui.texts_en import ENGLISH
from rag.ui.texts_fr import FRENCH
from rag.ui.texts_shape import Texts

__all__ = ["TEXTS", "Texts", "count_text", "date_text", "number_text", "quoted_in_text", "seconds_text", "verdict_text"]

TEXTS: dict[Language, Texts] = {"fr": FRENCH, "en": ENGLISH}


def date_text(date: dt.date | None, language: Language) -> str:
    """« 30 avril 2025 », “30 April 2025”; the first of a month is « 1er » in French."""
    texts = TEXTS[language]
    if date is None:
        return texts.undated
    day = "1er" if language == "fr" and date.day == 1 else str(date.day)
    return texts.date.format(day=day, month=texts.months.split()[date.month - 1], year=date.year)


def count_text(one: str, many: str, count: int, language: Language) -> str:
    """A count with its noun. French says zero in the singular, English in the plural."""
    singular = count in {0, 1} if language == "fr" else count == 1
    return (one if singular else many).format(count=number_text(count, language))


def number_text(number: int, language: Language) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}".replace(",", "\u202f" if language == "fr" else ",")


def seconds_text(milliseconds: float, language: Language) -> str:
    """A duration in seconds, to a tenth; below that, to a hundredth."""
    seconds = milliseconds / 1000
    number = f"{seconds:.1f}" if seconds >= 0.1 else f"{seconds:.2f}"
    texts = TEXTS[language]
    return texts.seconds.format(seconds=number.replace(".", texts.decimal))


def quoted_in_text(quoted: str, asked: str, language: Language) -> str:
    """The label of a quotation in another language than the question; "" where it needs none."""
    texts = TEXTS[language]
    if quoted in {asked, "und"} or asked == "und":
        return ""
    return {"fr": texts.quoted_in_french, "en": texts.quoted_in_english}.get(
        quoted, texts.quoted_in_other.format(code=quoted)
    )


def verdict_text(verdict: Verdict, language: Language) -> str:
    """What is said of a sentence by what its sources say of it."""
    texts = TEXTS[language]
    return {"supported": texts.supported, "weak": texts.weak, "unsupported": texts.unsupported}[verdict]
