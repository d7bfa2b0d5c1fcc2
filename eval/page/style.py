"""How the page of evaluations looks within its frames, beside what all frames share."""

from __future__ import annotations

from rag.ui.markup import Html

OVER_CSS = """<style>
.stAppViewContainer:has(.st-key-source) { padding-right: 0; }
.st-key-source { z-index: 1000000; box-shadow: -1rem 0 2rem rgb(0 0 0 / 12%); }
</style>"""
"""The open article covers the right of the page: a table that is made narrower is taller, and moves what one reads."""

STYLE = Html("""<style>
.intro h2 { font: 600 1.9rem/1.2 var(--serif); letter-spacing: -0.015em; }
.intro p { max-width: 40rem; margin-top: 0.5rem; color: var(--muted); }
.measure > * + * { margin-top: 0.75rem; }
.measure > h2 { margin-top: 1.6rem; font: 600 1.3rem/1.3 var(--serif); letter-spacing: -0.01em; }
.measure > h2:first-child { margin-top: 0; }
.soft { color: var(--muted); font-size: 0.875rem; }
.facts { color: var(--muted); font-size: 0.9375rem; }
.facts b { color: var(--st-text-color); font-weight: 600; }
.name { unicode-bidi: isolate; }

.job { padding: 0.9rem 1.1rem; border: 1px solid var(--st-border-color); border-radius: 0.5rem;
  background: var(--st-secondary-background-color); }
.job > * + * { margin-top: 0.5rem; }
.job b { font-weight: 600; }
progress { appearance: none; display: block; width: 100%; height: 0.5rem; border: 0; border-radius: 0.25rem;
  overflow: hidden; background: color-mix(in srgb, var(--st-text-color) 14%, transparent); }
progress::-webkit-progress-bar { background: transparent; }
progress::-webkit-progress-value { background: var(--st-primary-color); }
progress::-moz-progress-bar { background: var(--st-primary-color); }

.scroll { overflow-x: auto; border: 1px solid var(--st-border-color); border-radius: 0.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.8rem; text-align: start; vertical-align: baseline; font-weight: 400; }
thead th { font-weight: 600; white-space: nowrap; border-bottom: 1px solid var(--st-border-color); }
thead small { display: block; font-weight: 400; color: var(--muted); font-size: 0.8125rem; }
tbody td { white-space: nowrap; }
tbody th { min-width: 13rem; position: sticky; left: 0; background: var(--st-background-color); }
tbody th small { display: block; color: var(--muted); font-size: 0.8125rem; line-height: 1.3; }
tbody tr.group th { padding-top: 1rem; font-weight: 600; color: var(--muted); }
tbody td small { color: var(--muted); font-size: 0.8125rem; }
tbody td b { font-weight: 600; }
tbody tr + tr:not(.group) > * { border-top: 1px solid color-mix(in srgb, var(--st-border-color) 55%, transparent); }
tbody tr.group + tr > * { border-top: 0; }
.none { color: var(--muted); }
.surely { font-weight: 600; }

.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: 0.75rem; border: 1px solid var(--st-border-color); border-radius: 0.5rem; }
figcaption { margin-top: 0.25rem; font-size: 0.875rem; color: var(--muted); }
svg { display: block; width: 100%; height: auto; }

details { border: 1px solid var(--st-border-color); border-radius: 0.5rem; }
details + details { margin-top: 0.5rem; }
details > summary { width: auto; padding: 0.65rem 1rem; cursor: pointer; border-radius: 0.5rem; }
details > summary:hover { background: var(--tint); }
summary small { display: block; color: var(--muted); font-size: 0.8125rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0.25rem 2rem; padding: 0.25rem 1rem 1rem; }
.sides h3 { margin: 0.9rem 0 0.3rem; }
.sides li { margin-top: 0.4rem; font-size: 0.9375rem; }
.sides p { font-size: 0.9375rem; }
.gold-of > span { display: block; }
.gold-of > small { color: var(--muted); }
details > .scroll { margin: 0 1rem 1rem; }
details > p { margin: 0 1rem 0.75rem; }
.text-of { unicode-bidi: isolate; white-space: pre-line; }
.warned li { margin-top: 0.35rem; font-size: 0.9375rem; }
.bad { color: var(--st-red-text-color); }
.good { color: var(--st-green-text-color); font-weight: 600; }
.hit { display: block; width: calc(100% + 1.2rem); margin: 0 -0.6rem; padding: 0.45rem 0.6rem; }
.hit:hover { background: var(--st-secondary-background-color); }
.hit[aria-pressed="true"] { background: var(--tint); }
.hit small { display: block; color: var(--muted); font-size: 0.8125rem; }
.turned { padding-left: 0; }
.turned > li { padding: 0.6rem 0; border-top: 1px solid var(--st-border-color); }
.turned > li + li { margin: 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.25rem 2rem; margin-top: 0.35rem; font-size: 0.9375rem; }
@media (max-width: 800px) {
  .sides, .pair { grid-template-columns: 1fr; }
  tbody th { position: static; min-width: 9rem; }
}
</style>""")
"""It goes into a frame's HTML: a frame sees no style sheet but those within it."""
