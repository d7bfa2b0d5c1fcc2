"""What separates two runs, and which questions turned, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from eval.compare import Comparison
from eval.outcome import Outcome
from eval.page.texts import EVALUATION_TEXTS
from rag.messages import Language
from rag.ui.markup import Html, element

Pair = tuple[Outcome, Outcome]


def separates_html(found: Comparison, language: Language) -> Html:
    """How many questions both have, and what else than the answers differs."""
    texts = EVALUATION_TEXTS[language]
    counts = {"count": found.questions, "only_first": found.only_first, "only_second": found.only_second}
    differing = element("ul", *(element("li", line) for line in found.differences), class_="warned")
    same = element("p", texts.settings_same, class_="soft")
    return element(
        "section",
        element("p", texts.paired.format(**counts), class_="facts"),
        element("h3", texts.settings_differ) if found.differences else None,
        differing if found.differences else same,
        class_="measure",
    )


def turned_html(found: Comparison, language: Language) -> Html:
    """The questions that went right in one of the runs only, with what was quoted in each."""
    texts = EVALUATION_TEXTS[language]
    parts = []
    for heading, pairs in ((texts.lost, found.lost), (texts.gained, found.gained)):
        parts.append(element("h2", heading.format(count=len(pairs))))
        items = element("ul", *(_pair(pair, language) for pair in pairs), class_="turned")
        parts.append(items if pairs else element("p", texts.none_turned, class_="soft"))
    return element("section", *parts, class_="measure")


def _pair(pair: Pair, language: Language) -> Html:
    texts = EVALUATION_TEXTS[language]
    case = pair[1].case
    sides = zip((texts.first, texts.second), pair, strict=True)
    return element(
        "li",
        element("span", case.question, class_="text-of"),
        element("p", case.id, class_="soft"),
        element(
            "div",
            *(element("div", element("h3", name), *_came(outcome, language)) for name, outcome in sides),
            class_="pair",
        ),
    )


def _came(outcome: Outcome, language: Language) -> Sequence[Html]:
    """What was quoted, or the articles that were found where only the retrieval was run."""
    texts = EVALUATION_TEXTS[language]
    if outcome.given is None:
        names = dict.fromkeys(hit.title for hit in outcome.retrieved)
        return [element("p", name) for name in names] or [element("p", texts.retrieved_none, class_="soft")]
    quotes = dict.fromkeys(cited.quote for cited in outcome.given.citations)
    return [element("p", quote) for quote in quotes] or [element("p", texts.got_refusal, class_="soft")]
