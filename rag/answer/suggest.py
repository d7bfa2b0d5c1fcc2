"""First questions that the articles answer, found in the articles themselves.

A question is made of what they write (a heading that asks, a name that comes back), and offered once it was asked and
answered: nobody is sent into a refusal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, zip_longest

from rag.answer.check.names import Name, names
from rag.messages import Language
from rag.store.catalogue import Catalogue
from rag.types import Answer, Document

WANTED = 3
_READ = 60
"""Articles that are looked through: the latest ones."""
_BEGINNING = 4_000
"""Characters of an article that are: names that matter come early."""
_TRIED = 12
"""Questions that are asked, a fraction of a second each."""
_LONGEST = 120
_ASKS = re.compile(
    r"(?:(?:à|de|d’|d'|en|par|pour|avec|in|on|from|to|for|with) ?)?"
    r"(?:qui|que|qu’|qu'|quoi|où|quand|comment|pourquoi|combien|quels?|quelles?|est-ce"
    r"|who|whom|whose|what|where|when|why|how|which)\b[^?\n]{8,}\?$",
    re.IGNORECASE,
)
_SHORTEST = 4
"""Letters of a name that stands alone: shorter ones are mostly abbreviations of common words."""
_ROLE = re.compile(
    r"\b(?:pdg|ceo|cfo|cto|patronn?e?|chef|chief|head|directeur|directrice|director|président|présidente|president"
    r"|(?:co-?)?fondateur|(?:co-?)?fondatrice|(?:co-?)?founder|ministre|minister|maire|mayor|député|députée|senator"
    r"|sénateur|sénatrice|professeure?|professor|chercheur|chercheuse|researcher|avocate?|lawyer|juge|judge"
    r"|écrivain|écrivaine|writer|author|auteure?|autrice|journaliste|journalist|historien|historienne|historian"
    r"|économiste|economist|porte-parole|spokes\w+|secrétaire|secretary|roi|reine|king|queen|né|née|born)\b",
    re.IGNORECASE,
)
"""What people are: beside a name it tells that the name is a person's."""
_BESIDE = 50
"""Characters on either side of a name."""
_WHO: dict[Language, str] = {"fr": "Qui est {name}\u202f?", "en": "Who is {name}?"}
_WHAT: dict[Language, str] = {"fr": "Que sait-on {of}{name}\u202f?", "en": "What is known about {name}?"}

Ask = Callable[[str], Answer]


def suggestions(catalogue: Catalogue, language: Language, ask: Ask) -> list[str]:
    """At most `WANTED` questions in that language, each about another article."""
    found: list[str] = []
    cited: set[str] = set()
    for question in islice(_candidates(_latest(catalogue), language), _TRIED):
        answer = ask(question)
        first = answer.citations[:1]
        if answer.abstained or answer.short is None or first[0].document_id in cited:
            continue
        cited.add(first[0].document_id)
        found.append(question)
        if len(found) == WANTED:
            break
    return found


def _latest(catalogue: Catalogue) -> list[Document]:
    infos = sorted(catalogue.info(), key=lambda info: (str(info.date or ""), info.id), reverse=True)
    return [catalogue.document(info.id) for info in infos[:_READ]]


def _candidates(documents: Sequence[Document], language: Language) -> Iterator[str]:
    """Headings that ask come first, then names, those of the most articles first."""
    for document in documents:
        if document.language == language:
            headings = [document.title, *(document.text[h.span.start : h.span.end] for h in document.headings)]
            yield from dict.fromkeys(h.strip() for h in headings if _ASKS.match(h.strip()) and len(h) <= _LONGEST)
    found = [name for name in _by_weight(documents) if name.concept is None]
    people = [name for name in found if _is_a_person(name, documents)]
    # Two words that may be a person's, of whom nothing tells who it is, are in neither.
    others = [name for name in found if len(name.text.split()) == 1 and len(name.text) >= _SHORTEST]
    for several in zip_longest(people, others):
        for name, form in zip(several, (_WHO, _WHAT), strict=True):
            if name is not None:
                yield form[language].format(name=name.text, of="d’" if name.words[0][:1] in "aeiouyh" else "de ")


def _is_a_person(name: Name, documents: Sequence[Document]) -> bool:
    """Two or three words with a capital each, none in capitals alone, and beside them what people are."""
    words = name.text.split()
    if len(words) not in {2, 3} or not all(word.isalpha() and word.istitle() for word in words):
        return False
    for document in documents:
        text = document.text[:_BEGINNING]
        for match in re.finditer(re.escape(name.text), text):
            beside = text[max(0, match.start() - _BESIDE) : match.start()] + text[match.end() : match.end() + _BESIDE]
            if _ROLE.search(beside):
                return True
    return False


def _by_weight(documents: Sequence[Document]) -> list[Name]:
    """Names in the order of how many articles have them, then of how often they come back; each once."""
    articles, times, first = Counter[str](), Counter[str](), dict[str, Name]()
    for document in documents:
        here: set[str] = set()
        for name in names(document.text[:_BEGINNING], document.language):
            if name.doubtful or len(name.text) > _LONGEST // 2 or "\n" in name.text:
                continue
            key = " ".join(name.words)
            first.setdefault(key, name)
            times[key] += 1
            here.add(key)
        articles.update(here)
    return [first[key] for key, _ in sorted(times.items(), key=lambda item: (-articles[item[0]], -item[1], item[0]))]
