"""A name in the place of the name that stands as it does: « et avec Google ? » after « … avec Meta ? »."""

from __future__ import annotations

from rag.chat.frame import is_owner, preposition
from rag.chat.lexicon import ABOUT, ARTICLES, flat, words
from rag.chat.place import add, at, of
from rag.chat.reading import Name, Read

ALIKE = tuple(
    words(each)
    for each in (
        "in en dans a au aux at chez", "with avec", "by par selon", "from de du d' des of", "to a au aux vers",
        "on sur about concernant of", "for pour", "under sous", "against contre", "between entre",
    )
)  # fmt: skip
"""Prepositions of the two languages that say the same."""
_PLACED = words("in en dans au aux with avec by par to vers against contre under sous from since depuis")
"""Prepositions of a part that the question before need not have had."""


def renamed(body: Read, question: Read) -> str:
    """The question with the fragment's name in it, or behind it where no name stands alike."""
    new = body.text[body.names[0].start : body.names[-1].end]
    old = same_place(question, preposition(body, body.names[0]), owner=is_owner(body, body.names[-1]), new=new)
    if old is None:
        return add(question.text, body.text)
    return swap(question, old, new, _article(body)) if flat(old.text) != flat(new) else question.text


def same_place(question: Read, said: str, *, owner: bool, new: str) -> Name | None:
    """The name of the question that a new one replaces. `said`: the new one's preposition; `owner`: a genitive."""
    names = [n for n in question.names if flat(n.text) != flat(new)]
    if not names:
        return None
    if owner:
        return ([n for n in names if is_owner(question, n)] or names)[-1]
    classes = [each for each in ALIKE if said in each]
    alike = [n for n in names if any(preposition(question, n) in each for each in classes)]
    if alike:
        return alike[-1]
    if said in _PLACED - ABOUT:
        return None
    free = [n for n in names if not preposition(question, n) and not is_owner(question, n)]
    return free[0] if free else names[-1]


def swap(question: Read, old: Name, new: str, article: str = "") -> str:
    """One name for another, with articles and elisions as French has them: « d’OpenAI », « du Quest 4 »."""
    if question.language != "fr":
        return question.text[: old.start] + new + question.text[old.end :]
    new = f"{article}{new}"
    before = question.tokens[old.first - 1] if old.first else None
    start = old.start
    if before is not None and before.low in {"le", "la", "les", "l'"}:
        start, before = before.start, question.tokens[old.first - 2] if old.first > 1 else None
    if before is not None and before.low in {"de", "d'", "du", "des"}:
        start, new = before.start, of(new)
    elif before is not None and before.low in {"a", "au", "aux"} and before.text != "a":
        start, new = before.start, at(new)
    elif before is not None and before.low == "qu'":
        start, new = before.start, f"{before.text[:-1]}e {new}"
    return question.text[:start] + new + question.text[old.end :]


def _article(body: Read) -> str:
    """The article before the fragment's name, as the name takes it along: « la », « l’ », ""."""
    first = body.names[0].first
    return ARTICLES.get(body.tokens[first - 1].low, "") if first and body.language == "fr" else ""
