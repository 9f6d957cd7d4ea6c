"""An index travels as one file: what comes out is what went in, and what is not that very file changes nothing."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.archive import DATA, VERSION, hash_file, install, pack
from index.build import build_index, why_stale
from index.errors import YuceError
from index.search import open_searcher
from index.settings import Settings
from index.store import MANIFEST, VECTORS, current_version, sha256_of
from tests.index.fake_encoder import FakeEncoder


@pytest.fixture
def archive(settings: Settings, tmp_path: Path) -> Path:
    build_index(settings, FakeEncoder)
    return pack(settings, tmp_path / "published")


@pytest.fixture
def other(settings: Settings, archive: Path, tmp_path: Path) -> Settings:
    """Another machine: the same program and data, an index of its own time."""
    shutil.copytree(settings.data, tmp_path / "other" / "data")
    question = sorted((tmp_path / "other" / "data" / "questions").glob("*.yml"))[0]
    question.write_text(question.read_text(encoding="utf-8") + "\n# older\n", encoding="utf-8")
    made = replace(settings, home=tmp_path / "other" / "var", data=tmp_path / "other" / "data")
    build_index(made, FakeEncoder)
    return made


def state(settings: Settings) -> dict[str, bytes]:
    """Everything that an installation may change."""
    files = [path for root in (settings.data, settings.index_dir) for path in root.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files}


def repacked(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same archive after a change, with the hash that fits: somebody's own work, or a fault of packing."""
    with tarfile.open(archive) as opened:
        members = {one.name: (opened.extractfile(one) or io.BytesIO()).read() for one in opened}
    change(members)
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as writing:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            writing.addfile(member, io.BytesIO(content))
    archive.write_bytes(gzip.compress(plain.getvalue()))
    hash_file(archive).write_text(f"{sha256_of(archive.read_bytes())}  {archive.name}\n")
    return archive


def test_an_installed_index_is_the_packed_one(settings: Settings, other: Settings, archive: Path) -> None:
    """Data that differ come along, and the version is used as one that was built there."""
    done = install(other, archive)
    assert done.version == current_version(settings.index_dir).name == current_version(other.index_dir).name
    assert [name.partition("/")[0] for name in done.replaced] == ["questions"]
    assert why_stale(other) is None
    assert open_searcher(other, FakeEncoder()).manifest == open_searcher(settings, FakeEncoder()).manifest


def test_the_same_index_gives_the_same_file(settings: Settings, archive: Path, tmp_path: Path) -> None:
    """So that one hash, told once, is good for every copy."""
    assert pack(settings, tmp_path / "again").read_bytes() == archive.read_bytes()


def test_installed_twice_nothing_changes(other: Settings, archive: Path) -> None:
    install(other, archive)
    before = state(other)
    assert install(other, archive).replaced == ()
    assert state(other) == before


def test_a_flipped_bit_is_refused(other: Settings, archive: Path) -> None:
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 1
    archive.write_bytes(raw)
    assert_refused(other, archive, "not what was packed")


def test_half_a_file_is_refused(other: Settings, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])
    assert_refused(other, archive, "not what was packed")


def test_the_hash_that_was_told_counts_more_than_the_one_beside_it(other: Settings, archive: Path) -> None:
    told = sha256_of(archive.read_bytes())
    repacked(archive, lambda members: None)
    before = state(other)
    with pytest.raises(YuceError, match="not what was packed"):
        install(other, archive, told)
    assert state(other) == before


def test_without_a_hash_nothing_is_installed(other: Settings, archive: Path) -> None:
    hash_file(archive).unlink()
    assert_refused(other, archive, "cannot be read")


def change_vectors(members: dict[str, bytes]) -> None:
    members[f"{VERSION}/{VECTORS}"] += b"x"


def change_data(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith(f"{DATA}/notice/"))
    members[name] += b"x"


def leave_out_the_manifest(members: dict[str, bytes]) -> None:
    del members[f"{VERSION}/{MANIFEST}"]


def climb_out(members: dict[str, bytes]) -> None:
    members[f"{DATA}/../../evil"] = b"x"


def bring_a_program(members: dict[str, bytes]) -> None:
    members["actions/server.py"] = b"x"


def bring_contacts(members: dict[str, bytes]) -> None:
    """Those are the operator's own."""
    members[f"{DATA}/site/contacts.yml"] = b"x"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (change_vectors, "its files"),
        (change_data, "its data"),
        (leave_out_the_manifest, "no manifest"),
        (climb_out, "no part of an index"),
        (bring_a_program, "no part of an index"),
        (bring_contacts, "no part of an index"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    other: Settings, archive: Path, change: Callable[[dict[str, bytes]], None], reason: str
) -> None:
    assert_refused(other, repacked(archive, change), reason)


def test_another_model_is_refused(other: Settings, archive: Path) -> None:
    assert_refused(replace(other, embedding_model="another"), archive, "one model on all machines")


def test_a_notice_that_the_archive_does_not_know_is_refused(other: Settings, archive: Path) -> None:
    (other.data / "notice" / "own.txt").write_text("x", encoding="utf-8")
    assert_refused(other, archive, "own.txt is no part of the archive")


def test_a_stale_index_is_not_packed(settings: Settings, archive: Path, tmp_path: Path) -> None:
    (settings.data / "notice" / "own.txt").write_text("x", encoding="utf-8")
    with pytest.raises(YuceError, match=r"own\.txt"):
        pack(settings, tmp_path)


def assert_refused(settings: Settings, archive: Path, reason: str) -> None:
    before = state(settings)
    with pytest.raises(YuceError, match=reason):
        install(settings, archive)
    assert state(settings) == before
