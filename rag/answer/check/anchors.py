"""The year that a number of a text is of: « 735 en 2023, contre 661 l'année précédente »."""

from __future__ import annotations

import re
from bisect import bisect

from rag.answer.check.analysed import Analysed
from rag.answer.check.flat import flat
from rag.answer.check.relative import shifted_years
from rag.answer.check.window import Window, counted
from rag.types import Span

_CUT = re.compile(r"[,;()]| (?:contre|against|versus|vs|compared (?:with|to)|par rapport a|up from|down from|"
                  r"apres|avant de|"
                  r"before|tandis que|alors que|while|whereas|et|and) ")  # fmt: skip


def year_of(text: Analysed, span: Span, window: Window) -> int | None:
    """The year written, or meant, in the stretch between commas that a place stands in; None where there is none.

    A stretch that has none takes that of the sentence, where the sentence has one only.
    """
    if id(text) not in window.cuts:
        window.cuts[id(text)] = [0, *(m.end() for m in _CUT.finditer(flat(text.text))), len(text.text)]
    cuts = window.cuts[id(text)]
    at = bisect(cuts, span.start)
    stretch = Span(cuts[at - 1], cuts[min(at, len(cuts) - 1)])
    place = (id(text), stretch)  # each number is held against each other one, and the years of a place stay
    if place not in window.years:
        window.years[place] = _year_of(text, stretch, window)
    return window.years[place]


def _year_of(text: Analysed, stretch: Span, window: Window) -> int | None:
    plain = flat(text.text)
    years = [(q.span, int(q.value)) for q in counted(text) if q.kind == "year"]
    own = {year for place, year in years if stretch.start <= place.start < stretch.end}
    if not own:
        own = set(shifted_years(plain[stretch.start : stretch.end], {year for _, year in years}, window))
    if not own:
        own = {year for _, year in years}
    return own.pop() if len(own) == 1 else None
