"""A question and its answer as a statement: "Who discovered radium?", "Marie Curie"; and a statement denied.

The word order is not always that of a native, which does not matter to who looks at words and facts.
"""

from __future__ import annotations

import re

_AUX = "did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must"
_WORDS = r"(?: [\w'-]+)"
_EN_FORMS = (
    # "In what year did Tesla move" and all that ask for an object: the answer stands at the end
    (rf"(?:(?P<prep>\w+) )?(?:what|which)(?P<noun>{_WORDS}{{0,4}}?) (?:did|does|do) (?P<rest>.+)",
     "{rest} {prep} {answer}"),
    (r"how (?:many|much) (?P<noun>(?:[\w'-]+ ){0,5}?)(?:did|does|do|was|were|is|are|has|had|have) (?P<rest>.+)",
     "{rest} {answer} {noun}"),
    (r"how (?:many|much) (?P<rest>.+)", "{answer} {rest}"),
    (rf"(?:when|where|how|how long|how old|how often|how far|how tall|why) (?:{_AUX}) (?P<rest>.+)", "{rest} {answer}"),
    (rf"(?P<prep>in|on|at|by|during|since|from|for|to|of|with|under|into|through) (?:what|which|whom)"
     rf"(?P<noun>{_WORDS}{{0,4}}?) (?:{_AUX}) (?P<rest>.+)", "{rest} {prep} {answer}"),
    (rf"(?:what|which|who)(?P<noun>{_WORDS}{{0,5}}?) (?P<aux>is|are|was|were) (?P<rest>.+)", "{answer} {aux} {rest}"),
    (r"(?:who|what) (?P<rest>.+)", "{answer} {rest}"),
    (r"which (?P<noun>[\w'-]+) (?P<rest>.+)", "{answer} {rest}"),
)  # fmt: skip
_WHAT = r"(?:quel|quelle|quels|quelles)"
_BE = "est|sont|était|étaient|fut|furent|a été|ont été|sera|serait"
_THAT = r"(?: est-ce que| est-ce qu')? ?"
_FR_FORMS = (
    (rf"(?P<prep>(?!que\b)[a-zà-û]{{1,8}}|jusqu'en|jusqu'à) {_WHAT}"
     r"(?P<noun> (?:année|date|mois|jour|siècle|époque|ville|pays|région))? (?P<rest>.+)", "{rest} {prep} {answer}"),
    (rf"{_WHAT} (?P<aux>{_BE}) (?P<rest>.+)", "{rest} {aux} {answer}"),
    (r"(?:qui|qu'est-ce qui|qui est-ce qui) (?P<rest>.+)", "{answer} {rest}"),
    (rf"(?:quand|où|comment|d'où|depuis quand|pourquoi){_THAT}(?P<rest>.+)", "{rest} {answer}"),
    (r"combien (?:de |d')(?P<rest>.+)", "{answer} {rest}"),
    (rf"(?P<prep>à|de|par|avec|pour|chez|contre|en) (?:qui|quoi|combien){_THAT}(?P<rest>.+)", "{rest} {prep} {answer}"),
    (r"(?:combien |que |qu'est-ce que |qu'est-ce qu'|qu')(?P<rest>.+)", "{rest} {answer}"),
    (rf"{_WHAT} (?P<noun>[\w'-]+) (?P<rest>.+)", "{answer} {rest}"),
)  # fmt: skip
_FORMS = {
    language: tuple((re.compile(pattern, re.IGNORECASE), form) for pattern, form in forms)
    for language, forms in (("en", _EN_FORMS), ("fr", _FR_FORMS))
}
_INVERTED = re.compile(r"-t-(?:il|elle|on|ils|elles)\b|(?<=[a-zé])-(?:il|elle|on|ils|elles|ce)\b")


def declared(question: str, answer: str, language: str) -> str | None:
    """The statement that a question and its answer make; None where its form is not known.

    >>> declared("Who discovered radium?", "Marie Curie", "en")
    'Marie Curie discovered radium.'
    """
    asked = question.strip().rstrip("? \u00a0\u202f").strip()
    answer = answer.strip().rstrip(".,;")
    for pattern, form in _FORMS.get(language, ()):
        if match := pattern.fullmatch(asked):
            parts = {name: (value or "").strip() for name, value in match.groupdict().items()}
            made = form.format(**{"prep": "", "noun": "", "aux": "", **parts, "answer": answer})
            made = re.sub(r"\s+", " ", _INVERTED.sub("", made)).strip()
            return f"{made[0].upper()}{made[1:]}." if made else None
    return None


_DENIED = {
    "en": re.compile(r"\b(is|are|was|were|has|had|have|can|could|will|would)\b(?! (?:not|no|never)\b)"),
    "fr": re.compile(
        r"(?<![-'’])\b(est|sont|était|étaient|fut|furent|a|ont|avait|avaient|peut|peuvent|sera)\b(?! (?:pas|jamais)\b)"
    ),
}


def negate(text: str, language: str) -> str | None:
    """A statement with its first auxiliary denied; None where it has none."""
    match = _DENIED[language].search(text) if language in _DENIED else None
    if match is None:
        return None
    if language == "en":
        return f"{text[: match.end()]} not{text[match.end() :]}"
    verb = match[1]
    denied = f"n'{verb}" if verb[0] in "aeéo" else f"ne {verb}"
    return f"{text[: match.start()]}{denied} pas{text[match.end() :]}"
