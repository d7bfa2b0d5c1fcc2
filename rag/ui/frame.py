"""Puts our HTML on the page and hears its buttons: one small component, the only script of the interface.

st.html shows HTML but hears nothing, and Streamlit's own buttons read their labels as Markdown, which titles of
articles are not. Everything that comes in is made by `rag.ui.markup`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rag.messages import Language
from rag.ui.markup import Html
from rag.ui.style import FRAME_CSS

_SCRIPT = r"""
const OUTCOME = ".question ~ *";
let here = location.pathname;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".frame");
  document.documentElement.lang = root.lang = data.language;
  if (root.shown !== data.html) show(root, data.html);
  if (data.reader) keep(data.reader);
  if (here !== location.pathname) uncover();
  here = location.pathname;
  for (const button of root.querySelectorAll("button[aria-pressed]")) {
    button.ariaPressed = String(button.dataset.value === data.pressed);
  }
  root.onclick = (event) => {
    const button = event.target.closest("button[data-event], button[data-copy]");
    if (button?.dataset.event) setTriggerValue(button.dataset.event, button.dataset.value);
    else if (button) copy(button);
    if (button?.dataset.event === "resumed") uncover();
    if (button?.dataset.event === "rated") setTimeout(() => root.scrollIntoView({ block: "center" }), 400);
  };
  root.oncopy = (event) => addReferences(root, event, data.references);
  root.onkeydown = (event) => {
    root.classList.toggle("quiet", event.key === "Escape");  // what a pointer has brought up goes away
    if (event.key === "Escape") root.querySelector("button.close")?.click();
  };
  root.onpointerleave = () => root.classList.remove("quiet");
  return () => root.opener?.focus();
}

// Finds this reader's conversations again, here and nowhere else.
function keep(reader) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `sourcier_reader=${reader}; Path=/; Max-Age=31536000; SameSite=Strict${secure}`;
}

function show(root, html) {
  const waited = !root.querySelector(OUTCOME);
  const fresh = document.createElement("template");
  fresh.innerHTML = root.shown = html;
  const wrote = root.querySelector("[data-writing]"), writes = fresh.content.querySelector("[data-writing]");
  const top = root.getBoundingClientRect().top;
  root.ariaLive = waited || wrote || writes ? "polite" : "off";
  patch(root, fresh.content);
  if (waited && root.querySelector(OUTCOME)) settle(root);
  else if (wrote && !writes) settle(root, `${top}px`);
  const article = root.querySelector(".article");
  if (article) reveal(root, article);
}

// Only what has changed is put in: what is being written keeps its focus and is not read out again and again.
function patch(mine, fresh) {
  let old = mine.firstChild;
  for (const node of [...fresh.childNodes]) {
    let same = old;
    while (same && !(same.nodeName === node.nodeName && same.className === node.className)) same = same.nextSibling;
    if (!same) {
      mine.insertBefore(node, old);
      continue;
    }
    old = without(old, same).nextSibling;
    if (node.nodeType !== Node.ELEMENT_NODE) {
      if (same.nodeValue !== node.nodeValue) same.nodeValue = node.nodeValue;
      continue;
    }
    for (const { name } of [...same.attributes]) {
      if (name !== "open" && !node.hasAttribute(name)) same.removeAttribute(name);  // what a reader unfolded stays so
    }
    for (const { name, value } of node.attributes) {
      if (same.getAttribute(name) !== value) same.setAttribute(name, value);
    }
    patch(same, node);
  }
  without(old, null);
}

// Takes away the siblings from the first up to the last, which stays.
function without(first, last) {
  while (first !== last) {
    const next = first.nextSibling;
    first.remove();
    first = next;
  }
  return last;
}

// A new answer is read from its question on, and one that was being written from where its reader is: Streamlit alone
// would show the end of it.
function settle(root, margin = "") {
  for (const wait of [0, 150, 400]) setTimeout(() => {
    root.style.scrollMarginTop = margin;
    root.scrollIntoView({ block: "start" });
    root.style.scrollMarginTop = "";
  }, wait);
}

// The quotation is brought to the upper third of the article. When it is another one than before, the focus goes to
// the article's title, and back to where it was when the article is closed.
function reveal(root, article) {
  if (root.place !== article.dataset.place) {
    root.place = article.dataset.place;
    const focused = deepFocus();
    if (!root.contains(focused)) root.opener = focused;
    article.querySelector("h2")?.focus({ preventScroll: true });
  }
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

// On a narrow screen the sidebar lies over the page or the conversation that was chosen in it.
function uncover() {
  if (innerWidth < 768) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

// Says beside the button, to screen readers too, whether the text is copied.
async function copy(button) {
  const told = button.parentElement.querySelector("[role=status]");
  let done = true;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {  // not allowed, or the page came without encryption
    done = copyFromField(button.dataset.copy);
    button.focus();
  }
  told.textContent = done ? told.dataset.done : told.dataset.failed;
  clearTimeout(told.waiting);
  told.waiting = setTimeout(() => { told.textContent = ""; }, 5000);
}

function copyFromField(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.cssText = "position: fixed; top: 0; opacity: 0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

// What a reader selects and copies by hand takes along the references of the citations in it.
function addReferences(root, event, references) {
  const selection = (root.getRootNode().getSelection?.() ?? document.getSelection());
  if (!references || !selection?.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const chips = [...root.querySelectorAll(".chip")].filter((chip) => range.intersectsNode(chip));
  const lines = new Set(chips.map((chip) => references[chip.dataset.value]).filter(Boolean));
  if (!lines.size) return;
  const part = range.cloneContents();
  for (const aside of part.querySelectorAll(".tip, .unseen")) aside.remove();
  for (const chip of part.querySelectorAll(".chip")) chip.replaceWith(` [${chip.textContent}]`);
  for (const note of part.querySelectorAll(".note")) note.replaceWith(` (${note.textContent})`);
  for (const block of part.querySelectorAll("p, li, h3, summary, .statement, .question, .title")) block.append("\n");
  const text = part.textContent.split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
  event.clipboardData.setData("text/plain", [text, "", ...lines].join("\n"));
  event.preventDefault();
}

function deepFocus() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
"""

_mount = st.components.v2.component("sourcier_frame", html='<div class="frame"></div>', css=FRAME_CSS, js=_SCRIPT)


@dataclass(frozen=True, slots=True)
class Cited:
    """HTML with citations: the reference of each, by the value of its button. They go along with what is copied."""

    html: Html
    references: Mapping[str, str]


def show(
    html: Html | Cited,
    key: str,
    language: Language,
    pressed: str = "",
    reader: str = "",
    **heard: Callable[[str], None],
) -> None:
    """Shows the HTML, with the button of the value `pressed` marked as such.

    `reader` is what the browser is to call itself from now on. `heard` names what its buttons may send
    (`data-event`) and who is told the `data-value`.
    """
    listeners: dict[str, Any] = {f"on_{event}_change": listener(key, event, told) for event, told in heard.items()}
    shown, references = (html.html, dict(html.references)) if isinstance(html, Cited) else (html, {})
    data = {"html": str(shown), "language": language, "pressed": pressed, "reader": reader, "references": references}
    _mount(key=key, data=data, **listeners)


def listener(key: str, event: str, told: Callable[[str], None]) -> Callable[[], None]:
    """What Streamlit calls when a button of the frame `key` sent the event: it hands on the button's value.

    A click may come when what it was made on has just gone; then nobody is told.
    """

    def hear() -> None:
        value = (st.session_state.get(key) or {}).get(event)
        if value is not None:
            told(str(value))

    return hear
