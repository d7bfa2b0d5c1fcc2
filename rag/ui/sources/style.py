"""How the page of the articles looks, beside what all pages share. Colours are the theme's."""

from __future__ import annotations

PAGE_CSS = """
.st-key-sources-tools { margin-top: 0.25rem; }
@media (max-width: 640px) { .st-key-sources-heading > :first-child { flex: 1 0 100%; } }
/* What Streamlit says in and beside its fields is English only. */
[data-testid="InputInstructions"] { display: none; }
[data-testid="stFileUploaderDropzone"] > span [data-testid="stMarkdownContainer"] > p { display: none; }
[data-testid="stFileUploaderDropzone"] > span [data-testid="stMarkdownContainer"]::after { content: var(--choose); }
[data-testid="stFileUploaderDropzoneInstructions"] > div { display: none; }
[data-testid="stFileUploaderDropzoneInstructions"]::after { content: var(--drop); font-size: 0.875rem; opacity: 0.75; }
.sourcier-reasons { font-size: 0.875rem; overflow-wrap: anywhere; }
.sourcier-reasons p { margin: 0 0 0.25rem; font-weight: 600; }
.sourcier-reasons ul { margin: 0; padding-left: 1.1rem; }
"""

LIST_CSS = """
.shelf { container-type: inline-size; }
.shelf .bar { margin-bottom: 0.5rem; }
.table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.5rem; }
.table :is(th, td) { padding: 0.6rem 1rem 0.6rem 0; text-align: start; vertical-align: top; font-weight: 400; }
.table thead :is(th, td) {
  padding-top: 0.35rem; padding-bottom: 0.35rem; white-space: nowrap;
  border-bottom: 1px solid color-mix(in srgb, var(--st-text-color) 25%, transparent);
}
.table thead button { font: 600 0.8rem/1.4 var(--st-font), sans-serif; color: var(--muted); letter-spacing: 0.02em; }
.table thead button:hover { color: var(--st-text-color); }
.table [aria-sort] button::after { content: " ↑"; }
.table [aria-sort="descending"] button::after { content: " ↓"; }
.table tbody tr { border-bottom: 1px solid var(--st-border-color); }
.table tbody tr:hover { background: color-mix(in srgb, var(--st-text-color) 3%, transparent); }
.table tbody tr.picked, .table tbody tr:has([aria-pressed="true"]) { background: var(--tint); }
.table .name { width: 52%; line-height: 1.5rem; }
.table .name button { display: inline; unicode-bidi: isolate; font: 400 1.0625rem/1.5rem var(--serif); }
.table .name button:hover { color: var(--st-link-color); text-decoration: underline; text-underline-offset: 0.2em; }
.table td { color: var(--muted); overflow-wrap: break-word; }
.table .day { white-space: nowrap; }
.table :is(td, th).count { text-align: end; padding-right: 0.5rem; font-variant-numeric: tabular-nums; }
.table .tick { width: 2.5rem; padding-left: 0.5rem; }
.full { display: none; }
.box {
  display: inline-block; position: relative; width: 1.15rem; height: 1.15rem; border-radius: 0.25rem;
  vertical-align: -0.2rem;
  border: 1.5px solid color-mix(in srgb, var(--st-text-color) 55%, transparent);
}
.box::before { content: ""; position: absolute; inset: -0.6rem; }
.box[aria-checked="true"], .box[aria-checked="mixed"] {
  background: var(--st-primary-color); border-color: var(--st-primary-color);
}
.box[aria-checked="true"]::after, .box[aria-checked="mixed"]::after {
  content: ""; position: absolute; left: 0.32rem; top: 0.08rem; width: 0.3rem; height: 0.6rem; transform: rotate(45deg);
  border: solid var(--st-background-color); border-width: 0 2px 2px 0;
}
.box[aria-checked="mixed"]::after {
  left: 0.2rem; top: 0.1rem; width: 0.55rem; height: 0.3rem; transform: none; border-right: 0;
}
.mark {
  display: inline-block; margin-left: 0.5em; padding: 0 0.45em; border-radius: 0.6em; font-size: 0.75rem;
  line-height: 1.5;
  color: var(--muted); border: 1px solid color-mix(in srgb, var(--st-text-color) 28%, transparent);
}
.bar {
  display: flex; flex-wrap: wrap; gap: 0.35rem 1rem; align-items: baseline; min-height: 1.6rem; font-size: 0.875rem;
  color: var(--muted);
}
.bar .text-button { margin: 0; }
.text-button { color: var(--st-link-color); text-decoration: underline; text-underline-offset: 0.2em; }
.text-button:hover { text-decoration-thickness: 2px; }
.text-button:disabled { color: var(--muted); cursor: default; text-decoration: none; }
.nothing { padding: 3rem 0; text-align: center; color: var(--muted); }
.heading h2 { font: 600 1.75rem/1.2 var(--serif); letter-spacing: -0.015em; }
.heading p { margin-top: 0.15rem; font-size: 0.9375rem; color: var(--muted); }
.empty { padding: 6vh 0 2rem; text-align: center; }
.empty h3 { font: 600 1.35rem/1.3 var(--serif); color: var(--st-text-color); letter-spacing: 0; }
.empty p { margin-top: 0.4rem; color: var(--muted); }
.pairs { margin-top: 0.25rem; }
.pairs li { padding: 0.45rem 0; border-top: 1px solid var(--st-border-color); }
.pairs li + li { margin: 0; }
.pairs button { display: inline; unicode-bidi: isolate; font: 400 1rem/1.4 var(--serif); }
.pairs button:hover { color: var(--st-link-color); text-decoration: underline; }
.pairs .share { display: block; font-size: 0.8125rem; color: var(--muted); }
/* Beside an open article or on a telephone each article is a title over one line of what is known of it. */
@container (max-width: 46rem) {
  .table, .table tbody, .table tbody tr { display: block; }
  .table thead { display: none; }
  .table tbody { border-top: 1px solid var(--st-border-color); }
  .table tbody tr { position: relative; padding: 0.6rem 0.25rem 0.6rem 2.5rem; }
  .table tr:not(:has(.tick)) { padding-left: 0; }
  .table tbody :is(th, td) { display: inline; padding: 0; font-size: 0.875rem; text-align: start; }
  .table tbody .name { display: block; width: auto; }
  .table tbody .tick { position: absolute; left: 0; top: 0.6rem; padding: 0 0 0 0.5rem; }
  .table tbody td:not(.tick, .first)::before { content: "\\00a0· "; }
  .table tbody .none, .few { display: none; }
  .full { display: inline; white-space: nowrap; }
}
"""
"""The list, its heading, and what resembles."""

JOB_CSS = """
.job { padding: 0.9rem 1.1rem; border-radius: 0.5rem; background: var(--st-secondary-background-color); }
.job h3 { font: 600 1rem/1.4 var(--st-font), sans-serif; color: var(--st-text-color); letter-spacing: 0; }
.job p { margin-top: 0.25rem; font-size: 0.875rem; color: var(--muted); }
.job .file { unicode-bidi: isolate; }
.job progress {
  display: block; width: 100%; height: 0.4rem; margin: 0.6rem 0 0.2rem; border: 0; border-radius: 0.2rem;
  overflow: hidden;
  appearance: none; background: color-mix(in srgb, var(--st-text-color) 14%, transparent);
  color: var(--st-primary-color);
}
.job progress::-webkit-progress-bar { background: transparent; }
.job progress::-webkit-progress-value { background: var(--st-primary-color); transition: width 0.3s; }
.job progress::-moz-progress-bar { background: var(--st-primary-color); }
.job .row { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; justify-content: space-between; }
.job .failures { margin-top: 0.7rem; }
.job .failures li { padding: 0.35rem 0; font-size: 0.875rem; border-top: 1px solid var(--st-border-color); }
.job .failures li + li { margin: 0; }
.job .failures strong { font-weight: 600; unicode-bidi: isolate; }
.job .failures span { color: var(--muted); }
.job.failed { border-left: 3px solid #d0453a; }
.job .dismiss {
  float: right; width: 1.75rem; height: 1.75rem; margin: -0.35rem -0.4rem 0 0.5rem; font-size: 1.25rem;
  line-height: 1; text-align: center; color: var(--muted);
}
.job .dismiss:hover { color: var(--st-text-color); background: var(--tint); }
.text-button { color: var(--st-link-color); text-decoration: underline; text-underline-offset: 0.2em; }
.text-button:hover { text-decoration-thickness: 2px; }
.deleted { font-size: 0.875rem; color: var(--muted); }
"""
"""A job that is going on, and what came of it."""

ARTICLE_CSS = """
.article .facts { margin-top: 0.35rem; font-size: 0.8125rem; color: var(--muted); }
.article .facts .path { overflow-wrap: anywhere; }
.article .deeds { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.8rem; }
.article .deeds button {
  padding: 0.25rem 0.8rem; font-size: 0.875rem;
  border: 1px solid color-mix(in srgb, var(--st-text-color) 30%, transparent);
}
.article .deeds button:hover:not(:disabled) { border-color: var(--st-primary-color); background: var(--tint); }
.article .deeds button:disabled { opacity: 0.5; cursor: default; }
.article .likes { margin-top: 0.7rem; font-size: 0.875rem; }
.article .likes .share { color: var(--muted); }
.article .likes button {
  display: inline; text-decoration: underline; color: var(--st-link-color); unicode-bidi: isolate;
}
.text > .cut-here {
  display: flex; align-items: center; gap: 0.75rem; max-width: 38rem; margin-top: 1.3rem;
  font: 400 0.75rem/1.4 var(--st-font), sans-serif; color: var(--muted); white-space: nowrap;
}
.text > .cut-here::after {
  content: ""; flex: 1; border-top: 1px dashed color-mix(in srgb, currentColor 45%, transparent);
}
.text > .cut-here:first-child { margin-top: 0; }
.text > .cut-here + * { margin-top: 0.5rem; }
.parts {
  display: flex; gap: 1rem; align-items: baseline; margin-top: 0.8rem; font-size: 0.875rem; color: var(--muted);
}
.parts button { color: var(--st-link-color); text-decoration: underline; }
"""
"""An open article with its passages, beside what the chat's has."""
