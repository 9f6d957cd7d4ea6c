"""A virtual environment is made again when it is missing, broken or stale, and only then."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from deploy.environments import Environment, build_tools, environments, find_python, prepare, state
from deploy.errors import DeployError
from deploy.settings import load_layout
from deploy.stamps import digest, write_stamp
from index.settings import ROOT
from tests.conftest import require

PINNED = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==[^\s=*+]+$")
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def environment(root: Path, version: str = VERSION) -> Environment:
    """An environment below a temporary folder, whose requirement files exist."""
    runtime, checks = root / "actions" / "requirements.txt", root / "tests" / "requirements.txt"
    for file in (runtime, checks):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("PyYAML==6.0.3\n")
    return Environment(root / ".venv", version, runtime, checks, locked=True)


@pytest.fixture
def made(tmp_path: Path) -> Environment:
    """One that is complete: real interpreter, both stamps."""
    one = environment(tmp_path)
    venv.create(one.folder, with_pip=False, symlinks=True)
    for requirements in (one.runtime, one.checks):
        write_stamp(one.stamp(requirements), digest([requirements], one.version))
    return one


def test_nothing_there_is_missing(tmp_path: Path) -> None:
    assert state(environment(tmp_path)) == "missing"


def test_complete_is_fresh(made: Environment) -> None:
    assert state(made, checks=True) == "fresh"


def test_a_changed_requirement_file_is_stale(made: Environment) -> None:
    made.runtime.write_text("PyYAML==6.0.2\n")
    assert state(made) == "stale"


def test_requirements_of_the_checks_count_only_for_the_checks(made: Environment) -> None:
    made.stamp(made.checks).unlink()
    assert (state(made), state(made, checks=True)) == ("fresh", "stale")


def test_an_interpreter_that_does_not_run_is_broken(made: Environment) -> None:
    made.python.unlink()
    made.python.write_text("#!/bin/sh\nexit 1\n")
    made.python.chmod(0o755)
    assert state(made) == "broken"


def test_a_dangling_interpreter_is_broken(made: Environment) -> None:
    """The Python that it was made with has been removed."""
    made.python.unlink()
    made.python.symlink_to("/nowhere/python")
    assert state(made) == "broken"


def test_an_interpreter_of_another_version_is_broken(made: Environment, tmp_path: Path) -> None:
    assert state(environment(tmp_path, "3.99")) == "broken"


def test_an_install_that_was_broken_off_is_broken(made: Environment) -> None:
    """Half-written packages are not repaired but made anew."""
    made.unfinished.touch()
    assert state(made) == "broken"


def test_a_python_that_nobody_has_is_an_error_with_the_finders_sentence() -> None:
    with pytest.raises(DeployError, match=r"找不到可用的 Python 3\.99。找过"):
        find_python(load_layout(), "3.99")


@pytest.mark.parametrize(
    "name", ["actions/requirements.txt", "bot/requirements.txt", "tests/requirements.txt", "tests/requirements-bot.txt"]
)
def test_every_requirement_is_pinned_once(name: str) -> None:
    """One exact version, without a build's own suffix, so that any index has it."""
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in lines if line]
    assert [line for line in wanted if not PINNED.match(line)] == []
    names = [re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in wanted]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("one", environments(ROOT), ids=lambda one: one.name)
def test_packages_from_source_are_built_with_a_pinned_tool(one: Environment) -> None:
    assert any(tool.startswith("setuptools==") for tool in build_tools(one.runtime))


@pytest.mark.parametrize("one", environments(ROOT), ids=lambda one: one.name)
def test_what_is_installed_is_what_is_pinned(one: Environment) -> None:
    """The lock is complete: nothing is installed beside it but pip, and for .venv what torch asks for itself."""
    require(state(one, checks=True) == "fresh", f"{one.name} is not fresh")
    shown = subprocess.run(
        [one.python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    installed = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in shown.stdout.split()}
    locked = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for file in (one.runtime, one.checks)
        for line in file.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    extra = {name for name in installed - locked if not name.startswith(("nvidia-", "triton", "cuda-"))}
    assert extra <= {"pip"}


def test_nothing_to_do_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """A second set-up is silent."""
    layout = load_layout()
    require(all(state(one) == "fresh" for one in environments(layout.root)), "environments are not fresh")
    prepare(layout)
    assert capsys.readouterr().out == ""
