"""The notice edited under a running server; builds and indexes that are cut, flipped, of another shape, or have no room."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from deploy.commands import words
from index.nearest import VectorIndex
from index.settings import ROOT
from index.store import MANIFEST, VECTORS, read_manifest, sha256_of
from tests.e2e.system import wait_for
from tests.faults.disks import full, means
from tests.faults.editing import QUESTION, SUMS, edit_notice
from tests.faults.plant import Answer, Caller, Plant
from tests.faults.tools import fault

pytestmark = pytest.mark.e2e
SMALL_FILES_ONLY = ("prlimit", "--fsize=65536", "--")
"""Where nothing may be mounted: what is written ends there, as on a full disk."""


def build(plant: Plant, *options: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """What `make index` runs, `before` it another command that runs it."""
    command = words(*before, plant.layout.python, "-m", "index", "build", *options)
    return subprocess.run(
        command, cwd=ROOT, env=plant.layout.environment(), capture_output=True, text=True, timeout=300
    )


def published(plant: Plant) -> str:
    return (plant.layout.settings.index_dir / "CURRENT").read_text().strip()


@fault("notice-edited")
def test_an_edited_notice_is_answered_from_its_old_or_its_new_version_and_never_mixed(sound: Plant) -> None:
    caller, answers, stop = Caller(sound), list[tuple[float, Answer]](), threading.Event()
    old_version, pid = published(sound), sound.pids["actions"]
    old_sum = next(one for one in SUMS if one in caller.ask(QUESTION).text)

    def talk() -> None:
        while not stop.is_set():
            answers.append((time.monotonic(), caller.ask(QUESTION)))

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        new_sum = edit_notice(sound.layout.settings.data)
        done = build(sound)
        ended = time.monotonic()
        assert done.returncode == 0, done.stderr
        new_version = published(sound)
        assert new_version != old_version
        assert wait_for(lambda: answers[-1][1].card.get("version") == new_version, 20, 0.05)
        took = time.monotonic() - ended
    finally:
        stop.set()
        thread.join()
    assert took < 10 and sound.pids["actions"] == pid and sound.is_up("actions")
    said = {old_version: old_sum, new_version: new_sum}
    for _, answer in answers:
        assert answer.full
        right = said[answer.card["version"]]
        [wrong] = set(SUMS) - {right}
        assert right in answer.text and wrong not in answer.text
        assert right in answer.card["measures"][0]["quote"]
    versions = [answer.card["version"] for _, answer in answers]
    assert versions == sorted(versions, key=[old_version, new_version].index), "new, and then old again"
    caller.assert_kept()


@fault("disk-full-index")
@pytest.mark.parametrize("how", means())
def test_a_build_without_room_leaves_the_published_index_alone(sound: Plant, how: str) -> None:
    before, caller = published(sound), Caller(sound)
    edit_notice(sound.layout.settings.data)
    try:
        with full(sound.home / "index") if how == "tmpfs" else nullcontext():
            done = build(sound, before=() if how == "tmpfs" else SMALL_FILES_ONLY)
        assert done.returncode == 1
        told = done.stderr.strip().splitlines()[-1]
        assert told.startswith("yuce: the index cannot be written"), done.stderr
        assert ("No space left" if how == "tmpfs" else "File too large") in told
        assert published(sound) == before
        assert sorted(path.name for path in (sound.home / "index").iterdir() if path.name.startswith(".")) == []
        assert caller.ask(QUESTION).card["version"] == before
    finally:
        edit_notice(sound.layout.settings.data)
    caller.assert_kept()


def cut(folder: Path) -> None:
    (folder / VECTORS).write_bytes((folder / VECTORS).read_bytes()[:-1000])


def flip(folder: Path) -> None:
    data = bytearray((folder / VECTORS).read_bytes())
    data[len(data) // 2] ^= 4
    (folder / VECTORS).write_bytes(data)


def of_other_dimension(folder: Path) -> None:
    """With hashes that are right: whoever made it, it does not fit the model."""
    manifest = read_manifest(folder)
    vectors = np.random.default_rng(1).normal(size=(manifest.passages, 64)).astype(np.float32)
    data = VectorIndex.of(vectors).to_bytes()
    (folder / VECTORS).write_bytes(data)
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace(manifest.files[VECTORS], sha256_of(data)), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(cut, f"{VECTORS} was altered", marks=fault("index-cut")),
        pytest.param(flip, f"{VECTORS} was altered", marks=fault("index-flipped")),
        pytest.param(of_other_dimension, "dimension 64", marks=fault("index-dimension")),
    ],
    ids=["cut", "flipped", "dimension"],
)
def test_a_damaged_index_is_refused_and_the_one_in_use_goes_on(sound: Plant, spoil: object, told: str) -> None:
    """Published under a running server it is not taken; a server that starts with it ends with one sentence."""
    caller, before, root = Caller(sound), published(sound), sound.layout.settings.index_dir
    bad = f"{before}bad{abs(hash(told)) % 1000}"
    shutil.copytree(root / before, root / bad)
    assert callable(spoil)
    spoil(root / bad)
    seen = len(sound.log("actions"))
    (root / "CURRENT").write_text(bad)
    try:
        assert wait_for(lambda: told in sound.log("actions")[seen:], 15, 0.1)
        assert caller.ask(QUESTION).card["version"] == before
        environ = {**sound.layout.environment(), "YUCE_ACTIONS_PORT": "1"}
        command = words(sound.layout.python, "-m", "actions")
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert told in done.stderr and "make index" in done.stderr and "Traceback" not in done.stderr
    finally:
        (root / "CURRENT").write_text(before)
        shutil.rmtree(root / bad)
    assert caller.ask("第17条讲什么").full
    caller.assert_kept()


@fault("build-killed")
def test_a_build_that_is_killed_leaves_the_published_index_alone(sound: Plant) -> None:
    before, caller = published(sound), Caller(sound)
    edit_notice(sound.layout.settings.data)
    root = sound.layout.settings.index_dir
    try:
        command = words(sound.layout.python, "-m", "index", "build")
        building = subprocess.Popen(command, cwd=ROOT, env=sound.layout.environment(), stderr=subprocess.DEVNULL)
        assert wait_for(lambda: list(root.glob(f".*.{building.pid}")) or building.poll() is not None, 120, 0.001)
        os.kill(building.pid, 9)
        building.wait()
        assert published(sound) in (before, *(path.name for path in root.iterdir() if (path / MANIFEST).is_file()))
        assert caller.ask(QUESTION).full
    finally:
        edit_notice(sound.layout.settings.data)
    done = build(sound, "--force")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in root.iterdir() if path.is_dir() and path.name.startswith(".")] == []
    caller.assert_kept()
