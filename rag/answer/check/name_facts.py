"""The names of a statement, each held against a window."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.check.align import Links
from rag.answer.check.analysed import Analysed
from rag.answer.check.facts import Fact, State
from rag.answer.check.flat import flat
from rag.answer.check.held_names import holds_name, same_kind, unmatched
from rag.answer.check.names import Name
from rag.answer.check.places import Place
from rag.answer.check.window import Window
from rag.types import Span

_STANDS_FOR = re.compile(
    r"(?<!\w)(?:il|elle|ils|elles|lui|celui-ci|celle-ci|ce dernier|cette derniere|ces derniers|y|"
    r"he|she|they|him|them|it|her|we|(?:la|cette|the|this|that|ce|cet|le) (?:societe|compagnie|entreprise|groupe|firme|"
    r"company|firm|group|start-up|startup|organisation|organization|agency|agence|team|equipe|club|pays|country|city|ville|"
    r"president|ministre|minister|homme|femme|man|woman|film|album|livre|book|jeu|game|series?|ecole|school|"
    r"university|universite|parti|party|fondateur|founder|patron|dirigeant|auteur|author|artiste|artist|joueur|player)|"
    r"l'(?:entreprise|organisation|agence|equipe|homme|auteur|artiste|ecole|universite|album|ecrivain|acteur|actrice))\b"
)
"""What may stand for a name that the sentence before has."""
_OF = re.compile(r"(?:\b(?:de|du|des|of)|\bd')(?: la| the| l')? ?$")
_OWN = re.compile(r"\b(?:son|sa|ses|leurs?|its|his|her|their)\b")
_TRANSLATED = 0.88
"""Similarity from which a capitalised word may be a translation: "Parliament" and « Parlement »."""
_PARTLY_TRANSLATED = 0.8
"""The same for one of several words of a name, another of which is there as it is written."""
_COMMON = 0.82
"""Similarity from which a word that begins a sentence is a common word that the window has in other words."""
_COMMON_ENDINGS = {
    "fr": re.compile(r"(?:e|es|ees|ee|ant|ante|ment|aux|eurs|ions|tion|ite|aires?)$"),
    "en": re.compile(r"(?:ed|ing|ly|s|tion|ment|ers|ity|al|ive|ous)$"),
}


def names(window: Window) -> Iterator[Fact]:
    """All names of the statement."""
    free = [(link, name) for link in window.links for name in unmatched([link.part], window.statement)]
    for name in window.statement.names:
        holding = [link for link in window.links if holds_name(name, [link.part])]
        held = [Place(link, place) for link in holding for place in _places(name, link)]
        taken = [(id(place.link), place.span) for place in held]
        rivals = [
            Place(link, other.span)
            for link, other in free
            if same_kind(name, other)
            and not any(of == id(link) and other.span.start < s.end and s.start < other.span.end for of, s in taken)
        ]
        if name.doubtful and any(re.search(rf"\b{re.escape(name.text.lower())}", part.text) for part in window.parts):
            rivals = []  # a common word
        sure = bool(holding) and _goes_on(name, window, holding[0])
        state = "held" if holding else _missing(name, window, rivals)
        yield Fact(name.span, "name", state, held, rivals, sure)


def _missing(name: Name, window: Window, rivals: Sequence[Place]) -> State:
    """Of a name that the window does not have as it is written."""
    likeness = _likeness(name, window)
    if _translated(name, window, likeness) or (name.doubtful and _common(name, window, likeness)):
        return "held"
    if holds_name(name, list(window.around)):
        standing = any(_stands(name, window, part) for part in window.parts)
        return "around" if standing or not rivals else "otherwise"
    if (name.kind == "people" and not rivals) or _seat(name, window):
        return "doubtful"
    return "otherwise" if rivals else "absent"


_BRUSSELS = frozenset({"bruxelles", "brussels"})


def _seat(name: Name, window: Window) -> bool:
    """Whether a city may stand for the country, or the Union, whose government sits there, or an institution of it."""
    if name.concept is None or name.concept.kind not in {"city", "org"} or not name.concept.within:
        return False
    owners = {name.concept.within} | ({"EU"} if _BRUSSELS & set(name.words) else set())
    known = [n.concept for part in window.parts for n in part.names if n.concept is not None]
    return any(c.id in owners or (c.kind == "org" and c.within in owners) for c in known)


def _goes_on(name: Name, window: Window, holding: Links) -> bool:
    """Whether the window's last sentence goes on with a pronoun about a name that an earlier one has."""
    return holding is not window.links[-1] and _stands(name, window, window.links[-1].part)


def _stands(name: Name, window: Window, part: Analysed) -> bool:
    """Whether a sentence has a pronoun, or "the company", that can stand for the name."""
    plain, statement = flat(part.text), flat(window.statement.text)
    if _STANDS_FOR.search(plain):
        return True
    owns = _OF.search(statement[: name.span.start]) or statement.startswith("'s", name.span.end)
    return bool(owns) and _OWN.search(plain) is not None


def _places(name: Name, link: Links) -> list[Span]:
    own = [n.span for n in link.part.names if holds_name(name, [link.part]) and _meet(n, name)]
    return own or [w.span for i in _words(name, link) for w in [link.part.words[j] for j in link.partners(i)]]


def _meet(one: Name, other: Name) -> bool:
    if one.concept is not None and other.concept is not None and one.concept.id == other.concept.id:
        return True
    return bool(set(one.words) & set(other.words))


def _words(name: Name, link: Links) -> list[int]:
    return [i for i, w in enumerate(link.statement.words) if name.span.start <= w.span.start < name.span.end]


def _likeness(name: Name, window: Window) -> list[float]:
    """Of each word of a name to the window."""
    return [float(window.best[i]) for i in _words(name, window.links[0])]


def _translated(name: Name, window: Window, likeness: Sequence[float]) -> bool:
    """Whether each word of a name that the gazetteer does not know has its translation in the window."""
    across = any(part.language != window.statement.language for part in window.parts)
    if not across or name.concept is not None or not likeness:
        return False
    return min(likeness) >= (_PARTLY_TRANSLATED if max(likeness) >= 0.99 else _TRANSLATED)


def _common(name: Name, window: Window, likeness: Sequence[float]) -> bool:
    """Whether a word that begins a sentence is more likely a common word than a name."""
    endings = _COMMON_ENDINGS.get(window.statement.language)
    common = endings is not None and endings.search(name.words[-1]) is not None
    if _only_capital(name.text, window.hit.passage.text):
        return False
    if any(_among_names(j, link) for link in window.links for i in _words(name, link) for j in link.partners(i)):
        return False
    return max(likeness, default=0.0) >= _COMMON - (0.06 if common else 0.0)


def _only_capital(word: str, text: str) -> bool:
    """Whether the passage has the word, and only with a capital."""
    return re.search(rf"\b{re.escape(word)}\b", text) is not None and word.lower() not in text


def _among_names(word: int, link: Links) -> bool:
    span = link.part.words[word].span
    return any(n.span.start <= span.start < n.span.end and not n.doubtful for n in link.part.names)
