"""The options that say which articles a question is asked of."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from rag.filtering import Holdings, Wanted, check_filter

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.store.index import Index
    from rag.types import Filter

_MORE: dict[str, Any] = {"multiple": True}
_OPTIONS = (
    click.option("--language", "languages", metavar="fr|en|…", help="Only what is in it. Repeat for more.", **_MORE),
    click.option("--document", "documents", metavar="ID", help="Only this article. Repeat for more.", **_MORE),
    click.option("--source", "sources", metavar="NAME", help="Only articles from it. Repeat for more.", **_MORE),
    click.option("--from", "date_from", metavar="YYYY-MM-DD", help="Only articles of this date or later."),
    click.option("--to", "date_to", metavar="YYYY-MM-DD", help="Only articles of this date or earlier."),
)  # fmt: skip


def opened_filter(wanted: Wanted, settings: Settings) -> tuple[Filter | None, Index | None]:
    """The filter, or None where none was set; the index, where it had to be opened for it. No model is loaded.

    Raises UsageError for a date that is none, for dates in the wrong order and, with the nearest that there are,
    for a language, an article or a source that the index does not hold; IndexFault as opening it would.
    """
    from rag.store.index import Index
    from rag.stores import store_kind

    where = wanted.typed()
    if not (where.languages or where.documents or where.sources):
        return where or None, None
    index = Index.open(settings.index, store_kind(settings))
    catalogue = index.catalogue
    check_filter(
        where, Holdings(catalogue.languages(), lambda name: catalogue.file_of(name) is not None, catalogue.info)
    )
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
