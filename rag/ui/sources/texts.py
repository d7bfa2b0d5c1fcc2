"""All that the page of the articles says, in French and in English, and how it writes shares and times."""

from __future__ import annotations

from rag.messages import Language
from rag.ui.sources.texts_en import ENGLISH
from rag.ui.sources.texts_fr import FRENCH
from rag.ui.sources.texts_shape import SourcesTexts
from rag.ui.texts import TEXTS

__all__ = ["SOURCES_TEXTS", "SourcesTexts", "language_text", "left_text", "percent_text"]

SOURCES_TEXTS: dict[Language, SourcesTexts] = {"fr": FRENCH, "en": ENGLISH}


def percent_text(share: float, language: Language) -> str:
    """A share in whole per cent. What is not the whole is not said to be."""
    percent = 100 if share == 1 else min(99, round(share * 100))
    return SOURCES_TEXTS[language].percent.format(number=percent)


def left_text(seconds: float, language: Language) -> str:
    """How long something will take, as exactly as one can tell: “40 s left”, “3 min left”."""
    texts = SOURCES_TEXTS[language]
    if seconds < 60:
        time = texts.seconds.format(count=max(5, 5 * round(seconds / 5)))
    else:
        time = texts.minutes.format(count=round(seconds / 60))
    return texts.job_left.format(time=time)


def language_text(code: str, language: Language) -> str:
    """The name of one of the two languages; of another its code; of none a dash."""
    texts = TEXTS[language]
    return {"fr": texts.french, "en": texts.english, "und": "–"}.get(code, code)
