"""Puts our HTML on the page and hears its buttons: one small component, the only script of the interface.

st.html shows HTML but hears nothing, and Streamlit's own buttons read their labels as Markdown, which titles of
articles are not. Everything that comes in is made by `rag.ui.markup`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from rag.messages import Language
from rag.ui.markup import Html
from rag.ui.style import FRAME_CSS

_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".frame");
  document.documentElement.lang = root.lang = data.language;
  if (root.shown !== data.html) show(parentElement, root, data.html);
  root.onclick = (event) => {
    const button = event.target.closest("button[data-event]");
    if (button) setTriggerValue(button.dataset.event, button.dataset.value);
  };
  root.onkeydown = (event) => {
    if (event.key === "Escape") root.querySelector("button.close")?.click();
  };
  return () => root.opener?.focus();
}

function show(parent, root, html) {
  const focused = parent.activeElement?.dataset.value;
  root.innerHTML = root.shown = html;
  if (focused) root.querySelector(`button[data-value="${CSS.escape(focused)}"]`)?.focus();
  const article = root.querySelector(".article");
  if (article) reveal(root, article);
}

// The quotation is brought to the upper third of the article, and the reader's focus to the article's title.
function reveal(root, article) {
  root.opener ??= deepFocus();
  article.querySelector("h2")?.focus({ preventScroll: true });
  const scroll = () => {
    const text = article.querySelector(".text");
    const mark = article.querySelector("mark");
    if (!text || !mark) return;
    const above = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += above - text.clientHeight / 3;
  };
  requestAnimationFrame(scroll);
  document.fonts.ready.then(scroll);
}

function deepFocus() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
"""

_mount = st.components.v2.component("sourcier_frame", html='<div class="frame"></div>', css=FRAME_CSS, js=_SCRIPT)


def show(html: Html, key: str, language: Language, **heard: Callable[[str], None]) -> None:
    """Shows the HTML. `heard` names what its buttons may send (`data-event`) and who is told the `data-value`."""

    def listener(event: str, told: Callable[[str], None]) -> Callable[[], None]:
        return lambda: told(str(st.session_state[key][event]))

    listeners = {f"on_{event}_change": listener(event, told) for event, told in heard.items()}
    _mount(key=key, data={"html": str(html), "language": language}, **listeners)
