"""What in a question stands for something that was said before it: pronouns, possessives, « cette entreprise »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.chat.binding import is_bound
from rag.chat.impersonal import impersonal
from rag.chat.lexicon import ORGANISATIONS, PEOPLE, THINGS
from rag.chat.reading import Read

Role = Literal["person", "thing", "any", "many", "place", "said"]
"""What it may stand for. `any`: one person or thing, as « il » does; `many`: several, or a company; `said`: all."""
Form = Literal["subject", "object", "possessive", "noun", "loose"]
"""Where it stands, which decides how a name takes its place; beside a `loose` one the name is added."""


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A stretch `text[start:end]` of a question that needs an antecedent; `gender`: of a French one, "m", "f" or ""."""

    start: int
    end: int
    role: Role
    form: Form
    gender: str = ""


_NOUNS = f"(?P<org>{ORGANISATIONS['en']}|{ORGANISATIONS['fr']})s?|(?P<who>{PEOPLE})s?|(?P<what>{THINGS})s?"
_NOW = (
    "year|month|week|morning|evening|afternoon|century|articles?|questions?|faqs?|documents?|pages?|guides?|manuals?|texts?|time|times|days?|quarter|moment|way|kind|sort|"
    "annee|semaine|nuit|fois|jours?|mois|matin|soir|moment|siecle|trimestre|manuels?|textes?"
)
_AUX_EN = "is|was|are|were|did|does|do|has|had|have|will|would|could|can|should|might|may|must"
_PREPOSITION_EN = (
    "of|about|for|from|with|at|in|on|by|to|than|after|before|since|behind|under|against|during|into|over|like|per"
)

_NOT_ALL = r"(?<!\ball )(?<!\btous )(?<!\btoutes )(?<!\btout )"
_NO_RELATIVE = r"(?![^?.,]* (?:that|who|which|whose|where|qui|que|dont|ou)\b)(?![^?.,]* qu')"
"""What a relative clause tells needs no antecedent: « Quel est ce pays qui … ? »."""

_ENGLISH: tuple[tuple[str, Role, Form], ...] = (
    (r"\b(?:he|she)\b", "person", "subject"),
    (r"\bhim\b(?!self)", "person", "object"),
    (r"\bher\b(?=\s*(?:[?.!,;]|$|(?:in|at|on|for|from|with|about|to|as|by|after|before|during|now|too|so|again)\b))",
     "person", "object"),
    (r"\b(?:his|her|hers)\b", "person", "possessive"),
    (rf"\bit\b(?=\s*(?:[?.!,;]|$|(?:{_PREPOSITION_EN}|now|too|so|again|yet|ever|first|well)\b))", "thing", "object"),
    (r"\bit\b", "thing", "subject"),
    (r"\bits\b", "thing", "possessive"),
    (r"\bthey\b", "many", "subject"),
    (r"\bthem\b", "many", "object"),
    (r"\btheirs?\b", "many", "possessive"),
    (rf"{_NOT_ALL}\b(?:this|that|these|those) (?:{_NOUNS})\b{_NO_RELATIVE}", "any", "noun"),
    (rf"{_NOT_ALL}\b(?:this|these|those)\b(?! (?:{_NOW}|who|that|which)\b){_NO_RELATIVE}", "said", "loose"),
    (r"(?<!all )(?<!one )(?<!thing )\bthat\s*(?=[?.!,]*$)", "said", "loose"),
    (rf"^(?:\w+ ){{0,3}}(?:{_AUX_EN}) (?P<at>that)\b(?! (?:the|a|an|he|she|it|they)\b){_NO_RELATIVE}",
     "said", "loose"),
    (rf"\b(?:{_PREPOSITION_EN}) (?P<at>that)\b(?! (?:{_NOW})\b)", "said", "loose"),
    (r"\b(?!(?:all|one|thing|those|only|say|said|says) )(?<!the )(?<! a )(?<!any )(?<!every )\b\w+ (?P<at>that)"
     r"(?= \w+\s*\?*$)", "said", "loose"),
    (r"\bthere\b(?=\s*(?:[?.!,]|$|(?:in|at|on|now|today|before|after|during|since)\b))", "place", "loose"),
    (r"\bthe (?:latter|former)\b(?= *(?:[?.!,]|$|(?:is|was|did|does|do|has|will|and|or)\b))", "any", "subject"),
    (rf"\bthe (?:{ORGANISATIONS['en']}|event|conference)\b(?!'s? \w+ of)"
     r"(?! (?:of|that|which|called|named|behind|who|with)\b)", "thing", "noun"),
)  # fmt: skip
_NO_VERBS = (
    "(?:premier|dernier|papier|dossier|courrier|ouvrier|metier|fichier|soir|hiver|fer|mer|pouvoir|avenir|plaisir)"
)
_VERB_FR = "est|sont|etait|etaient|fut|furent|sera|a|ont|avait|avaient|aurait|aura|eut"
_HAS_FR = "a|ont|avait|avaient|aurait|aura|eut"
_FRENCH: tuple[tuple[str, Role, Form], ...] = (
    (r"(?<=\w)-(?:t-)?(?:il|elle)\b", "any", "subject"),
    (r"(?<=\w)-(?:t-)?(?:ils|elles)\b", "many", "subject"),
    (r"(?<![\w-])(?:il|elle)\b(?!-)", "any", "subject"),
    (r"(?<![\w-])(?:ils|elles)\b(?!-)", "many", "subject"),
    (r"(?<![\w-])lui\b(?!-meme)", "person", "object"),
    (r"\beux\b(?!-memes)", "many", "object"),
    (r"(?<![\w-])(?<!\ble )(?<!\bun )(?<!\bdu )(?<!\bau )(?:son|sa|ses)\b(?= \w)", "any", "possessive"),
    (r"(?<![\w-])leurs?\b(?= \w)", "many", "possessive"),
    (rf"\bl'(?=(?:{_HAS_FR})\b)", "any", "loose"),
    (r"(?:^|^et )(?:qui|qui est-ce qui) (?:ne )?(?P<at>l(?:e|a|es)\b|l')(?! ?plus\b)(?= ?\w+(?:\s*\?*$|"
     r" (?:a|au|en|de|du|dans|depuis|pour|par|aujourd'hui|maintenant|avant|apres|actuellement|encore|\w+\s*\?*$)))",
     "any", "loose"),
    (rf"-(?:t-)?(?:ils?|elles?|on|vous|nous|tu|je) (?P<at>l(?:e|a|es)\b|l')(?= ?(?!{_NO_VERBS}\b)\w+(?:er|ir)\b)",
     "any", "loose"),
    (rf"\b(?:doi(?:t|vent)|devra(?:it)?|peu(?:t|vent)|pourra(?:it)?|va|vont|veu(?:t|lent)|pour|de|a|sans) "
     rf"(?P<at>l(?:e|a|es)\b|l')(?= ?(?!{_NO_VERBS}\b)\w+(?:er|ir)\b)", "any", "loose"),
    (r"\b(?P<at>l(?:e|a|es)) (?=\w+-(?:t-)?(?:ils?|elles?|on)\b)", "any", "loose"),
    (r"(?<![\w-])(?:n'|j'|l'|d'|s'|m'|qu'|qui |que |on |il |elle |ils |elles |tu |ou |combien )(?P<at>en)\b"
     r"(?! (?:19|20)\d\d)(?= \w)", "any", "loose"),
    (rf"\ben (?=(?:{_VERB_FR}|fait|font|pense|pensent|dit|disent)\b)", "any", "loose"),
    (r"(?<![\w-])y\b", "place", "loose"),
    (rf"{_NOT_ALL}(?<![\w-])(?:ce|cet|cette|ces) (?:{_NOUNS})\b(?:-la|-ci)?{_NO_RELATIVE}", "any", "noun"),
    (rf"{_NOT_ALL}(?<![\w-])(?<!\best )(?:ce|cet|cette|ces) (?!(?:{_NOW})\b(?!-))"
     r"(?!(?:qu'|que|qui|dont|n'|sont|serait|sera|fut|etait|est|a|soit|pourrait)\b)\w+"
     rf"{_NO_RELATIVE}", "said", "loose"),
    (r"\b(?:(?:celui|celle|ceux|celles)-(?:la|ci)|c(?:e|et|ette) derni(?:er|ere)|ces derni(?:ers|eres))\b",
     "any", "subject"),
    (r"\b(?:cela|ca)\b(?![^?]*, (?:(?:le|la|les|un|une|de|du)\b|l'))", "said", "loose"),
    (rf"(?:\ble |\bla |\bl')(?:{ORGANISATIONS['fr']}|evenement|conference)\b(?! (?:de|du|des|d'|qui|que|"
     rf"appelee?|nommee?)\b)"
     r"(?! d')", "thing", "noun"),
)  # fmt: skip


def _compiled(rows: tuple[tuple[str, Role, Form], ...]) -> tuple[tuple[re.Pattern[str], Role, Form], ...]:
    return tuple((re.compile(pattern), role, form) for pattern, role, form in rows)


_ROWS = {"en": _compiled(_ENGLISH), "fr": _compiled(_FRENCH)}


def anaphors(read: Read) -> list[Anaphor]:
    """Those that nothing in the question itself stands for, in their order."""
    empty = impersonal(read.low)
    found: dict[int, Anaphor] = {}
    for one in _all(read):
        taken = any(one.start < other.end and other.start < one.end for other in found.values())
        if not taken and not any(start <= one.start < end for start, end in empty):
            found[one.start] = one
    free = [one for _, one in sorted(found.items()) if not is_bound(read, one.start, one.end, one.form, one.role)]
    return [one for i, one in enumerate(free) if not any(_owns(other, one) for other in free[:i])]


def _owns(subject: Anaphor, one: Anaphor) -> bool:
    """Whether a possessive is that of a pronoun before it: "Why did they lower their target?"."""
    if one.form != "possessive" or subject.form != "subject":
        return False
    return subject.role == one.role or "any" in {subject.role, one.role} - {"many"}


def _all(read: Read) -> Iterator[Anaphor]:
    for pattern, role, form in _ROWS[read.language]:
        for match in pattern.finditer(read.low):
            groups = match.groupdict()
            start, end = match.span("at") if groups.get("at") else match.span()
            if any(name.start <= start < name.end or 0 <= name.start - start <= 6 < end - start for name in read.names):
                continue  # "The It Crowd", « cette Maya »
            if form == "loose" and read.text[end : end + 2].strip()[:1].isupper() and read.low[start] == "l":
                continue  # « de l’Inter »
            kind: Role = role
            if role == "any" and form == "noun":
                kind = "person" if groups.get("who") else "thing"
            yield Anaphor(start, end, kind, form, _gender(match.group()) if form == "subject" else "")


def _gender(pronoun: str) -> str:
    bare = pronoun.rsplit("-", 1)[-1].rstrip("s")
    return {"il": "m", "elle": "f"}.get(bare, "")
