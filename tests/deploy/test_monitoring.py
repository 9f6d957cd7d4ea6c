"""Rules and dashboard are sound, and every alert fires on its fault and on nothing else (Prometheus' own promtool)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from index.settings import ROOT
from tests.conftest import require
from tests.deploy.watching import FOLDER, dashboard, expressions, jobs, metric_names, read_rules

TESTS = ROOT / "tests" / "deploy" / "alerts_test.yml"
WHERE_FROM = "promtool is missing: as root, apt-get install -y --no-install-recommends prometheus"


def promtool(*arguments: str | Path) -> str:
    """Its output; fails the test where promtool does not end with 0."""
    tool = shutil.which("promtool")
    require(tool is not None, WHERE_FROM)
    done = subprocess.run([str(tool), *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_rules_and_configuration_are_prometheus_own() -> None:
    assert f"{len(read_rules())} rules found" in promtool("check", "rules", FOLDER / "alerts.yml")
    assert "SUCCESS" in promtool("check", "config", FOLDER / "prometheus.yml")


def test_every_alert_fires_on_its_fault_and_none_while_all_is_well() -> None:
    assert "SUCCESS" in promtool("test", "rules", TESTS)


def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    """Else `promtool test rules` would say nothing of a new rule."""
    rows = [
        row for test in yaml.safe_load(TESTS.read_text(encoding="utf-8"))["tests"] for row in test["alert_rule_test"]
    ]
    names = {rule.name for rule in read_rules()}
    assert {row["alertname"] for row in rows if row.get("exp_alerts")} == names
    assert {row["alertname"] for row in rows if not row.get("exp_alerts")} == names


def test_every_alert_is_explained_to_the_operator() -> None:
    told = (ROOT / "docs" / "watching.md").read_text(encoding="utf-8")
    assert [rule.name for rule in read_rules() if f"`{rule.name}`" not in told] == []
    assert all(rule.severity in ("warning", "critical") and rule.summary for rule in read_rules())


def test_rules_are_about_the_jobs_that_are_collected() -> None:
    named = set(re.findall(r'job[=~]+"(yuce-[a-z]+)"', " ".join(expressions())))
    assert named <= set(jobs()) == {"yuce-web", "yuce-rasa", "yuce-actions"}


def test_a_dashboard_panel_has_a_title_a_place_and_figures() -> None:
    panels = dashboard()["panels"]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels) == len({panel["id"] for panel in panels})
    assert all(panel["title"] and panel["targets"] for panel in panels)
    assert len(metric_names()) > 15


@pytest.mark.parametrize("expression", expressions())
def test_every_expression_can_be_read(expression: str, tmp_path: Path) -> None:
    """Of the dashboard too, as rules of a file of their own."""
    rules = {"groups": [{"name": "one", "rules": [{"record": "one", "expr": expression}]}]}
    (tmp_path / "one.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    assert "1 rules found" in promtool("check", "rules", tmp_path / "one.yml")
