"""Barriers on a page, as axe-core finds them: `make test-browser` installs it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
_FOUND = """
async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .flatMap((violation) => violation.nodes.map((node) =>
      `${violation.id} (${violation.impact}): ${node.target.flat().join(" ")}: ${node.failureSummary}`));
}
"""


def barriers(page: Page) -> list[str]:
    """Every serious or critical one, with where it is and why. Shadow trees are looked into."""
    page.wait_for_timeout(400)  # what fades in has not its last colours before
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(_FOUND)
    return found
