"""Follow-up questions made standalone by rules, in French, in English and across the two; no model, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.chat.anaphora import Anaphor, anaphors
from rag.chat.exchange import Exchange, content, distinct
from rag.chat.fragment import Fragment, fragment, opening
from rag.chat.lexicon import flat
from rag.chat.merge import merge, owned
from rag.chat.place import add, put
from rag.chat.reading import Read, surnames
from rag.chat.times import base_year, relatives
from rag.chat.topic import Antecedent, antecedent
from rag.messages import Language
from rag.text.language import question_language
from rag.types import Rewritten, Turn

_T_IL = re.compile(r"(?<=[^\W\d_])()[ -]t[ '’-](ils?|elles?|on)\b", re.IGNORECASE)
_IS_IL = re.compile(r"\b(est|sont|était|etait|fut|fait|ont|doit|peut|va|sera) (ils?|elles?)\b", re.IGNORECASE)

MOST_TURNS = 6
"""Earlier questions that are looked at."""
_MOST_WITH_A_TIME = 6
"""Content words of a question in which « l’année d’avant » is another's; a longer one speaks of its own years."""
MOST_OF_A_QUESTION = 400
MOST_OF_AN_ANSWER = 600
"""Characters of an earlier turn that are looked at."""
MOST_ADDED = 300
"""Characters by which a question may grow."""


class RuleRewriter:
    """Carries over what a follow-up leaves out. Holds nothing; any number of threads may use it."""

    def standalone(self, turns: Sequence[Turn]) -> Rewritten:
        """The last turn as a question of its own; word for word where it is one already, or where that is not sure."""
        *earlier, last = turns
        exchanges = [e for e in _exchanges(earlier) if e[0]]
        if not exchanges:
            return Rewritten(last.text)
        done: list[Exchange] = []
        for question, answer in exchanges:
            read = _read(question, done)
            asked = replace(read, text=_standalone(read, done))
            done.append(_exchange(asked, answer, done))
        read = _read(last.text, done)
        made = _standalone(read, done)
        return Rewritten(last.text) if made == read.text else Rewritten(made, "rules")


def _exchanges(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """The last questions, each with what was said to it, cut to what is looked at."""
    found: list[tuple[str, str]] = []
    for turn in turns:
        if turn.role == "user":
            found.append((" ".join(turn.text[:MOST_OF_A_QUESTION].split()), ""))
        elif found and not found[-1][1]:
            found[-1] = found[-1][0], turn.text[:MOST_OF_AN_ANSWER]
    return found[-MOST_TURNS:]


def _read(question: str, done: Sequence[Exchange]) -> Read:
    """The question, with the names and the people that the conversation has had."""
    language: Language = done[-1].question.language if done else "fr"
    names = [name for e in done for read in (e.question, e.answer) for name in read.names]
    known = frozenset(flat(name.text).split()[0] for name in names)
    spoken = question_language(question, language)
    return Read(_hyphenated(question) if spoken == "fr" else question, spoken, known, surnames(names))


def _hyphenated(question: str) -> str:
    """« a t il », « est il », « a t'il » with the hyphens that belong there; every character stays at its place."""
    question = _T_IL.sub(r"\1-t-\2", question)
    return _IS_IL.sub(r"\1-\2", question)


def _exchange(question: Read, answer: str, done: Sequence[Exchange]) -> Exchange:
    said = Read(answer, question_language(answer, question.language) if answer else question.language, question.known)
    names = [*(n for e in done for n in (*e.question.names, *e.answer.names)), *question.names, *said.names]
    people = surnames(names)
    return Exchange(replace(question, people=people), replace(said, people=people))


def _standalone(read: Read, done: Sequence[Exchange]) -> str:
    """The question with what it leaves out; itself where it leaves out nothing."""
    if not done or len(read.text) > MOST_OF_A_QUESTION:
        return read.text
    part = fragment(read)
    if part is not None:
        made = _filled(part, done)
    else:
        made = _resolved(read, anaphors(read), done)
        if made == read.text:
            made = _continued(read, done)
    return made if len(made) <= len(read.text) + MOST_ADDED else read.text


def _filled(part: Fragment, done: Sequence[Exchange]) -> str:
    """A fragment, put into the question before."""
    last = done[-1]
    if part.owned:
        whole = _resolved(part.body, anaphors(part.body), done)
        if whole != part.body.text:
            return owned(whole, last)
    if part.kind == "pronoun":
        other = _other(done)
        if not other:
            return add(last.question.text, part.body.text)
        part = Fragment(replace(part.body, text=other), "name")
    return merge(part, last)


def _other(done: Sequence[Exchange]) -> str:
    """Who « et lui ? » is about: a person, or else a name, that the last question is not about."""
    names = [*done[-1].brought, *(name for e in reversed(done[:-1]) for name in (*e.names, *e.brought))]
    others = [name for name in distinct(names) if name not in done[-1].names]
    people = [name for name in others if done[-1].is_person(name)]
    return next(iter([*people, *others]), "")


def _resolved(read: Read, found: Sequence[Anaphor], done: Sequence[Exchange]) -> str:
    """The question with its pronouns replaced; and a year that is told by another worked out."""
    meant: list[tuple[Anaphor, Antecedent]] = []
    besides = [name.text for name in read.names]
    for one in found:
        said = antecedent(one, done, read.language, besides)
        if said is not None:
            meant.append((one, said))
    text = put(read, meant) if meant else read.text
    told = [r for r in relatives(read.low) if not r.from_now]
    base = base_year(done[-1].question, done[-1].answer)
    if told and not read.years and base is not None and len(content(read).split()) <= _MOST_WITH_A_TIME:
        text = add(text, str(base + told[0].offset))
        if not meant and not read.names:
            text = add(text, _topic(done))
    return text


def _continued(read: Read, done: Sequence[Exchange]) -> str:
    """A question that goes on with "and", « et », and names nothing: it is about what was spoken of."""
    return add(read.text, _topic(done)) if opening(read) and not read.names else read.text


def _topic(done: Sequence[Exchange]) -> str:
    last = done[-1]
    return ", ".join(last.names[:2]) or content(last.question)
