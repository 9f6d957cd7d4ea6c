"""A bundle holds what an installation needs and nothing of this machine's own; its installer asks no network."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

import deploy.bundle
from deploy.bundle import BUILT, PROGRAM, archive_file, check_bundle, collect_wheels, members, version, write_archive
from deploy.environments import environments
from deploy.errors import DeployError
from deploy.settings import Layout
from index.settings import ROOT, load_settings
from index.store import CURRENT


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A project in small, everything built."""
    root, home = tmp_path / "project", tmp_path / "project" / "var"
    for name in PROGRAM:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if "." in name or name.isupper() or name == "Makefile":
            path.write_text(name)
        else:
            (path / "__pycache__").mkdir(parents=True)
            (path / "__pycache__" / "x.pyc").touch()
            (path / "one.py").write_text(name)
    (root / "pyproject.toml").write_text('[project]\nversion = "9.8"\n')
    (root / "deploy" / "install.sh").write_text("#!/bin/sh\n")
    (root / "web" / "widget" / "node_modules").mkdir(parents=True)
    (root / "web" / "widget" / "node_modules" / "big.js").touch()
    for name in ("models/yuce.tar.gz", "nlu/lookups.yml", "nlu.sha256", "web/index.html", "web.sha256"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    for name in (
        "index/old/vectors",
        "index/new/vectors",
        "bundle/wheels/a.whl",
        "secret",
        "db/tracker.db",
        "cluster/x",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    (home / "index" / CURRENT).write_text("new\n")
    return Layout(root, load_settings({"YUCE_HOME": str(home)}), {"PATH": os.environ["PATH"]})


def names(layout: Layout) -> set[str]:
    return {name for _, name in members(layout)}


def test_program_packages_pages_model_and_the_current_index(layout: Layout) -> None:
    found = names(layout)
    assert {"actions/one.py", "Makefile", "wheels/a.whl", "var/web/index.html", "var/models/yuce.tar.gz"} <= found
    assert {"var/index/new/vectors", "var/index/CURRENT", "install"} <= found
    assert all(any(name.startswith(f"var/{built}") for name in found) for built in BUILT)


def test_nothing_of_this_machine_travels(layout: Layout) -> None:
    """No secret, no conversation, no old index, nothing that is made again."""
    banned = ("secret", "tracker", "cluster", "old", "__pycache__", "node_modules", "bundle")
    assert [name for name in names(layout) if any(word in name.split("/") for word in banned)] == []


def test_what_was_not_built_is_named(layout: Layout) -> None:
    (layout.home / "models" / "yuce.tar.gz").unlink()
    (layout.home / "models").rmdir()
    with pytest.raises(DeployError, match=r"models.*make run"):
        names(layout)


def test_the_archive_belongs_to_nobody_and_lies_in_one_folder(layout: Layout) -> None:
    file = archive_file(layout)
    write_archive(layout, file)
    with tarfile.open(file) as archive:
        rows = archive.getmembers()
    assert {row.name.split("/")[0] for row in rows} == {"yuce-9.8"} and version(layout) == "9.8"
    assert {(row.uid, row.gid, row.uname) for row in rows} == {(0, 0, "root")}
    assert not file.with_name(file.name + ".part").exists()


def test_packages_are_collected_once_for_each_lock(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    async def run(command: list[str], *_: object) -> None:
        ran.append(command)

    monkeypatch.setattr(deploy.bundle, "run_logged", run)
    rasa = environments(layout.root)[1]
    for content in ("a==1", "a==1", "a==2"):
        rasa.runtime.write_text(content)
        collect_wheels(layout, rasa)
    assert len(ran) == 2 and "--no-deps" in ran[0]


def test_without_a_bundle_there_is_nothing_to_check(layout: Layout) -> None:
    with pytest.raises(DeployError, match="make bundle"):
        check_bundle(layout)


def test_a_real_program_is_named_by_the_list() -> None:
    assert [name for name in PROGRAM if not (ROOT / name).exists()] == []


def test_the_installer_asks_no_network_and_refuses_a_folder_with_a_space(tmp_path: Path) -> None:
    """pip splits its list of folders at spaces."""
    for name, status in (("here", 0), ("not here", 1)):
        folder = tmp_path / name
        (folder / "deploy").mkdir(parents=True)
        (folder / "install").write_bytes((ROOT / "deploy" / "install.sh").read_bytes())
        finder = folder / "deploy" / "find_python"
        python = folder / "python"
        finder.write_text(f'#!/bin/sh\necho "{python}"\n')
        python.write_text('#!/bin/sh\necho "$* $PIP_NO_INDEX $PIP_FIND_LINKS"\n')
        for program in (finder, python):
            program.chmod(0o755)
        done = subprocess.run(["sh", folder / "install"], capture_output=True, text=True, check=False)
        assert done.returncode == status
        assert (f"-m deploy setup 1 {folder}/wheels" in done.stdout) == (status == 0)


@pytest.mark.parametrize("script", ["install.sh", "check_bundle.sh", "compose/rasa"])
def test_scripts_can_be_run_and_read_by_sh(script: str) -> None:
    path = ROOT / "deploy" / script
    assert os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0
