"""What an exported conversation says beside its questions and answers, in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import get_month_names

from rag.messages import Language


@dataclass(frozen=True, slots=True)
class ExportTexts:
    """The strings of one language."""

    day: str
    time: str
    undated: str
    begun: str
    exported: str
    question: str
    text: str
    asked: str
    sources: str
    place: str
    quoted: str
    supported: str
    weak: str
    unsupported: str
    nothing_stated: str
    check_stopped: str
    written_by: str
    quotations: str
    up: str
    down: str
    commented: str


EXPORT: dict[Language, ExportTexts] = {
    "fr": ExportTexts(
        day="{day} {month} {year}",
        time="{day} à {hour}\u00a0h\u00a0{minute} (UTC)",
        undated="sans date",
        begun="Conversation commencée le {time}",
        exported="exportée de Sourcier le {time}",
        question="Question",
        text="Texte à vérifier",
        asked="Posée le {time}",
        sources="Sources",
        place="{document}, caractères {start} à {end}",
        quoted="«\u00a0{quote}\u00a0»",
        supported="appuyé par la source",
        weak="appui faible",
        unsupported="non appuyé par la source",
        nothing_stated="Aucune phrase de ce texte n’affirme quoi que ce soit de vérifiable.",
        check_stopped="Arrêté\u00a0: la suite du texte n’a pas été vérifiée.",
        written_by="Rédigé par {name}, vérifié phrase par phrase",
        quotations="Citations exactes, sans modèle",
        up="Jugé utile",
        down="Jugé mauvais",
        commented="{rating}\u00a0: {comment}",
    ),
    "en": ExportTexts(
        day="{day} {month} {year}",
        time="{day} at {hour}:{minute} UTC",
        undated="undated",
        begun="Conversation begun on {time}",
        exported="exported from Sourcier on {time}",
        question="Question",
        text="Text to check",
        asked="Asked on {time}",
        sources="Sources",
        place="{document}, characters {start} to {end}",
        quoted="“{quote}”",
        supported="supported by the source",
        weak="weak support",
        unsupported="not supported by the source",
        nothing_stated="No sentence of this text states anything that could be checked.",
        check_stopped="Stopped: the rest of the text was not checked.",
        written_by="Written by {name}, checked sentence by sentence",
        quotations="Exact quotations, no model",
        up="Rated helpful",
        down="Rated bad",
        commented="{rating}: {comment}",
    ),
}


def day_text(date: dt.date | None, language: Language) -> str:
    """« 30 avril 2025 », “30 April 2025”; the first of a month is « 1er » in French."""
    texts = EXPORT[language]
    if date is None:
        return texts.undated
    day = "1er" if language == "fr" and date.day == 1 else str(date.day)
    return texts.day.format(day=day, month=get_month_names("wide", locale=language)[date.month], year=date.year)


def time_text(time: dt.datetime, language: Language) -> str:
    """A day and the minute of it, in UTC."""
    time = time.astimezone(dt.UTC)
    day = day_text(time.date(), language)
    return EXPORT[language].time.format(day=day, hour=time.hour, minute=f"{time.minute:02}")
