"""Failed questions as HTML: what was wanted and what came, beside what was retrieved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.outcome import Cited, Outcome, Retrieved
from eval.page.figures_html import arrow
from eval.page.texts import EVALUATION_TEXTS, EvaluationTexts
from eval.show import number
from rag.messages import Language
from rag.ui.markup import Html, element, escape

Kind = Literal["hit", "citation"]
_BLANK = re.compile(r"\n\s*\n")
_SPOT = re.compile(r"(hit|citation)\.([0-9]{1,9})\.([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Spot:
    """A passage or a citation of a failed question, by position. It travels through the browser as `hit.3.1`."""

    kind: Kind
    question: int
    number: int

    def __str__(self) -> str:
        return f"{self.kind}.{self.question}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> Spot | None:
        """The spot that a browser sent; None for anything that is not one."""
        found = _SPOT.fullmatch(text)
        if found is None:
            return None
        return cls("hit" if found[1] == "hit" else "citation", int(found[2]), int(found[3]))

    def of(self, failed: Sequence[Outcome]) -> Retrieved | Cited | None:
        """What stands there; None where nothing does."""
        if self.question >= len(failed):
            return None
        outcome = failed[self.question]
        found: Sequence[Retrieved | Cited] = outcome.retrieved
        if self.kind == "citation":
            found = outcome.given.citations if outcome.given is not None else ()
        return found[self.number] if self.number < len(found) else None


def failed_html(outcomes: Sequence[Outcome], first: int, language: Language) -> Html:
    """Questions to be unfolded; `first` is the place of the first of them among all that failed, from 0."""
    return element("div", *(_question(o, first + n, language) for n, o in enumerate(outcomes)), class_="failed")


def _question(outcome: Outcome, place: int, language: Language) -> Html:
    case, texts = outcome.case, EVALUATION_TEXTS[language]
    about = " · ".join(part for part in (case.id, arrow(outcome.direction), *case.tags) if part)
    return element(
        "details",
        element("summary", element("span", case.question, class_="text-of"), element("small", about)),
        element(
            "div",
            element("div", *_wanted(outcome, texts), *_got(outcome, place, language)),
            element("div", *_retrieved(outcome, place, language)),
            class_="sides",
        ),
    )


def _wanted(outcome: Outcome, texts: EvaluationTexts) -> Iterator[Html]:
    case = outcome.case
    if case.history:
        yield element("h3", texts.before)
        speakers = {"user": texts.speaker_user, "assistant": texts.speaker_assistant}
        turns = (element("li", element("small", f"{speakers[turn.role]} "), turn.text) for turn in case.history)
        yield element("ul", *turns)
    yield element("h3", texts.wanted)
    if not case.answerable:
        yield element("p", texts.wanted_refusal)
        return
    if not case.answers and not case.gold:
        yield element("p", texts.wanted_answer)
    if case.answers:
        yield element("p", texts.answers_are.format(texts=" | ".join(case.answers)))
    if case.gold:
        yield element("p", texts.gold, class_="soft")
        yield element("ul", *(_gold(outcome, number, texts) for number in range(len(case.gold))))


def _gold(outcome: Outcome, number: int, texts: EvaluationTexts) -> Html:
    missing = element("span", f" ({texts.gold_missing})", class_="bad") if number in outcome.missing else None
    either: list[str] = []
    for text in outcome.case.gold[number]:
        either += [element("small", texts.either)] if either else []
        either.append(element("span", _close(text), class_="text-of"))
    return element("li", *either, missing, class_="gold-of")


def _close(text: str) -> str:
    """Without blank lines: a passage is looked over, not read, and opens in its article."""
    return _BLANK.sub("\n", text.strip())


def _got(outcome: Outcome, place: int, language: Language) -> Iterator[Html]:
    given, texts = outcome.given, EVALUATION_TEXTS[language]
    if outcome.error:
        yield element("p", outcome.error[language == "fr"], class_="bad")
    if given is None:
        return
    confidence = texts.confidence.format(value=number(given.confidence, "confidence", language))
    yield element("h3", f"{texts.got} · {confidence}")
    if given.abstained:
        yield element("p", texts.got_refusal)
    for position, cited in enumerate(given.citations):
        yield _button(Spot("citation", place, position), cited, cited.quote, bool(cited.gold), language)


def _retrieved(outcome: Outcome, place: int, language: Language) -> Iterator[Html]:
    texts = EVALUATION_TEXTS[language]
    yield element("h3", texts.retrieved)
    if outcome.ranked is None:
        yield element("p", texts.not_searched, class_="soft")
    elif not outcome.retrieved:
        yield element("p", texts.retrieved_none, class_="soft")
    else:
        found = enumerate(outcome.retrieved)
        buttons = (_button(Spot("hit", place, n), hit, hit.text, hit.gold, language) for n, hit in found)
        yield element("ol", *(element("li", button) for button in buttons))


def _button(spot: Spot, found: Retrieved | Cited, text: str, gold: bool, language: Language) -> Html:
    """A passage or a quotation that opens in its article."""
    texts = EVALUATION_TEXTS[language]
    mark = Html(f" · {element('span', texts.gold, class_='good')}") if gold else None
    score = f" · {number(found.score, 'score', language)}" if isinstance(found, Retrieved) else ""
    title = element("span", found.title, class_="name")
    return element(
        "button",
        element("small", title, escape(score), mark),
        element("span", _close(text), class_="text-of"),
        type="button", class_="hit", data_event="opened", data_value=str(spot), aria_pressed="false",
        title=texts.read_passage,
    )  # fmt: skip
