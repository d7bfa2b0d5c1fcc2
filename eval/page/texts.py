"""All that the page of evaluations says, in French and in English, and how it writes shares and times."""

from __future__ import annotations

import datetime as dt

from eval.page.texts_en import ENGLISH
from eval.page.texts_fr import FRENCH
from eval.page.texts_shape import EvaluationTexts
from rag.messages import Language
from rag.ui.texts import count_text, date_text, number_text

__all__ = ["EVALUATION_TEXTS", "EvaluationTexts", "left_text", "questions_text", "share_text", "time_text"]

EVALUATION_TEXTS: dict[Language, EvaluationTexts] = {"fr": FRENCH, "en": ENGLISH}


def questions_text(count: int, language: Language) -> str:
    """« 154 questions »."""
    texts = EVALUATION_TEXTS[language]
    return count_text(texts.questions_one, texts.questions_many, count, language)


def share_text(part: int, whole: int, language: Language) -> str:
    """What is right so far, in whole per cent; "" before anything was judged."""
    return EVALUATION_TEXTS[language].right_so_far.format(share=round(100 * part / whole)) if whole else ""


def left_text(seconds: float, language: Language) -> str:
    """The time left, in whole minutes, or in seconds where there is less than a minute and a half."""
    texts = EVALUATION_TEXTS[language]
    if seconds < 90:
        return texts.left_seconds.format(count=max(1, round(seconds)))
    return texts.left_minutes.format(count=number_text(round(seconds / 60), language))


def time_text(moment: dt.datetime, language: Language) -> str:
    """A day with the time of day: « 26 novembre 2026, 14:05 »."""
    return f"{date_text(moment.date(), language)}, {moment:%H:%M}"
