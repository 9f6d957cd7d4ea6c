"""PostgreSQL, Redis and libfaketime are installed where that is allowed; elsewhere one line says how."""

from __future__ import annotations

import pytest

import deploy.fault_tools as fault_tools
from deploy.checks import checks, faults_check
from deploy.errors import DeployError
from deploy.settings import Layout, load_layout


class Apt:
    """Remembers what was to be installed."""

    def __init__(self, fails: bool = False) -> None:
        self.asked: list[list[str]] = []
        self._fails = fails

    def __call__(self, layout: Layout, packages: list[str]) -> None:
        self.asked.append(packages)
        if self._fails:
            raise DeployError("没有网络")


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without Redis, whose user is root and has apt."""
    monkeypatch.setattr(fault_tools, "missing", lambda: ["redis-server"])
    monkeypatch.setattr(fault_tools, "can_install", lambda: True)
    return monkeypatch


def test_root_installs_what_is_missing(lacking: pytest.MonkeyPatch) -> None:
    apt = Apt()
    fault_tools.provide_fault_tools(load_layout(), apt)
    assert apt.asked == [["redis-server"]]


def test_nothing_is_installed_twice(lacking: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lacking.setattr(fault_tools, "missing", list[str])
    apt = Apt()
    fault_tools.provide_fault_tools(load_layout(), apt)
    assert apt.asked == [] and capsys.readouterr().out == ""


@pytest.mark.parametrize("may_install", [True, False])
def test_who_cannot_install_is_told_the_line(
    lacking: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], may_install: bool
) -> None:
    """A user, and root without a network."""
    lacking.setattr(fault_tools, "can_install", lambda: may_install)
    fault_tools.provide_fault_tools(load_layout(), Apt(fails=True))
    assert fault_tools.APT_LINE in capsys.readouterr().out


def test_only_without_them_may_their_tests_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.frontend.checks", lambda layout: {})
    monkeypatch.setattr("deploy.checks.missing", list[str])
    for lacks in ([], ["redis-server"]):
        monkeypatch.setattr(fault_tools, "missing", lambda lacks=lacks: lacks)
        may_skip = [one.title for one in checks(load_layout()) if one.may_skip]
        assert may_skip == (["pytest（.venv-rasa：tests/bot）", "pytest（.venv：tests/faults）"] if lacks else [])


def test_the_rows_of_the_table_are_run() -> None:
    assert faults_check(load_layout()).command[-1] == "tests/faults"
