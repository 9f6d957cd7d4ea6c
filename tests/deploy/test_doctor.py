"""`make doctor` and `make clean`: what is told and removed is what is there; `make` alone lists the commands."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from deploy.clean import OURS, clean, removable
from deploy.doctor import disk_use, report, resident_bytes
from deploy.settings import Layout
from index.settings import ROOT, load_settings


def layout(folder: Path) -> Layout:
    """A layout whose root and home lie in an empty folder."""
    environ = {"YUCE_HOME": str(folder / "var"), "PATH": os.environ["PATH"]}
    return Layout(folder, load_settings(environ), environ)


def test_make_alone_lists_every_command() -> None:
    done = subprocess.run(["make"], capture_output=True, text=True, cwd=ROOT, check=True)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", makefile, re.M)
    assert targets
    assert [target for target in targets if f"make {target} " not in done.stdout] == []


def test_disk_use_counts_each_file_once_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"x" * 100_000)
    once = disk_use(tmp_path)
    os.link(tmp_path / "a" / "one", tmp_path / "a" / "same")
    (tmp_path / "a" / "link").symlink_to("/usr")
    assert 100_000 <= once < 200_000
    assert disk_use(tmp_path) < once + 50_000


def test_memory_is_that_of_the_process_and_nothing_for_one_that_is_gone() -> None:
    assert resident_bytes(os.getpid()) > 5_000_000
    assert resident_bytes(2**22 + 1) == 0


def test_doctor_tells_the_state_of_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing installed, nothing built, nothing running: it says so and does not fail."""
    empty = layout(tmp_path)
    for name in ("deploy/find_python", "actions/requirements.txt", "bot/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)
    report(empty)
    out = capsys.readouterr().out
    for line in (".venv：没有", ".venv-rasa：没有", "索引：没有", "对话模型：没有", "进程：没有在运行"):
        assert line in out
    assert re.search(r"端口 5005（YUCE_RASA_PORT）：(空闲|有程序在监听)", out)


def test_clean_removes_what_we_made_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that somebody keeps below YUCE_HOME stays; what is removed is named first."""
    for name in OURS:
        (tmp_path / "var" / name).mkdir(parents=True)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "var" / "notes.txt").write_text("keep")
    clean(layout(tmp_path))
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["var", "var/notes.txt"]
    assert capsys.readouterr().out.count("· 删除") == len(OURS) + 1
    assert removable(layout(tmp_path)) == []
