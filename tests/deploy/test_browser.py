"""Chromium and a font are installed where that is allowed; elsewhere one line says how."""

from __future__ import annotations

from pathlib import Path

import pytest

import deploy.browser as browser
from deploy.checks import checks
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
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with the programs of one folder, with none of them yet, whose user is root."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return tmp_path


def program(machine: Path, name: str, prints: str = "") -> None:
    file = machine / name
    file.write_text(f"#!/bin/sh\necho '{prints}'\n")
    file.chmod(0o755)


def test_root_installs_what_is_missing(machine: Path) -> None:
    program(machine, "apt-get")
    program(machine, "chromium")
    apt = Apt()
    browser.provide_browser(load_layout(), apt)
    assert apt.asked == [["fonts-noto-cjk"]]


def test_nothing_is_installed_twice(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("apt-get", "chromium"):
        program(machine, name)
    program(machine, "fc-list", "NotoSansCJK.ttc")
    apt = Apt()
    browser.provide_browser(load_layout(), apt)
    assert apt.asked == [] and capsys.readouterr().out == ""


@pytest.mark.parametrize("is_root", [True, False])
def test_who_may_not_install_is_told_the_line(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_root: bool
) -> None:
    """Root without apt, and a user with it."""
    if not is_root:
        program(machine, "apt-get")
        monkeypatch.setattr("os.geteuid", lambda: 1000)
    apt = Apt()
    browser.provide_browser(load_layout(), apt)
    assert apt.asked == [] and browser.APT_LINE in capsys.readouterr().out


def test_a_failed_install_is_told_and_ends_nothing(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(machine, "apt-get")
    browser.provide_browser(load_layout(), Apt(fails=True))
    told = capsys.readouterr().out
    assert "没有网络" in told and browser.APT_LINE in told


def test_only_without_a_browser_may_its_tests_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.frontend.checks", lambda layout: {})
    for lacks in ([], ["chromium"]):
        monkeypatch.setattr("deploy.checks.missing", lambda lacks=lacks: lacks)
        may_skip = [one.title for one in checks(load_layout()) if one.may_skip]
        assert may_skip == (["pytest（.venv：tests/browser）"] if lacks else [])
