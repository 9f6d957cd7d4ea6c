"""PostgreSQL, Redis and libfaketime are installed where that is allowed; elsewhere one line says how."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import deploy.fault_tools as fault_tools
from deploy.checks import Check, check, faults_check
from deploy.errors import DeployError
from deploy.settings import Layout, load_layout
from tests.conftest import require_package
from tests.servers_postgresql import programs


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


def test_only_what_lacks_may_be_skipped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything else has to be there, and the checks say which packages are not."""
    show = "import os; print(os.environ['YUCE_TEST_ALL'], os.environ['YUCE_TEST_LACKS'])"
    monkeypatch.setattr("deploy.checks.checks", lambda layout: [Check("甲", [sys.executable, "-c", show])])
    for lacks in ([], ["postgresql", "redis-server"]):
        monkeypatch.setattr(fault_tools, "missing", lambda lacks=lacks: lacks)
        check(load_layout())
        assert " ".join(["1", *lacks]) in [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_a_test_without_its_package_is_skipped_where_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUCE_TEST_ALL", "1")
    monkeypatch.setenv("YUCE_TEST_LACKS", "redis-server")
    with pytest.raises(pytest.skip.Exception):
        require_package("redis-server", False)
    with pytest.raises(pytest.fail.Exception, match="apt-get install -y postgresql"):
        require_package("postgresql", False)
    require_package("postgresql", True)


def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    assert programs(tmp_path) is None
    for version in ("9.6", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "postgres").touch()
    assert programs(tmp_path) == tmp_path / "15" / "bin"


def test_the_rows_of_the_table_are_run() -> None:
    assert faults_check(load_layout()).command[-1] == "tests/faults"
