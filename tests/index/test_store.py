"""An index is published whole or not at all, and a stale, missing, cut or altered one is refused with its remedy."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.build import build_index, why_stale
from index.errors import IndexNotReady, YuceError
from index.nearest import VectorIndex
from index.search import open_searcher
from index.settings import Settings
from index.store import CURRENT, PASSAGES, VECTORS, current_version
from tests.index.fake_encoder import FakeEncoder


def build(settings: Settings) -> Path:
    build_index(settings, FakeEncoder)
    return current_version(settings.index_dir)


def test_no_index_yet(settings: Settings) -> None:
    assert why_stale(settings) == "there is no index yet: run `make index`"


def test_fresh_index_is_up_to_date(settings: Settings) -> None:
    build(settings)
    assert why_stale(settings) is None


def test_same_inputs_give_the_same_version_and_embed_nothing_again(settings: Settings) -> None:
    first, encoder = build(settings).name, FakeEncoder()
    assert build_index(settings, lambda: encoder).version == first
    assert encoder.embedded == []


@pytest.mark.parametrize("folder", ["notice", "questions", "lexicon"])
def test_changed_input_makes_it_stale(settings: Settings, folder: str) -> None:
    build(settings)
    path = sorted((settings.data / folder).glob("*.yml"))[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n# reviewed\n", encoding="utf-8")
    assert f"built from another {folder}/{path.name}" in (why_stale(settings) or "")


def test_another_model_is_refused(settings: Settings) -> None:
    build(settings)
    other = type(settings)(**{**{f: getattr(settings, f) for f in settings.__slots__}, "embedding_model": "other"})
    with pytest.raises(IndexNotReady, match="built with model 'fake', the setting is 'other'"):
        open_searcher(other, FakeEncoder(model_id="other"))


def test_another_dimension_is_refused(settings: Settings) -> None:
    build(settings)
    with pytest.raises(IndexNotReady, match="dimension 64"):
        open_searcher(settings, FakeEncoder(dimension=32))


@pytest.mark.parametrize("name", [VECTORS, PASSAGES])
def test_every_flipped_bit_is_noticed(settings: Settings, name: str) -> None:
    path = build(settings) / name
    data = bytearray(path.read_bytes())
    for place in np.random.default_rng(7).integers(0, len(data), 25):
        data[place] ^= 1 << int(place) % 8
        path.write_bytes(data)
        with pytest.raises(IndexNotReady, match=f"{name} was altered"):
            open_searcher(settings, FakeEncoder())
        data[place] ^= 1 << int(place) % 8


@pytest.mark.parametrize("name", [VECTORS, PASSAGES])
def test_truncated_file_is_refused(settings: Settings, name: str) -> None:
    path = build(settings) / name
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(IndexNotReady, match=f"{name} was altered"):
        open_searcher(settings, FakeEncoder())


@pytest.mark.parametrize("manifest", ["", "{}", '{"format": 99}'])
def test_unreadable_manifest_is_refused(settings: Settings, manifest: str) -> None:
    (build(settings) / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(IndexNotReady, match="make index"):
        open_searcher(settings, FakeEncoder())


@pytest.mark.parametrize("pointer", ["", "../../etc", "0123456789abcdef"])
def test_pointer_to_no_version_is_refused(settings: Settings, pointer: str) -> None:
    build(settings)
    (settings.index_dir / CURRENT).write_text(pointer, encoding="utf-8")
    with pytest.raises(IndexNotReady, match="make index"):
        open_searcher(settings, FakeEncoder())


def test_failed_build_leaves_the_published_one(settings: Settings) -> None:
    before = build(settings)
    notice = sorted((settings.data / "notice").glob("*.txt"))[0]
    notice.write_text(notice.read_text(encoding="utf-8") + "改", encoding="utf-8")  # sha256 no longer fits
    with pytest.raises(Exception, match="sha256"):
        build_index(settings, FakeEncoder)
    assert current_version(settings.index_dir) == before
    assert [p.name for p in settings.index_dir.iterdir() if p.name.startswith(".")] == []


def test_search_never_gives_padding_ids() -> None:
    """faiss pads with the id -1 when fewer vectors exist than are asked for."""
    vectors = np.eye(3, 8, dtype=np.float32)
    ids, cosines = VectorIndex.of(vectors).search(vectors[1], 50)
    assert ids[0] == 1 and cosines[0] == pytest.approx(1.0) and set(ids) == {0, 1, 2}


@pytest.mark.parametrize("vector", [np.full(8, np.nan, dtype=np.float32), np.ones(7, dtype=np.float32)])
def test_unusable_query_vector_is_refused(vector: np.ndarray) -> None:
    with pytest.raises(IndexNotReady, match="does not fit dimension 8"):
        VectorIndex.of(np.eye(3, 8, dtype=np.float32)).search(vector, 3)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_damaged_version_is_built_beside_itself_and_never_in_its_place(settings: Settings) -> None:
    """A server may be reading it; a kill between taking away and putting in would leave none."""
    damaged = build(settings)
    (damaged / VECTORS).write_bytes(b"")
    mended = build(settings)
    assert mended.name == f"{damaged.name}r1" and (damaged / VECTORS).read_bytes() == b""
    assert open_searcher(settings, FakeEncoder()).manifest.version == mended.name
    assert build(settings) != damaged


def test_the_same_version_again_is_not_written_again(settings: Settings) -> None:
    first = build(settings)
    inode = (first / VECTORS).stat().st_ino
    assert build(settings) == first and (first / VECTORS).stat().st_ino == inode


@pytest.mark.parametrize("at", [VECTORS, PASSAGES, "manifest.json", CURRENT])
def test_a_full_disk_leaves_the_published_one_and_nothing_of_the_new(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    before = build(settings)
    lexicon = settings.data / "lexicon" / "topics.yml"
    lexicon.write_text(lexicon.read_text(encoding="utf-8") + "\n# reviewed\n", encoding="utf-8")
    whole = Path.open

    def full(path: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if "w" in mode and at in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(YuceError, match="cannot be written"):
        build(settings)
    assert current_version(settings.index_dir) == before
    assert [path.name for path in settings.index_dir.iterdir() if path.name.startswith(".")] == []


def test_a_killed_builds_leavings_are_taken_away_and_a_running_ones_are_not(settings: Settings) -> None:
    build(settings)
    dead, alive = settings.index_dir / ".abc.999999999", settings.index_dir / f".abc.{os.getppid()}"
    for folder in (dead, alive):
        folder.mkdir()
    build(settings)
    assert (dead.exists(), alive.exists()) == (False, True)
