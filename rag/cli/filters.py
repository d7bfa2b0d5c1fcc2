"""The options that say which articles a question is asked of."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.store.catalogue import Catalogue
    from rag.store.index import Index
    from rag.types import Filter

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MORE: dict[str, Any] = {"multiple": True}
_OPTIONS = (
    click.option("--language", "languages", metavar="fr|en|…", help="Only what is in it. Repeat for more.", **_MORE),
    click.option("--document", "documents", metavar="ID", help="Only this article. Repeat for more.", **_MORE),
    click.option("--source", "sources", metavar="NAME", help="Only articles from it. Repeat for more.", **_MORE),
    click.option("--from", "date_from", metavar="YYYY-MM-DD", help="Only articles of this date or later."),
    click.option("--to", "date_to", metavar="YYYY-MM-DD", help="Only articles of this date or earlier."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as it was typed."""

    languages: tuple[str, ...]
    documents: tuple[str, ...]
    sources: tuple[str, ...]
    date_from: str | None
    date_to: str | None

    def typed(self) -> Filter:
        """The filter, whether or not there is anything that it lets through. Raises UsageError for its dates alone."""
        from rag.types import Filter

        first, last = _date(self.date_from), _date(self.date_to)
        if first and last and first > last:
            raise UsageError("filter_dates", date_from=first, date_to=last)
        languages = tuple(code.strip().lower() for code in self.languages)
        return Filter(languages, self.documents, self.sources, first, last)

    def filter(self, settings: Settings) -> tuple[Filter | None, Index | None]:
        """The filter, or None where none was set; the index, where it had to be opened for it. No model is loaded.

        Raises UsageError for a date that is none, for dates in the wrong order and, with the nearest that there are,
        for a language, an article or a source that the index does not hold; IndexFault as opening it would.
        """
        from rag.store.index import Index
        from rag.stores import store_kind

        where = self.typed()
        if not (where.languages or where.documents or where.sources):
            return where or None, None
        index = Index.open(settings.index, store_kind(settings))
        _check(where, index.catalogue)
        return where, index


def filter_options(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command these options, as one argument: `wanted`."""

    @functools.wraps(command)
    def packed(**given: Any) -> int:
        own = {name: given.pop(name) for name in Wanted.__dataclass_fields__}
        return command(wanted=Wanted(**own), **given)

    for option in reversed(_OPTIONS):
        packed = option(packed)
    return packed


def _date(typed: str | None) -> dt.date | None:
    if typed is None:
        return None
    try:
        if _DATE.fullmatch(typed):
            return dt.date.fromisoformat(typed)
    except ValueError:
        pass  # of that form, but not in the calendar
    raise UsageError("date_bad", value=typed)


def _check(where: Filter, catalogue: Catalogue) -> None:
    languages = catalogue.languages()
    for code in where.languages:
        if code not in languages:
            raise UsageError("filter_language", name=code, known=", ".join(languages) or "—")
    articles = catalogue.info()
    ids = {info.id: info.id for info in articles}
    for name in where.documents:
        if name not in ids:
            raise UsageError("filter_document", name=name, near=_nearest(name, {i.title: i.id for i in articles} | ids))
    sources = {info.source: info.source for info in articles if info.source}
    for name in where.sources:
        if name not in sources:
            raise UsageError("filter_source", name=name, near=_nearest(name, sources))


def _nearest(name: str, known: Mapping[str, str]) -> str:
    """What comes nearest to a name of these, whatever its case; where nothing is near, the first of them."""
    folded = {called.casefold(): value for called, value in known.items()}
    near = [folded[key] for key in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    # Names of sources and articles have commas in them.
    return " · ".join(list(dict.fromkeys(near or sorted(known.values())))[:3]) or "—"
