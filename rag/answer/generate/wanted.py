"""In which language an answer is wanted (the question's, unless that asks for another), and whether it is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.fold import fold
from rag.text.language import detect_language

_NAMES = {
    "fr": ("français", "french"), "en": ("anglais", "english"), "de": ("allemand", "german"),
    "es": ("espagnol", "spanish"), "it": ("italien", "italian"), "pt": ("portugais", "portuguese"),
    "nl": ("néerlandais", "dutch"),
}  # fmt: skip
ENGLISH_NAMES = {code: english.capitalize() for code, (_, english) in _NAMES.items()}
_BY_NAME = {fold(name): code for code, names in _NAMES.items() for name in names}
_LANGUAGE = "|".join(sorted(_BY_NAME, key=len, reverse=True))

_TELL = (
    r"(?:repond|reponse|explique|resume|ecri[st]|redige|dis\b|dites|donne"
    r"|answer|repl[yi]|respond|explain|summari|write|tell|give)"
)
_REQUEST = re.compile(
    rf"""
    (?P<sentence> (?:^ | (?<=[.!?;:])) \s* (?:s'il \s (?:vous|te) \s plait | please | merci \s de | peux-tu
        | pouvez-vous | can \s you | could \s you)? [\s,]* {_TELL} [^.!?;:,]{{0,30}}? \b (?:en|in)
        \s (?P<a>{_LANGUAGE}) \b
        (?: \s* ,? \s* (?:s'il \s (?:vous|te) \s plait | svp | stp | please | merci | thanks) )? \s* (?: [.!:,?]+ | $) )
  | (?P<bracket> \( \s* (?:(?:reponse|answer|reponds|repondez|reply) \s)? (?:en|in) \s (?P<b>{_LANGUAGE})
        (?: \s ,? (?:s'il \s (?:vous|te) \s plait | svp | please))? \s* \) )
  | (?P<ending> [,;.–—-] \s* (?:en|in) \s (?P<c>{_LANGUAGE}) \s* ,? \s*
        (?: (?:s'il \s (?:vous|te) \s plait | svp | stp | please) \s* )? [.!?]* \s* $
        | (?:^|\s) (?:en|in) \s (?P<d>{_LANGUAGE}) \s* ,? \s* (?:s'il \s (?:vous|te) \s plait | svp | stp | please)
        \s* [.!?]* \s* $ )
    """,
    re.VERBOSE,
)
_INSIDE = re.compile(rf"^\s*{_TELL}\S*\s(?:\w+\s)??(?P<cut>(?:en|in)\s(?P<e>{_LANGUAGE})\s)")
_INK = re.compile(r"\w")
LETTERS = 25
"""Of an answer, before its language is judged: names and numbers are in none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`question` without the request for a language, "" where it was nothing else.

    `language` is the code of the one asked for, None where none is.
    """

    question: str
    language: str | None


def language_wish(question: str) -> Wish:
    """What a question says of the language of its answer. What is about a language, and no request, stays as it is."""
    folded = _folded(question)
    match = _REQUEST.search(folded)
    if match is None:
        if inside := _INSIDE.search(folded):
            return Wish(question[: inside.start("cut")] + question[inside.end("cut") :], _BY_NAME[inside["e"]])
        return Wish(question, None)
    language = _BY_NAME[next(name for name in match.group("a", "b", "c", "d") if name)]
    before, after = question[: match.start()].rstrip(" ,;:–—-"), question[match.end() :].lstrip(" ,;:–—-")
    rest = " ".join(part for part in (before, after) if part)
    if match["ending"] and folded.rstrip().endswith("?") and not rest.endswith(("?", ".", "!")):
        rest += " ?" if language_of(question) == "fr" else "?"
    return Wish(rest if _INK.search(rest) else "", language)


def language_of(text: str) -> str | None:
    """The language of an answer; None where there is too little to tell."""
    return detect_language(text, "") or None if sum(map(str.isalpha, text)) >= LETTERS else None


def _folded(question: str) -> str:
    """Folded letter by letter, so that places stay what they are."""
    return "".join(fold(c)[:1] or c for c in question.replace("’", "'"))
