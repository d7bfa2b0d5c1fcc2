"""How the kept conversations look in the sidebar, and what stands below an answer."""

from __future__ import annotations

HISTORY_CSS = """
.frame > h2:only-child { font: 600 1.1rem/1.3 var(--serif); }
.conversations { max-height: 46vh; overflow-y: auto; margin: 0 -0.35rem; padding: 0 0.35rem 0.35rem; }
.conversations h3 { margin: 0.8rem 0 0.2rem; padding: 0 0.5rem; font-weight: 500; }
.conversations h3:first-child { margin-top: 0; }
.conversations li { display: flex; align-items: center; margin: 0; border-radius: 0.4rem; }
.conversations li:is(:hover, :focus-within) { background: color-mix(in srgb, var(--st-text-color) 6%, transparent); }
.conversations li.current { background: var(--tint); }
.conversations .name {
  flex: 1; min-width: 0; padding: 0.35rem 0.5rem; font-size: 0.9375rem; line-height: 1.35; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; unicode-bidi: plaintext;
}
.conversations .current .name { font-weight: 600; }
.conversations .more { flex: none; width: 2rem; height: 2rem; text-align: center; color: var(--muted); }
.conversations .more:hover { color: var(--st-text-color); }
@media (hover: hover) {
  .conversations li:not(:hover, :focus-within, .current) .more { opacity: 0; }
}
.undo { font-size: 0.875rem; color: var(--muted); }

.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.15rem; margin-left: -0.45rem; }
.action {
  display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2rem; padding: 0.25rem 0.45rem;
  font-size: 0.8125rem; color: var(--muted);
}
.action:hover { color: var(--st-text-color); background: var(--st-secondary-background-color); }
.action svg {
  width: 1.05rem; height: 1.05rem; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linejoin: round;
}
.action.down svg { transform: rotate(180deg); }
.action[aria-pressed="true"] { color: var(--st-primary-color); background: var(--tint); }
.action[aria-pressed="true"] svg { fill: color-mix(in srgb, var(--st-primary-color) 35%, transparent); }
.told { font-size: 0.8125rem; color: var(--muted); }
"""
