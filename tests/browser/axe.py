"""axe-core on what a page or frame shows now."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Frame, Page

from index.settings import ROOT

SOURCE = ROOT / "web" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}"""


def violations(shown: Page | Frame, source: Path = SOURCE) -> list[str]:
    """Rule and elements of each violation."""
    if not shown.evaluate("typeof axe === 'object'"):
        shown.evaluate(source.read_text(encoding="utf-8"))
    found: list[str] = shown.evaluate(RUN, RULES)
    return found
