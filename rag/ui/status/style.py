"""How the page about the application looks, beside what all pages share."""

from __future__ import annotations

STATUS_CSS = """
.title { padding-top: 0.75rem; }
.title h2 { font: 600 1.75rem/1.2 var(--serif); letter-spacing: -0.01em; }
.title p { margin-top: 0.4rem; color: var(--muted); }
.groups { columns: 2 26rem; column-gap: 3rem; }
.groups section { break-inside: avoid; padding: 0.75rem 0 1.25rem; }
h2.group, .groups h2 { font: 600 1.15rem/1.3 var(--serif); }
h2.group { padding-top: 0.75rem; }
dl { margin: 0.5rem 0 0; }
dl > div {
  display: grid; grid-template-columns: 11.5rem 1fr; gap: 0 1rem; padding: 0.4rem 0;
  border-top: 1px solid var(--st-border-color);
}
dt { color: var(--muted); font-size: 0.9rem; }
dd { margin: 0; min-width: 0; font-variant-numeric: tabular-nums; }
code { font: 400 0.875rem/1.5 var(--st-code-font), monospace; overflow-wrap: anywhere; }
.good {
  padding: 0.7rem 1rem; border-left: 3px solid var(--st-primary-color); border-radius: 0.25rem; background: var(--tint);
}
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
caption { text-align: start; }
th, td { padding: 0.5rem 1rem 0.5rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
thead th { font-size: 0.8rem; font-weight: 600; color: var(--muted); }
tbody tr { border-top: 1px solid var(--st-border-color); }
tbody th { white-space: nowrap; }
td.value { min-width: 11rem; max-width: 20rem; }
td.origin, td.meaning { color: var(--muted); }
td.origin { white-space: nowrap; }
td.origin.set { color: var(--st-text-color); }
.none { color: var(--muted); }
@media (max-width: 760px) {
  dl > div { grid-template-columns: 8.5rem 1fr; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  tbody tr { padding: 0.6rem 0; }
  th, td { padding: 0.1rem 0; }
  td.value { min-width: 0; max-width: none; }
  td.origin { white-space: normal; }
  td.origin, td.meaning { font-size: 0.875rem; }
}
"""
