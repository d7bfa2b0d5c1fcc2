"""HTML that is safe by construction: `element` escapes every text, and only `element` makes `Html`.

The module is not called `html`: Streamlit puts the folder of the script it runs before the standard library.
"""

from __future__ import annotations

import html
from urllib.parse import urlsplit


class Html(str):
    """Markup that may be shown as it is. A plain `str` never may."""

    __slots__ = ()


def element(tag: str, *children: str | None, **attributes: str | bool | None) -> Html:
    """One element. Children that are not `Html` are escaped; None and False leave a child or an attribute out.

    An underscore at the end of an attribute's name falls away (`class_`), others become hyphens (`aria_label`).
    """
    inner = "".join(escape(child) for child in children if child is not None)
    return Html(f"<{tag}{''.join(_attribute(name, value) for name, value in attributes.items())}>{inner}</{tag}>")


def escape(text: str) -> Html:
    """The text as HTML that shows it literally; `Html` stays as it is."""
    return text if isinstance(text, Html) else Html(html.escape(text, quote=True))


def join(*parts: str | None) -> Html:
    """The parts one after another, each escaped unless it is `Html`."""
    return Html("".join(escape(part) for part in parts if part is not None))


def alert(text: str) -> Html:
    """An error as a sentence, which screen readers announce. Markdown in it stays text, which st.error would not do."""
    return element("p", text, class_="sourcier-alert", role="alert")


def link(url: str) -> Html:
    """The address as a link that opens apart; as mere text unless it is plain http or https."""
    try:
        address = urlsplit(url)
    except ValueError:
        return escape(url)
    if address.scheme not in {"http", "https"} or not address.netloc:
        return escape(url)
    return element("a", url, href=url, target="_blank", rel="noopener noreferrer")


def language_code(code: str) -> str | None:
    """The value of a `lang` attribute; None where the language is not known."""
    return None if code in {"", "und"} else code


def _attribute(name: str, value: str | bool | None) -> str:
    name = name.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{html.escape(value, quote=True)}"'
