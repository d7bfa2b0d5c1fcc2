"""Which articles a question is asked of, as somebody wrote it: told from what cannot be meant."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import Phrase, UsageError

if TYPE_CHECKING:
    from rag.types import DocumentInfo, Filter

_FEW = 10_000
"""Names (articles have two) that are compared letter by letter with another: of more it would take seconds."""
_LEAST = 3
"""Characters of a name that is looked for within others."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as it was written."""

    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None

    def typed(self) -> Filter:
        """The filter, whether or not there is anything that it lets through. Raises UsageError for its dates alone."""
        from rag.types import Filter  # numpy comes with it: not for `sourcier --help`

        first, last = _date(self.date_from), _date(self.date_to)
        if first and last and first > last:
            raise UsageError("filter_dates", date_from=first, date_to=last)
        languages = tuple(code.strip().lower() for code in self.languages)
        return Filter(languages, self.documents, self.sources, first, last)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an index holds, as far as a filter can name it. `articles` is called where names are compared."""

    languages: Collection[str]
    has: Callable[[str], bool]
    articles: Callable[[], Sequence[DocumentInfo]]


def check_filter(where: Filter, held: Holdings) -> None:
    """Raises UsageError, with the nearest that there are, for a language, an article or a source that is not there."""
    for code in where.languages:
        if code not in held.languages:
            raise UsageError("filter_language", name=code, known=", ".join(held.languages) or "—")
    for name in where.documents:
        if not held.has(name):
            near = {i.title: i.id for i in held.articles()} | {i.id: i.id for i in held.articles()}
            raise UsageError("filter_document", name=name, near=_nearest(name, near))
    if not where.sources:
        return
    sources = {info.source: info.source for info in held.articles() if info.source}
    for name in where.sources:
        if name not in sources:
            raise UsageError("filter_source", name=name, near=_nearest(name, sources))


def _date(typed: str | None) -> dt.date | None:
    if typed is None:
        return None
    try:
        if _DATE.fullmatch(typed):
            return dt.date.fromisoformat(typed)
    except ValueError:
        pass  # of that form, but not in the calendar
    raise UsageError("date_bad", value=typed)


def _nearest(name: str, known: Mapping[str, str]) -> Phrase:
    """Up to three that come near to a name, whatever its case: those that have it in them, and those spelled alike."""
    folded = {called.casefold(): value for called, value in known.items()}
    wanted = name.strip().casefold()
    within = [key for key in folded if wanted in key] if len(wanted) >= _LEAST else []
    alike = difflib.get_close_matches(wanted, folded, n=3, cutoff=0.6) if len(folded) <= _FEW else []
    near = list(dict.fromkeys(folded[key] for key in [*alike, *sorted(within, key=len)]))[:3]
    if near:
        return Phrase("nearest", {"names": " · ".join(near)})  # names of sources and articles have commas in them
    return Phrase("nearest_none" if len(folded) <= _FEW else "nearest_unsought")
