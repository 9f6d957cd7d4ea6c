"""`make test` runs every check, shows pytest's own closing lines, and fails when any check fails."""

from __future__ import annotations

import sys

import pytest

import deploy.checks as checks
from deploy.errors import DeployError
from deploy.settings import load_layout


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("====== 3 passed in 0.02s ======", "3 passed in 0.02s"),
        (
            "=== 1 failed, 2 passed, 1 skipped in 75.10s (0:01:15) ===",
            "1 failed, 2 passed, 1 skipped in 75.10s (0:01:15)",
        ),
        ("3 passed in 0.02s", "3 passed in 0.02s"),
        ("tests/deploy/test_ports.py ....", None),
        ("==== short test summary info ====", None),
    ],
)
def test_pytests_closing_line_is_known(line: str, counts: str | None) -> None:
    found = checks.PYTEST_CLOSING.match(line)
    assert (found["counts"] if found else None) == counts


def check(title: str, script: str, runs_tests: bool = False) -> checks.Check:
    return checks.Check(title, [sys.executable, "-c", script], runs_tests)


def test_all_checks_run_and_the_failed_ones_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure in the middle hides no later one, and the closing lines stand at the end."""
    rows = [
        check("甲", "print('甲说')"),
        check("乙", "raise SystemExit(1)"),
        check("丙", "print('== 2 passed in 1.00s ==')", runs_tests=True),
        check("丁", "raise SystemExit(5)", runs_tests=True),
    ]
    monkeypatch.setattr(checks, "checks", lambda layout: rows)
    with pytest.raises(DeployError, match="没有通过：乙、丁"):
        checks.check(load_layout())
    out = capsys.readouterr().out
    assert "甲说" in out
    assert out.splitlines()[-2:] == ["==== 2 passed in 1.00s ====", "==== no tests ran ===="]


def test_every_room_with_tests_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room's folder that no check names would never be run."""
    monkeypatch.setattr("deploy.frontend.checks", lambda layout: {})
    layout = load_layout()
    named = " ".join(word for one in checks.checks(layout) for word in one.command)
    rooms = [path.name for path in (layout.root / "tests").iterdir() if list(path.glob("test_*.py"))]
    assert [room for room in rooms if f"tests/{room}" not in named] == []
