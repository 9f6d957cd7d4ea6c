"""The index on disk: one folder a version, a manifest with the sha256 of every file, and a pointer to the current one.

A damaged faiss file can crash the process, so nothing is read before its hash is ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import IndexNotReady, YuceError
from index.nearest import VectorIndex

FORMAT = 4
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
PASSAGES = "passages.json"
HEAD = "head.npz"
GATE = "gate.npz"
UNSTATED = "unstated.npz"
KEPT_VERSIONS = 2
_MEND = "run `make index`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from. `inputs` and `files` map a relative path to a sha256 (hex)."""

    format: int
    version: str
    model: str
    dimension: int
    prompts: dict[str, str]
    passages: int
    inputs: dict[str, str]
    files: dict[str, str]


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def publish(root: Path, manifest: Manifest, vectors: VectorIndex, files: Mapping[str, bytes]) -> Manifest:
    """Write a version beside the others and point CURRENT at it; a reader sees the old one or the new one, whole.

    Raises YuceError where it cannot be written; nothing of it is left then. A folder that is there is never written to.
    """
    return publish_files(root, manifest, {VECTORS: vectors.to_bytes(), **files})


def publish_files(root: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Manifest:
    """The same, with the vectors among the files."""
    staging = root / f".{manifest.version}.{os.getpid()}"
    _sweep(root)
    try:
        complete = _staged(staging, manifest, files)
        target = root / complete.version
        if _is_intact(target, complete):
            shutil.rmtree(staging)
        else:
            complete, target = _with_own_name(root, staging, complete)
            staging.rename(target)
        write_atomically(root / CURRENT, complete.version.encode())
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise YuceError(
            f"the index cannot be written to {root} ({error.strerror}): make room there, then {_MEND}"
        ) from error
    _prune(root, complete.version)
    return complete


def _staged(staging: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Manifest:
    """All files and their manifest, on the disk."""
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, data in files.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_bytes(data)
    hashes = {path.relative_to(staging).as_posix(): sha256_of(path.read_bytes()) for path in _files(staging)}
    complete = replace(manifest, files=hashes)
    _write_manifest(staging, complete)
    _sync(staging)
    return complete


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")


def _is_intact(folder: Path, manifest: Manifest) -> bool:
    """Whether this very version is there already, with every file as it was written."""
    try:
        found = read_manifest(folder)
        verified_files(folder, found)
    except IndexNotReady:
        return False
    return found == manifest


def _with_own_name(root: Path, staging: Path, manifest: Manifest) -> tuple[Manifest, Path]:
    """Another name (…r1) where that of the version is taken by a damaged one, or by one of the same inputs."""
    names = (manifest.version, *(f"{manifest.version}r{number}" for number in range(1, 1000)))
    name = next(name for name in names if not (root / name).exists())
    if name != manifest.version:
        manifest = replace(manifest, version=name)
        _write_manifest(staging, manifest)
        _sync(staging)
    return manifest, root / name


def _sweep(root: Path) -> None:
    """Take away what builds left that were killed: their process is no more."""
    for folder in root.glob(".*.*"):
        pid = folder.name.rpartition(".")[2]
        if folder.is_dir() and pid.isdecimal() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Temporary name, fsync, rename: nobody ever reads half a file. Raises OSError and leaves nothing then."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sync(folder: Path) -> None:
    for path in (*_files(folder), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _prune(root: Path, current: str) -> None:
    versions = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    versions.sort(key=lambda path: (path.name == current, path.stat().st_mtime), reverse=True)
    for old in versions[KEPT_VERSIONS:]:
        shutil.rmtree(old, ignore_errors=True)


def current_version(root: Path) -> Path:
    """Folder of the current version; raises IndexNotReady when there is none."""
    try:
        name = (root / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IndexNotReady(f"there is no index yet: {_MEND}") from error
    if not name.isalnum() or not (root / name / MANIFEST).is_file():
        raise IndexNotReady(f"the index version {name!r} is missing: {_MEND}")
    return root / name


def read_manifest(folder: Path) -> Manifest:
    try:
        table: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**table)
    except (OSError, ValueError, TypeError) as error:
        raise IndexNotReady(f"the manifest of index {folder.name} is unreadable ({error}): {_MEND}") from error
    if manifest.format != FORMAT:
        raise IndexNotReady(f"index {folder.name} has format {manifest.format}, this program reads {FORMAT}: {_MEND}")
    return manifest


def verified_files(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Contents of every file but the vectors, all compared with the manifest; raises IndexNotReady naming the file."""
    contents: dict[str, bytes] = {}
    for name, expected in manifest.files.items():
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            raise IndexNotReady(f"index file {name} cannot be read ({error}): {_MEND}") from error
        found = sha256_of(data)
        if found != expected:
            raise IndexNotReady(
                f"index file {name} was altered (sha256 {found[:8]}…, expected {expected[:8]}…): {_MEND}"
            )
        contents[name] = data
    return contents
