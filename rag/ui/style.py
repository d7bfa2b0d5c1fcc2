"""How the page looks. Colours and typefaces are the theme's, so light and dark need no rules of their own."""

from __future__ import annotations

from rag.ui.history_style import HISTORY_CSS

ICON = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path fill="#0a605b" d="M16 2c5 7 10 12 10 18a10 10 0 0 1-20 0C6 14 11 9 16 2z"/>
<path fill="#fff" d="M10 18h12v2H10zm2 5h8v2h-8z"/>
</svg>
""".strip()
"""A drop of water that holds lines of text: the source."""

PAGE_CSS = """
.stMainBlockContainer { padding-top: 5rem; padding-bottom: 3rem; }
@media (max-width: 640px) { .stMainBlockContainer { padding-top: 4rem; } }
[data-testid="stBottomBlockContainer"] { padding-bottom: 1.75rem; }
/* White on the light primary colour of the dark theme cannot be read. */
[data-testid^="stBaseButton-primary"]:enabled { color: light-dark(#fff, #0d1a19); }
.st-key-controls { margin-bottom: 1.5rem; }
.st-key-answerer { margin-left: auto; }
.sourcier-alert {
  margin: 0.25rem 0; padding: 0.7rem 1rem; border-left: 3px solid #d0453a; border-radius: 0.25rem;
  background: color-mix(in srgb, #d0453a 10%, transparent); overflow-wrap: anywhere;
}
/* Room for two dates side by side. */
[data-testid="stSidebarContent"] { padding-left: 0.5rem; padding-right: 0.5rem; }
[data-testid="stSidebarUserContent"] { padding-left: 0; padding-right: 0; }
[data-testid="stSidebar"] [data-testid="stExpanderDetails"] { padding: 0.75rem; }
/* The arrows that open the sidebar do not say by themselves what is in it. */
[data-testid="stExpandSidebarButton"]::after { content: "Menu"; }
[data-testid="stExpandSidebarButton"] { width: auto; padding: 0 0.5rem; gap: 0.25rem; }

/* The open article is a sheet on the right; the conversation and its input keep to the left of it. */
.st-key-source {
  position: fixed; z-index: 999; top: 0; right: 0; bottom: 0; width: 44vw;
  border-left: 1px solid color-mix(in srgb, currentColor 15%, transparent);
}
.stAppViewContainer:has(.st-key-source) {
  padding-right: 44vw;
  & .stMainBlockContainer, & [data-testid="stBottomBlockContainer"] { padding-left: 2rem; padding-right: 2rem; }
}
@media (max-width: 1500px) {
  .stApp:has(.st-key-source) [data-testid="stSidebar"] { display: none; }
}
@media (max-width: 900px) {
  .st-key-source { width: 100vw; border-left: 0; }
  .stAppViewContainer:has(.st-key-source) { padding-right: 0; }
  .stApp:has(.st-key-source) .stAppHeader { display: none; }
}
@media (max-width: 640px) { .st-key-answerer { margin-left: 0; } }
"""

WIDE_CSS = ".stMainBlockContainer { max-width: 76rem; }"
"""Of pages with tables."""

FRAME_CSS = """
:host, .frame { display: block; }
.frame {
  --muted: color-mix(in srgb, var(--st-text-color) 68%, var(--st-background-color));
  --tint: color-mix(in srgb, var(--st-primary-color) 9%, transparent);
  --serif: var(--st-heading-font), Georgia, serif;
  color: var(--st-text-color); font-family: var(--st-font), sans-serif; font-size: 1rem; line-height: 1.5;
  overflow-wrap: anywhere;
}
.frame > * + * { margin-top: 1rem; }
.frame:has(.question) { scroll-margin-top: 1.5rem; }
p, ol, ul, h1, h2, h3, h4, h5, h6 { margin: 0; padding: 0; }
h3 { font: 600 0.8rem/1.4 var(--st-font), sans-serif; color: var(--muted); letter-spacing: 0.02em; }
button {
  font: inherit; color: inherit; text-align: start; background: none; border: 0; border-radius: 0.4rem; padding: 0;
  cursor: pointer;
}
:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }

.wordmark { font: 600 1.6rem/1.2 var(--serif); letter-spacing: -0.01em; }
.wordmark small {
  display: block; font: 400 0.9rem/1.4 var(--st-font), sans-serif; color: var(--muted); letter-spacing: 0;
}

.question {
  width: fit-content; max-width: 85%; margin-left: auto; padding: 0.55rem 1rem; white-space: pre-wrap;
  unicode-bidi: isolate; background: var(--st-secondary-background-color); border-radius: 1.1rem 1.1rem 0.25rem 1.1rem;
}
.sentences { font: 400 1.125rem/1.65 var(--serif); }
.short { margin: 0 0 0.6rem; unicode-bidi: isolate; font: 400 1.125rem/1.5 var(--serif); overflow-wrap: anywhere; }
.short .label { font: 400 0.875rem/1.5 var(--st-font), sans-serif; color: var(--muted); }
.answer .sentences { padding-left: 1rem; border-left: 3px solid var(--st-primary-color); }
.refusal .sentences { font-family: var(--st-font), sans-serif; font-size: 1.0625rem; }
.statement { display: block; }
.statement + .statement { margin-top: 0.45rem; }
.together { white-space: nowrap; }
.chip {
  --tone: var(--st-primary-color);
  min-width: 1.5em; margin-left: 0.3em; padding: 0 0.35em; vertical-align: 0.2em; text-align: center;
  font: 600 0.75rem/1.55 var(--st-font), sans-serif; color: var(--tone);
  background: color-mix(in srgb, var(--tone) 9%, transparent);
}
.chip:hover, .chip[aria-pressed="true"] { color: var(--st-background-color); background: var(--tone); }
.chip.weak, .chip.unsupported { --tone: var(--st-red-text-color); }
.note { margin-left: 0.4em; font: 400 0.8rem/1.5 var(--st-font), sans-serif; color: var(--muted); }
.note.weak, .note.unsupported, .passage + .unsupported { color: var(--st-red-text-color); }
.statement.unsupported > :first-child, .statement.unsupported > .together > span {
  text-decoration: underline wavy 1px var(--st-red-text-color); text-underline-offset: 0.25em;
}
.words { color: var(--muted); }
.stage::before {
  content: ""; display: inline-block; width: 0.55em; height: 0.55em; margin-right: 0.6em; border-radius: 50%;
  background: var(--st-primary-color); animation: breathe 1.4s ease-in-out infinite alternate;
}
@keyframes breathe { from { opacity: 0.25; } }
@media (prefers-reduced-motion: reduce) { .stage::before { animation: none; } }
.stage, .sum { margin-top: 0.8rem; font-size: 0.875rem; color: var(--muted); }
.remark {
  margin-top: 0.8rem; padding: 0.5rem 0.9rem; font-size: 0.875rem; background: var(--st-secondary-background-color);
  border-radius: 0.4rem;
}
.verdicts > li { padding: 0.7rem 0; }
.verdicts > li + li { margin: 0; border-top: 1px solid var(--st-border-color); }
.verdicts .statement { font: 400 1.0625rem/1.6 var(--serif); }
.evidence { margin: 0.35rem 0 0 1rem; font-size: 0.9375rem; }
.passage + .unsupported { display: block; font-size: 0.8rem; }
.note::before { content: "("; } .note::after { content: ")"; }

.answer h3, .refusal h3 { margin: 1.1rem 0 0.3rem; }
ol, ul { list-style: none; }
li + li { margin-top: 0.15rem; }
.source {
  position: relative; display: flex; gap: 0.75rem; width: calc(100% + 1.2rem); margin-left: -0.6rem;
  padding: 0.4rem 0.6rem;
}
.source:hover { background: var(--st-secondary-background-color); }
.source[aria-pressed="true"] { background: var(--tint); }
.number { flex: none; min-width: 0.8em; font-weight: 600; color: var(--st-primary-color); }
.origin { display: block; min-width: 0; }
.title { display: block; unicode-bidi: isolate; }
.where { font-size: 0.875rem; color: var(--muted); }
.refusal li + li { margin-top: 0.4rem; }
.refusal .source {
  display: block; width: 100%; margin: 0; padding: 0.7rem 0.9rem;
  border: 1px dashed color-mix(in srgb, var(--st-text-color) 30%, transparent);
}
.refusal .title { font-size: 0.875rem; font-weight: 600; }
.passage { display: block; margin-bottom: 0.35rem; color: var(--muted); white-space: pre-line; }
.effort { margin-top: 0.8rem; font-size: 0.8rem; color: var(--muted); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
summary { width: fit-content; cursor: pointer; border-radius: 0.4rem; }
summary:hover { color: var(--st-text-color); }
.effort[open] > summary { margin-bottom: 0.5rem; }
.effort > p { font-size: 0.875rem; }
.effort .source { font-size: 0.875rem; }
.effort .source .passage { margin: 0.1rem 0; }
.meanings { margin-top: 0.6rem; font-size: 0.875rem; color: var(--muted); }
.statement { position: relative; }
.tip {
  display: none; position: absolute; z-index: 9; top: 100%; left: 0; width: min(34rem, 100%); padding: 0.7rem 0.9rem;
  box-sizing: border-box;
  white-space: normal; text-align: start; font: 400 0.9375rem/1.5 var(--st-font), sans-serif;
  background: var(--st-background-color); border: 1px solid var(--st-border-color); border-radius: 0.5rem;
  box-shadow: 0 0.4rem 1.4rem color-mix(in srgb, #000 18%, transparent);
}
.tip .passage { font-family: var(--serif); color: var(--st-text-color); }
.tip .origin { font-size: 0.8125rem; }
.frame:not(.quiet) :is(.chip:hover, .chip:focus-visible) + .tip, .frame:not(.quiet) .tip:hover { display: block; }
@media (hover: none) { .frame .tip { display: none !important; } }
.searched { margin: 0 0 0.6rem; font-size: 0.875rem; color: var(--muted); overflow-wrap: anywhere; }
.hint { font-size: 0.875rem; color: var(--muted); }
.welcome .hint { font-size: inherit; }
.filter { margin-top: 0.8rem; font-size: 0.875rem; color: var(--muted); }
.clear { text-decoration: underline; color: var(--st-link-color); }

.welcome { padding: 6vh 0 1rem; }
.welcome h2 { font: 600 2.1rem/1.2 var(--serif); letter-spacing: -0.015em; }
.welcome p { max-width: 34rem; margin-top: 0.8rem; color: var(--muted); }
.welcome h3 { margin: 2rem 0 0.5rem; }
.welcome li + li { margin-top: 0.5rem; }
.example {
  width: 100%; padding: 0.65rem 1rem; border: 1px solid var(--st-border-color); font-size: 1rem;
}
.example:hover { border-color: var(--st-primary-color); background: var(--tint); }

.article {
  display: flex; flex-direction: column; height: 100dvh; background: var(--st-secondary-background-color);
}
.article header { flex: none; padding: 1.6rem 2rem 1.1rem; border-bottom: 1px solid var(--st-border-color); }
.article h2 { font: 600 1.45rem/1.25 var(--serif); outline: none; letter-spacing: -0.01em; }
.article .where { margin-top: 0.5rem; }
.article a { color: var(--st-link-color); }
.close {
  float: right; width: 2.25rem; height: 2.25rem; margin: -0.5rem -0.75rem 0.25rem 0.75rem; border-radius: 50%;
  font-size: 1.6rem; line-height: 1; text-align: center; color: var(--muted);
}
.close:hover { color: var(--st-text-color); background: var(--tint); }
.text { flex: 1; min-height: 0; overflow-y: auto; padding: 1.4rem 2rem 4rem; }
.text:focus-visible { outline-offset: -2px; }
.text p { max-width: 38rem; font: 400 1.0625rem/1.7 var(--serif); white-space: pre-wrap; }
.text > * + * { margin-top: 1rem; }
.text > :is(h3, h4, h5, h6) {
  margin-top: 1.8rem; font: 600 1.15rem/1.35 var(--serif); color: var(--st-text-color); letter-spacing: 0;
}
.text > :is(h4, h5, h6) { font-size: 1.05rem; }
.text > .cut { font: italic 0.875rem/1.5 var(--st-font), sans-serif; color: var(--muted); }
mark {
  padding: 0.1em 0; color: #1d1a05; background: #ffe07a;
  background: light-dark(#ffe07a, #e3c766); border-radius: 0.15em;
  box-decoration-break: clone; -webkit-box-decoration-break: clone;
}
.sourcier-alert {
  padding: 0.7rem 1rem; border-left: 3px solid #d0453a; border-radius: 0.25rem;
  background: color-mix(in srgb, #d0453a 10%, transparent);
}
@media (max-width: 640px) {
  .article header { padding: 1.2rem 1.25rem 0.9rem; }
  .text { padding: 1.1rem 1.25rem 4rem; }
  .question { max-width: 92%; }
  .wordmark small { display: none; }
  .welcome { padding-top: 3vh; }
}
"""
FRAME_CSS += HISTORY_CSS
