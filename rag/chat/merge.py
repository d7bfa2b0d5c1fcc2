"""A fragment put into the question before it: year for year, name for name, noun for noun."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.chat.exchange import Exchange
from rag.chat.fragment import Fragment
from rag.chat.frame import asks_a_noun, asks_what_is, focus, has_article, is_owner, noun_end, remainder
from rag.chat.lexicon import DETERMINERS, PREPOSITIONS, flat
from rag.chat.names import ALIKE, renamed, same_place, swap
from rag.chat.place import add, closing
from rag.chat.reading import Read
from rag.chat.times import base_year, calendar, periods, relatives, said_times, said_year, time_spans

_COMPARING = re.compile(r"(?:compared|versus|vs|compare|par rapport|in comparison|contre)\b")
_COMMA_LAST = re.compile(r",(?=\s*[?.!,]|$)")


def merge(part: Fragment, last: Exchange) -> str:
    """The question before, with the fragment in the place of what is of the same kind; else behind it."""
    body = part.body
    match part.kind:
        case "asking":
            return _asking(body, last)
        case "time":
            return _times(body, last.question, last)
        case "name" if body.names:
            other = renamed(body, last.question)
            return _times(body, replace(last.question, text=other), last) if time_spans(body) else other
        case "noun":
            return _noun(body, last)
        case _:
            return add(last.question.text, body.text)


def owned(whole: str, last: Exchange) -> str:
    """A noun whose possessive was resolved, "Meta's losses", asked for as the question before asked for its own."""
    said = 0 if last.asks_who else asks_what_is(last.question)
    asked = last.question.text[:said] + whole if said else _capital(whole)
    return add(asked + closing(last.question.language), said_times(last.question))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asking(body: Read, last: Exchange) -> str:
    """A question word before what the question said; with the name that it had asked for."""
    asked = f"{_capital(body.text)} {remainder(last.question, noun=asks_a_noun(body) > 0)}".strip()
    wanted = last.asks_who or (last.asks_which and not last.names)
    named = [name for name in last.brought if flat(name) not in flat(asked)][:1] if wanted else []
    return add(asked + closing(last.question.language), " ".join(named))


def _times(body: Read, question: Read, last: Exchange) -> str:
    """Year for year, quarter for quarter; a relative year is worked out and its words are kept beside it."""
    edits: list[tuple[int, int, str]] = []
    kept = 0
    if year := _year(body, question, last):
        if question.years:
            edits.append((question.years[-1].start, question.years[-1].end, year))
        else:
            kept += 1
    told, known = periods(body.low), periods(question.low)
    if told and known:
        edits.append((*known[-1], body.text[slice(*told[0])]))
    kept += bool(told and not known)
    named = {kind: (start, end) for start, end, kind in calendar(question.low)}
    for start, end, kind in calendar(body.low):
        if kind in named:
            edits.append((*named[kind], body.text[start:end]))
        else:
            kept += 1
    text = question.text
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    text = _COMMA_LAST.sub("", text)
    if edits and not kept:
        return text
    worked_out = year.split(",")[0] if relatives(body.low) else ""
    return add(text, f"{body.text} {worked_out}".strip())


def _year(body: Read, question: Read, last: Exchange) -> str:
    """The fragment's year, a relative one worked out and followed by its words; "" where it cannot be told."""
    if said := said_year(body):
        return said
    base = base_year(question, last.answer)
    for told in relatives(body.low):
        if base is not None:
            return f"{base + told.offset}, {body.text[told.start : told.end]},"
    return ""


def _noun(body: Read, last: Exchange) -> str:
    """A noun for the noun that was asked for; its own names and times go in the place of those of the question."""
    question = last.question
    if placed := _placed(body, question):
        return placed
    if body.names and not asks_what_is(question):
        return _noun_of_its_own(body, question)
    found = focus(question, owned=not body.names)
    if found is None or _COMPARING.match(body.low):
        return add(question.text, body.text)
    start, end = found
    noun = body.text if has_article(question.low[start:end]) else _bare(body)
    if body.names:
        end = _past_name(question, end)
    return f"{question.text[:start]}{noun}{question.text[end:]}"


def _placed(body: Read, question: Read) -> str:
    """« et sur la concurrence ? » in the place of « sur l’ouverture »; "" where the question has nothing alike."""
    said = body.tokens[0].low
    if body.names or said not in PREPOSITIONS[body.language]:
        return ""
    classes = [each for each in ALIKE if said in each]
    for index in range(len(question.tokens) - 1, 0, -1):
        token = question.tokens[index]
        if not any(token.low in each for each in classes) or token.text == "a":
            continue
        following = question.tokens[index + 1] if index + 1 < len(question.tokens) else None
        if token.low in {"de", "d'"} and following and following.low not in DETERMINERS["fr"]:
            continue  # « chiffre d’affaires »
        end = max(noun_end(question, token.end + 1), token.end)
        for name in question.names:
            if index < name.first <= index + 2 and name.start >= end:  # « de la France », "about Groq's customers"
                owner = is_owner(question, name)
                end = noun_end(question, question.tokens[name.last + 1].end + 1) if owner else name.end
        return f"{question.text[: token.start]}{body.text}{question.text[end:]}"
    return ""


def _noun_of_its_own(body: Read, question: Read) -> str:
    """A noun with a name, "and Google's profit?": for the name of a question that asks for no noun, else by itself."""
    old = same_place(question, "", owner=False, new=body.text)
    if old is not None and focus(question, owned=False) is None:
        return swap(question, old, body.text)
    alone = body.text + closing(question.language)
    return alone if time_spans(body) else add(alone, said_times(question))


def _bare(body: Read) -> str:
    """Without its article: « combien de pertes », "how much revenue"."""
    if body.tokens[0].low in DETERMINERS[body.language] - {"du", "des"} and len(body.tokens) > 1:
        return body.text[body.tokens[1].start :]
    return body.text


def _past_name(question: Read, end: int) -> int:
    """Behind the name that belongs to the noun that ends there: « … de Meta »."""
    for name in question.names:
        between = question.low[end : name.start].strip()
        if name.start >= end and (not between or between in PREPOSITIONS[question.language]):
            return name.end
    return end
