"""An interpreter counts only if it runs, has the version and can make an environment; where was looked is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.settings import ROOT

FINDER = ROOT / "deploy" / "find_python"
REAL = str(getattr(sys, "_base_executable", sys.executable))
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

WORKS = f'#!/bin/sh\nexec "{REAL}" "$@"\n'
SHIM = '#!/bin/sh\necho "pyenv: command not found" >&2\nexit 127\n'
LIAR = "#!/bin/sh\necho 2.7\necho /bin/sh\n"
SILENT = "#!/bin/sh\nexit 0\n"
NO_ENSUREPIP = f"#!/bin/sh\necho {VERSION}\nexit 1\n"
NOT_THERE = f"#!/bin/sh\necho {VERSION}\necho /nowhere/python\n"


def put(path: Path, script: str) -> None:
    """An executable script at this path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


def find(folder: Path, *search: str, version: str = VERSION) -> subprocess.CompletedProcess[str]:
    """Run the finder with a PATH of these folders only, and a pyenv and home of our own."""
    places = ":".join(str(folder / name) for name in search)
    environ = {"PATH": places, "PYENV_ROOT": str(folder / "pyenv"), "HOME": str(folder / "home")}
    command = ["/bin/sh", str(FINDER), version]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("files", "search"),
    [
        pytest.param({f"a/python{VERSION}": WORKS}, ["a"], id="on PATH"),
        pytest.param({f"a/python{VERSION}": SHIM, f"b/python{VERSION}": WORKS}, ["a", "b"], id="behind a shim"),
        pytest.param({f"a/python{VERSION}": SILENT, "b/python3": WORKS}, ["a", "b"], id="python3 of that version"),
        pytest.param({f"a b/python{VERSION}": WORKS}, ["a b"], id="in a folder with a space"),
        pytest.param({f"pyenv/versions/{VERSION}.7/bin/python{VERSION}": WORKS}, ["a"], id="pyenv's"),
        pytest.param(
            {
                f"a/python{VERSION}": SHIM,
                f"pyenv/versions/{VERSION}.1/bin/python{VERSION}": SHIM,
                f"pyenv/versions/{VERSION}.7/bin/python{VERSION}": WORKS,
            },
            ["a"],
            id="pyenv's second, the first is broken",
        ),
        pytest.param({"a/uv": f"#!/bin/sh\necho '{REAL}'\n"}, ["a"], id="found by uv"),
    ],
)
def test_the_first_working_interpreter_is_found(tmp_path: Path, files: dict[str, str], search: list[str]) -> None:
    """PATH first, then pyenv, then uv; the answer is the base interpreter's own path."""
    for name, script in files.items():
        put(tmp_path / name, script)
    done = find(tmp_path, *search)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == REAL


def test_uv_installs_one_when_there_is_none(tmp_path: Path) -> None:
    """`uv python find` fails until `uv python install` was called with the version."""
    installed = tmp_path / "installed"
    put(
        tmp_path / "a" / "uv",
        f'#!/bin/sh\n[ "$2 $3" = "install {VERSION}" ] && : > "{installed}" && exit 0\n'
        f'[ -e "{installed}" ] && echo "{REAL}"\n',
    )
    done = find(tmp_path, "a")
    assert (done.returncode, done.stdout.strip()) == (0, REAL)
    assert installed.exists()


@pytest.mark.parametrize("script", [SHIM, LIAR, SILENT, NO_ENSUREPIP, NOT_THERE])
def test_one_that_does_not_really_run_does_not_count(tmp_path: Path, script: str) -> None:
    """It is named as unusable, so that nobody wonders why it was passed over."""
    put(tmp_path / "a" / f"python{VERSION}", script)
    done = find(tmp_path, "a")
    assert (done.returncode, done.stdout) == (1, "")
    assert str(tmp_path / "a" / f"python{VERSION}") in done.stderr


def test_a_working_interpreter_of_another_version_does_not_count(tmp_path: Path) -> None:
    put(tmp_path / "a" / "python3", WORKS)
    assert find(tmp_path, "a", version="3.99").returncode == 1


def test_one_sentence_says_where_was_looked(tmp_path: Path) -> None:
    """PATH, pyenv's folder and uv, and what to do."""
    done = find(tmp_path, "a", version="3.99")
    assert len(done.stderr.strip().splitlines()) == 1
    for place in ("PATH", "python3.99", str(tmp_path / "pyenv" / "versions"), "uv", "pyenv install 3.99"):
        assert place in done.stderr


def test_a_failing_uv_is_said(tmp_path: Path) -> None:
    put(tmp_path / "a" / "uv", "#!/bin/sh\nexit 2\n")
    done = find(tmp_path, "a", version="3.99")
    assert done.returncode == 1
    assert "uv（没有，也没装上）" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["three"]])
def test_wrong_use_is_told_apart(arguments: list[str]) -> None:
    done = subprocess.run(["/bin/sh", str(FINDER), *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
