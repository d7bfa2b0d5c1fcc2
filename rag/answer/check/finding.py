"""A window of a passage with all that was found of a statement in it, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.check.contrary import Contrary
from rag.answer.check.facts import Fact
from rag.answer.check.weights import CONTRADICTED, NOT_CONTRADICTED, SUPPORT, SUPPORTED, UNSUPPORTED
from rag.answer.check.window import Window
from rag.types import Span, Stance, Verdict

_LONGEST = 4
"""Sentences of a quotation."""
_SPOKEN_OF, _SAID = 0.8, 0.86
"""Mean similarity of a statement's words to the source's, below which the source does not speak of it, or not surely
say it: the embedder gives about 0.7 to words that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`worth` orders findings of one verdict: the mean similarity of the statement's words, or where a reader was heard
    the log-odds of support. `lacking`: where its facts are that are not there; `miscounts`: a number or a date is one
    of them.
    """

    window: Window
    worth: float
    verdict: Verdict
    lacking: Sequence[Span]
    contradicts: bool
    miscounts: bool


def weighed(window: Window, facts: Sequence[Fact], contrary: Contrary) -> Finding:
    """The verdict: unsupported where a fact is missing or another is in its place, weak where that is in doubt."""
    states = {fact.state for fact in facts}
    match = window.match
    verdict: Verdict = "supported"
    if contrary == "contrary" or states & {"absent", "otherwise"} or match < _SPOKEN_OF:
        verdict = "unsupported"
    elif contrary == "doubtful" or "doubtful" in states or match < _SAID:
        verdict = "weak"
    lacking = [fact.span for fact in facts if fact.state in {"absent", "otherwise", "doubtful"}]
    against = contrary == "contrary" or "otherwise" in states
    against = against and _speaks_of_it(window, facts)
    miscounts = any(fact.kind != "name" and fact.state in {"absent", "otherwise"} for fact in facts)
    return Finding(window, match, verdict, lacking, against, miscounts)


def evidence(finding: Finding, stance: Stance) -> dict[str, float]:
    """What `SUPPORT` weighs: the reader's log-odds, and what words and facts have found."""
    said = finding.verdict
    return {"supports": stance.supports, "unsupported": float(said == "unsupported"), "weak": float(said == "weak")}


def heard(finding: Finding, stance: Stance) -> Finding:
    """A finding of words and facts with what the reader makes of the statement beside the whole passage.

    The reader may find support where words and facts did not, but it is then weak: what a source lacks it lacks. Of
    numbers and dates it is not asked: what is easy to count it reads badly.
    """
    odds = SUPPORT.log_odds(evidence(finding, stance))
    verdict: Verdict = "supported" if odds >= SUPPORTED and finding.verdict != "unsupported" else "weak"
    against = stance.contradicts > (NOT_CONTRADICTED if finding.contradicts else CONTRADICTED)
    # Where all facts are there and words deny the statement, it stays denied unless the reader knows better.
    denied = against and finding.contradicts and not finding.lacking
    if odds < UNSUPPORTED or finding.miscounts or denied:
        verdict = "unsupported"
    against = against or (finding.contradicts and finding.miscounts)
    lacking = () if verdict == "supported" else finding.lacking
    return replace(
        finding, worth=odds, verdict=verdict, lacking=lacking, contradicts=verdict == "unsupported" and against
    )


def _speaks_of_it(window: Window, facts: Sequence[Fact]) -> bool:
    """Whether a source has any fact of the statement, or says the rest of it; else it speaks of another thing."""
    return window.content >= _SAID or any(fact.state not in {"absent", "otherwise"} for fact in facts)


def extended(window: Window, whole: Window, facts: Sequence[Fact]) -> Window:
    """A window with the sentences next to it that hold what it lacks, as long as it stays short."""
    for fact in facts:
        homes = [whole.number(link) for link in {id(place.link): place.link for place in fact.held}.values()]
        own = range(window.first, window.first + len(window.links))
        if fact.state in {"held", "doubtful"} and homes and not any(home in own for home in homes):
            home = min(homes, key=lambda h: min(abs(h - i) for i in own))
            first, last = min(window.first, home), max(own[-1], home)
            if last - first < _LONGEST:
                window = whole.part(first, last + 1)
    return window
