"""A name in the place of a pronoun, as each language writes it."""

from __future__ import annotations

import re

from rag.chat.anaphora import Anaphor
from rag.chat.exchange import distinct
from rag.chat.lexicon import BEFORE_VERB, PREPOSITIONS, flat
from rag.chat.reading import Read
from rag.chat.topic import Antecedent

_END = re.compile(r"[\s?!.…]*$")
_VOWEL = re.compile(r"[aeiouy]")
_ARTICLES = {"son": "le", "sa": "la", "ses": "les", "leurs": "les"}


def put(read: Read, found: list[tuple[Anaphor, Antecedent]]) -> str:
    """The question with each antecedent in the place of its pronoun, or behind it all where it has no place."""
    edits: list[tuple[int, int, str]] = []
    behind: list[str] = []
    for anaphor, meant in found:
        edit = None if meant.phrase or anaphor.form == "loose" else _edit(read, anaphor, meant.text)
        if edit is None:
            behind.append(meant.text)
        else:
            edits += edit
        if meant.also:
            behind.append(meant.also)
    text = read.text
    for start, end, new in sorted(edits, reverse=True):
        rest = text[end : end + 1].lower() + text[end + 1 :] if start == end == 0 else text[end:]
        text = text[:start] + new + rest
    return add(text, ", ".join(distinct(words for words in behind if flat(words) not in flat(text))))


def add(text: str, words: str) -> str:
    """The question with more words at its end, before the question mark."""
    if not words or flat(words) in flat(text):
        return text
    end = _END.search(text)
    at = end.start() if end else len(text)
    return f"{text[:at].rstrip(' ,')}, {words}{text[at:]}"


def _edit(read: Read, anaphor: Anaphor, name: str) -> list[tuple[int, int, str]] | None:
    """What to put where; None where the name goes behind the question."""
    if read.language == "en":
        return [(anaphor.start, anaphor.end, genitive(name) if anaphor.form == "possessive" else name)]
    match anaphor.form:
        case "possessive":
            return _possessed(read, anaphor, name)
        case "subject" if read.text[anaphor.start] == "-":
            at = _before_cluster(read, anaphor.start)
            before = next((t for t in read.tokens if t.end == at and t.low == "qu'"), None)
            return [(before.start, at, f"{before.text[:-1]}e {name} ")] if before else [(at, at, f"{name} ")]
        case "subject":
            return [_subject(read, anaphor, name)]
        case "noun":
            return [(anaphor.start, anaphor.end, name)]
        case _:
            return None


def genitive(name: str) -> str:
    """The English genitive."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def of(name: str) -> str:
    """« de Meta », « d’OpenAI », « du Quest 4 »."""
    if name.startswith(("le ", "les ")):
        return f"du {name[3:]}" if name.startswith("le ") else f"des {name[4:]}"
    return f"d’{name}" if _VOWEL.match(flat(name)) else f"de {name}"


def at(name: str) -> str:
    """« à Meta », « au Quest 4 »."""
    if name.startswith(("le ", "les ")):
        return f"au {name[3:]}" if name.startswith("le ") else f"aux {name[4:]}"
    return f"à {name}"


def closing(language: str) -> str:
    """The question mark, with the space that French puts before it."""
    return " ?" if language == "fr" else "?"


def _before_cluster(read: Read, at: int) -> int:
    """Where the verb that the pronoun hangs on begins, with the words that hang on it: « s’en est-il »."""
    index = max(i for i, token in enumerate(read.tokens) if token.end <= at)
    while index and read.tokens[index - 1].low in BEFORE_VERB:
        index -= 1
    return read.tokens[index].start


def _subject(read: Read, anaphor: Anaphor, name: str) -> tuple[int, int, str]:
    """« qu’il » becomes « que Meta », « s’il » « si Meta »."""
    before = next((t for t in read.tokens if t.kind == "elided" and t.end == anaphor.start), None)
    if before is None:
        return anaphor.start, anaphor.end, name
    if before.low.endswith("qu'"):
        joined = f"{before.text}{name}" if _VOWEL.match(flat(name)) else f"{before.text[:-1]}e {name}"
    else:
        joined = f"{before.text[:-1]}i {name}"
    return before.start, anaphor.end, joined


def _possessed(read: Read, anaphor: Anaphor, name: str) -> list[tuple[int, int, str]]:
    """« son siège en 2024 » becomes « le siège de Meta en 2024 »: behind the noun and what belongs to it."""
    tokens = [t for t in read.tokens if t.start >= anaphor.end]
    article = _ARTICLES.get(read.low[anaphor.start : anaphor.end], "")
    if article in {"le", "la"} and tokens and _VOWEL.match(tokens[0].low):
        edit = (anaphor.start, tokens[0].start, "l’")
    elif article:
        edit = (anaphor.start, anaphor.end, article)
    else:
        edit = (anaphor.start, anaphor.start, "")
    at = next((t.start for t in tokens[1:] if _ends_noun(read, t.start)), None)
    if at is None:
        end = _END.search(read.text)
        at = end.start() if end else len(read.text)
        return [edit, (at, at, f" {of(name)}")]
    return [edit, (at, at, f"{of(name)} ")]


def _ends_noun(read: Read, start: int) -> bool:
    """Whether a preposition stands there that does not carry on the noun, as « de » does, or a comma."""
    token = next(t for t in read.tokens if t.start == start)
    if read.low[:start].rstrip().endswith((",", ";", ":")):
        return True
    return token.low in PREPOSITIONS["fr"] - {"de", "d'", "du", "des"} and token.text != "a"
