"""The names of a text: of the gazetteer, and whatever else is written with a capital where no common word would be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.check.flat import flat
from rag.answer.check.gazetteer import Concept, known_names
from rag.answer.check.taken import Taken
from rag.text.words import FUNCTION_WORDS
from rag.types import Span


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[^\W\d_]+")
_PARTICLES = _set("de du des la le les van von der den da di bin al el ibn d l y")
_TITLES = _set(
    "m mm mme mmes mlle mr mrs ms miss mister monsieur madame messieurs dr dre docteur doctor pr prof professeur "
    "professeure professor president presidente vice premier premiere prime ministre minister ministers senateur "
    "senatrice senator depute deputee congressman congresswoman representative judge juge justice sir lord lady "
    "dame roi king reine queen prince princesse princess duc duke duchesse duchess comte count comtesse countess "
    "empereur emperor imperatrice empress pape pope cardinal archeveque archbishop eveque bishop pere father "
    "saint sainte general generale colonel major capitaine captain lieutenant commandant commander amiral admiral "
    "marechal marshal secretaire secretary chancelier chanceliere chancellor gouverneur governor maire mayor "
    "ambassadeur ambassadrice ambassador directeur directrice director ceo pdg cfo cto chairman chairwoman "
    "president-director inspecteur inspector sergent sergeant procureur prosecutor attorney maitre chef chief "
    "head former ancien ancienne st ste"
)
"""Words before a name that are no part of it, folded."""
_ABBREVIATED = re.compile(r"(?<!\w)(?:\w|M[rms]|M[rm]s|Mme|Mlle|D[r]|Pr|Prof|St|Ste|Gen|Gén|Sen|Rep|Gov|Lt|Col|Sgt)\.$")
_BEFORE, _ABBREVIATION = 200, 8
"""Characters before a word that are looked at for the end of a sentence, and for an abbreviation."""
_ENDS = ".!?…:\n"
_OPENERS = " \u00a0\u202f«\"“'‘’([-–—*•"


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place.

    `words` are its own, as `flat` makes them, without titles and particles. `concept` is None for what the gazetteer
    does not hold. `doubtful`: one word that begins a sentence, so that its capital says nothing.
    """

    span: Span
    text: str
    words: tuple[str, ...]
    concept: Concept | None = None
    kind: str = ""
    doubtful: bool = False

    @property
    def acronym(self) -> bool:
        """Whether it is written in capitals."""
        return len(self.text) > 1 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    span: Span
    begins: bool


def names(text: str, language: str, taken: Sequence[Span] = ()) -> list[Name]:
    """Those of a text in their order. `taken` are the places of dates: "Monday" and "April" are no names."""
    found = []
    elsewhere = Taken(taken)
    for known in known_names(text, language):
        if not elsewhere.meets(known.span):
            own = text[known.span.start : known.span.end]
            words = tuple(flat(w) for w in _WORD.findall(own))
            found.append(Name(known.span, own, words, known.concept, known.kind))
    held = Taken([*taken, *(name.span for name in found)])
    found += [name for run in _runs(text, language, held) if (name := _named(text, run, language))]
    return sorted(found, key=lambda name: name.span)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _WORD.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()].rstrip(_OPENERS)
        ends = not before or (before[-1] in _ENDS and not _ABBREVIATED.search(before[-_ABBREVIATION:]))
        yield _Token(match.group(), Span(*match.span()), ends)


def _runs(text: str, language: str, held: Taken) -> Iterator[list[_Token]]:
    """Capitalised words that stand together, particles between them included."""
    run: list[_Token] = []
    particles: list[_Token] = []
    for token in _tokens(text):
        gap = text[(particles or run)[-1].span.end : token.span.start] if run else ""
        inside = held.meets(token.span)
        broken = inside or (run and (not _joins(gap) or token.begins))
        if broken and run:
            yield run
            run, particles = [], []
        if inside:
            continue
        if _capital(token, language) or _hyphened(text, token):
            run += [*particles, token]
            particles = []
        elif run and (flat(token.text) in _PARTICLES or gap == "-") and len(particles) < 2:
            particles.append(token)
        elif run:
            yield run
            run, particles = [], []
    if run:
        yield run


def _hyphened(text: str, token: _Token) -> bool:
    """Whether a word that could be any begins a name in several: « Notre-Dame »."""
    after = text[token.span.end : token.span.end + 2]
    return token.text[0].isupper() and len(after) == 2 and after[0] == "-" and after[1].isupper()


def _joins(gap: str) -> bool:
    return gap in {" ", "\u00a0", "\u202f", "-", "‑", "'", "’", ". ", ".", " & ", "&", "/"}


_OPENING = _set(
    "whoever whatever whenever wherever whichever someone somebody everyone everybody anyone anybody nobody "
    "something everything anything nothing however although though despite since today yesterday tomorrow "
    "meanwhile moreover furthermore therefore thus hence still yet even instead later earlier recently currently "
    "finally eventually together whereas among amid according unlike like within without across along besides "
    "perhaps maybe often sometimes usually never always ever many several three four five six seven eight nine "
    "ten two one another either neither much last next every around near previously originally initially "
    "similarly additionally officially overall unfortunately fortunately indeed nevertheless nonetheless quelqu "
    "quelque quelques plusieurs certains certaines chacun chacune tout aujourd hier demain cependant toutefois "
    "pourtant neanmoins enfin ensuite puis parmi malgre depuis selon desormais jusqu outre parfois souvent "
    "toujours jamais jadis autrefois egalement ainsi bref certes voici voila grace face afin lorsque lorsqu "
    "quoique bien trop peu beaucoup aucun aucune nul personne rien tel telle autre autres deux trois quatre cinq "
    "six sept huit neuf dix parallelement actuellement recemment finalement"
)
"""Words that begin sentences and are no names, folded; the function words are others."""


def _capital(token: _Token, language: str) -> bool:
    if not token.text[0].isupper() and not any(map(str.isupper, token.text)):
        return False
    name = flat(token.text)
    opening = name in _OPENING or name in FUNCTION_WORDS.get(language, frozenset())
    if token.text == "I" or (token.begins and opening):
        return False
    return len(token.text) > 1 or not token.begins


def _named(text: str, run: list[_Token], language: str) -> Name | None:
    """A run as a name, without the titles that it begins with."""
    while run and flat(run[0].text) in _TITLES:
        run = run[1:]
    while (
        run
        and (flat(run[0].text) in _PARTICLES or flat(run[0].text) in FUNCTION_WORDS.get(language, frozenset()))
        and not _hyphened(text, run[0])
    ):
        run = run[1:]
    if not run:
        return None
    span = Span(run[0].span.start, run[-1].span.end)
    words = tuple(flat(t.text) for t in run if flat(t.text) not in _PARTICLES and (len(t.text) > 1 or len(run) == 1))
    inner = any(map(str.isupper, run[0].text[1:]))
    return (
        Name(span, text[span.start : span.end], words, doubtful=len(run) == 1 and run[0].begins and not inner)
        if words
        else None
    )
