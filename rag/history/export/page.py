"""A conversation as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from rag.history.export.outline import Exported, dates_text, outline
from rag.history.export.texts import EXPORT, time_text
from rag.messages import Language


def page(exported: Exported, language: Language, now: dt.datetime) -> str:
    """The whole conversation. `now`: when it is exported."""
    return _template().render(
        language=language,
        texts=EXPORT[language],
        name=exported.summary.name,
        dates=dates_text(exported.summary, time_text(now, language), language),
        exchanges=[outline(kept, language) for kept in exported.exchanges],
    )


@lru_cache(1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("rag.history.export", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("page.html.j2")
