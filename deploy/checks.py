"""`make test`: lint, types, Rasa's own validation and both rooms' tests; fails when any of them fails."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deploy import fault_tools, frontend
from deploy.browser import missing
from deploy.building import validate_command
from deploy.console import say
from deploy.errors import DeployError
from deploy.settings import Layout

PROGRAM = ("actions", "bot", "deploy", "e5", "index", "web")
# "3 failed, 41 passed in 2.10s", with or without the rules around it
PYTEST_CLOSING = re.compile(r"^=*\s*(?P<counts>\d+ \w+(?:, \d+ \w+)* in [\d.]+s.*?)\s*=*$")


@dataclass(frozen=True, slots=True)
class Check:
    """One command that has to end with 0; `runs_tests` when its output closes with pytest's counts.

    `folder` is where it runs; None: the root. `may_skip`: tests that lack something are skipped, else they fail.
    """

    title: str
    command: Sequence[str]
    runs_tests: bool = False
    folder: Path | None = None
    may_skip: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a check; `closing` is pytest's last line, or empty."""

    check: Check
    status: int
    seconds: float
    closing: str


def checks(layout: Layout) -> list[Check]:
    """All checks, the quick ones first."""
    python, rasa = str(layout.python), str(layout.rasa_python)
    rooms = [f"tests/{room}" for room in ("index", "actions", "web", "deploy", "e2e")]
    rooms = [room for room in rooms if (layout.root / room).is_dir()]
    pages = frontend.checks(layout)
    return [
        Check("ruff check", [python, "-m", "ruff", "check", "."]),
        Check("mypy", [python, "-m", "mypy"]),
        Check("bandit", [python, "-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *PROGRAM]),
        *(Check(title, command, folder=frontend.source(layout)) for title, command in pages.items()),
        Check("rasa data validate", validate_command(layout)),
        Check("pytest（.venv-rasa：tests/bot）", [rasa, "-m", "pytest", "tests/bot"], runs_tests=True),
        Check(f"pytest（.venv：{' '.join(rooms)}）", [python, "-m", "pytest", *rooms], runs_tests=True),
        faults_check(layout),
        # Playwright holds the event loop of its thread, so its tests have a process of their own.
        Check(
            "pytest（.venv：tests/browser）",
            [python, "-m", "pytest", "tests/browser"],
            runs_tests=True,
            may_skip=bool(missing()),
        ),
    ]


def faults_check(layout: Layout) -> Check:
    """The rows of docs/faults.md; all of them in full where YUCE_FAULTS=long."""
    command = [str(layout.python), "-m", "pytest", "tests/faults"]
    return Check("pytest（.venv：tests/faults）", command, runs_tests=True)


def check_faults(layout: Layout) -> None:
    """`make faults`: the long form, for an hour or two; raises DeployError when a row does not hold."""
    long = replace(layout, inherited={**layout.inherited, "YUCE_FAULTS": "long"})
    result = _run(long, faults_check(long))
    if result.status != 0:
        raise DeployError(f"没有通过：{result.check.title}")


def check(layout: Layout) -> None:
    """Run all of them, also after one has failed; raises DeployError naming those that failed."""
    results = [_run(layout, one) for one in checks(layout)]
    say("")
    for result in results:
        mark = "✓" if result.status == 0 else "✗"
        say(f"{mark} {result.check.title}（{result.seconds:.1f} 秒）{result.closing and '：' + result.closing}")
    for result in results:
        if result.check.runs_tests:
            say(f"==== {result.closing or 'no tests ran'} ====")
    if failed := [result.check.title for result in results if result.status != 0]:
        raise DeployError(f"没有通过：{'、'.join(failed)}")


def _run(layout: Layout, one: Check) -> Result:
    """Show the output as it comes and keep pytest's closing line."""
    say(f"\n· {one.title}")
    started = time.monotonic()
    closing = ""
    environment = dict(layout.environment()) if one.may_skip else {**layout.environment(), "YUCE_TEST_ALL": "1"}
    environment["YUCE_TEST_LACKS"] = " ".join(fault_tools.missing())
    with subprocess.Popen(
        one.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        cwd=one.folder or layout.root,
    ) as process:
        for line in process.stdout or ():
            say(line.rstrip("\n"))
            if found := PYTEST_CLOSING.match(line.strip()):
                closing = found["counts"]
    return Result(one, process.returncode, time.monotonic() - started, closing)
