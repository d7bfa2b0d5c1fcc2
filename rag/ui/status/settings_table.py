"""The settings in force, with where each comes from and what it is."""

from __future__ import annotations

from rag.messages import Language
from rag.provenance import ShownSetting
from rag.settings import Settings
from rag.ui.markup import Html, element
from rag.ui.status.settings_fr import FRENCH_DESCRIPTIONS
from rag.ui.status.texts import STATUS_TEXTS


def description(name: str, language: Language) -> str:
    """What a setting is."""
    return FRENCH_DESCRIPTIONS[name] if language == "fr" else Settings.model_fields[name].description or ""


def table_html(rows: list[ShownSetting], language: Language) -> Html:
    """One row for each. The roles are written out: on a narrow screen the rows are not laid out as a table's."""
    texts = STATUS_TEXTS[language]
    titles = (texts.setting, texts.value, texts.origin, texts.meaning)
    head = element("tr", *(element("th", title, scope="col", role="columnheader") for title in titles), role="row")
    body = (_row(row, language) for row in rows)
    return element(
        "table", element("thead", head, role="rowgroup"), element("tbody", *body, role="rowgroup"),
        role="table", aria_label=texts.settings,
    )  # fmt: skip


def _row(row: ShownSetting, language: Language) -> Html:
    changed = row.origin.kind != "default"
    cells = (
        element("td", _value(row.value, language), class_="value", role="cell"),
        element("td", _origin(row, language), class_="origin set" if changed else "origin", role="cell"),
        element("td", description(row.name, language), class_="meaning", role="cell"),
    )
    return element("tr", element("th", element("code", row.name), scope="row", role="rowheader"), *cells, role="row")


def _value(value: str | None, language: Language) -> Html:
    """As it would be written, on and off for what Python calls otherwise."""
    texts = STATUS_TEXTS[language]
    if value is None:
        return element("span", texts.hidden, class_="none")
    if value in {"", "None"}:
        return element("span", texts.unset, class_="none")
    return element("code", {"True": "on", "False": "off"}.get(value, value.removesuffix(".0")))


def _origin(row: ShownSetting, language: Language) -> str:
    texts = STATUS_TEXTS[language]
    kinds = {
        "default": texts.from_default, "file": texts.from_file, "environment": texts.from_environment,
        "argument": texts.from_argument,
    }  # fmt: skip
    return kinds[row.origin.kind].format(name=row.origin.name)
