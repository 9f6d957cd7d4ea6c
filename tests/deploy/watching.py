"""What deploy/monitoring holds, read for tests: jobs, alert rules, and the figures that rules and dashboard name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.settings import ROOT

FOLDER = ROOT / "deploy" / "monitoring"
FIGURE = re.compile(r"\b(?:yuce|process)_[a-z_]+\b")
PART = re.compile(r"_(?:bucket|count|sum)$")
"""What a histogram's series add to its name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One alert."""

    name: str
    expression: str
    severity: str
    summary: str


def _yaml(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return table


def jobs() -> dict[str, str]:
    """Job → path of its figures."""
    return {job["job_name"]: job.get("metrics_path", "/metrics") for job in _yaml("prometheus.yml")["scrape_configs"]}


def read_rules(file: Path = FOLDER / "alerts.yml") -> list[Rule]:
    groups = yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]
    rows = [row for group in groups for row in group["rules"]]
    return [Rule(row["alert"], row["expr"], row["labels"]["severity"], row["annotations"]["summary"]) for row in rows]


def dashboard() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
    return table


def expressions() -> list[str]:
    """Of all rules and all panels."""
    panels = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return [*(rule.expression for rule in read_rules()), *panels]


def metric_names() -> set[str]:
    """Families, as `# TYPE` names them, that rules or dashboard ask for."""
    named = {name for expression in expressions() for name in FIGURE.findall(expression)}
    return {PART.sub("", name) for name in named}
