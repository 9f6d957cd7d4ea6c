"""An index as one file: built once, carried to other machines, verified, and published there as a build would.

Beside the version's own files it holds the data that it was built from, since an index is used with those only.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.build import INPUT_FOLDERS, input_hashes, require_fresh
from index.errors import IndexNotReady, YuceError
from index.settings import Settings
from index.store import (
    FORMAT,
    MANIFEST,
    Manifest,
    current_version,
    publish_files,
    read_manifest,
    sha256_of,
    verified_files,
    write_atomically,
)

SUFFIX = ".yuce-index.tar.gz"
HASH_SUFFIX = ".sha256"
MOST_BYTES = 1 << 30
"""Of all that an archive unfolds to: more is no index of ours."""
VERSION, DATA = "version", "data"
"""Folders of the archive."""
CONDITIONS = "conditions"
"""Data that the index is not built from, but whose quotes have to stand in the same notices."""
INPUT = re.compile(rf"(?:(?:{'|'.join(INPUT_FOLDERS)}|{CONDITIONS})/)?[^/\\\0]+")


@dataclass(frozen=True, slots=True)
class Installed:
    """What came of an archive: the version that is current now, and the data files that were replaced (below data/)."""

    version: str
    replaced: tuple[str, ...]


def pack(settings: Settings, folder: Path) -> Path:
    """Write the current index as `<version>.yuce-index.tar.gz`, its sha256 beside it; raises YuceError."""
    source = current_version(settings.index_dir)
    manifest = read_manifest(source)
    require_fresh(settings, manifest)
    members = {f"{VERSION}/{name}": content for name, content in verified_files(source, manifest).items()}
    members[f"{VERSION}/{MANIFEST}"] = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    for name in [*manifest.inputs, *_conditions(settings.data)]:
        members[f"{DATA}/{name}"] = (settings.data / name).read_bytes()
    data, file = _packed(members), folder / f"{manifest.version}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(file, data)
        write_atomically(hash_file(file), f"{sha256_of(data)}  {file.name}\n".encode())  # as `sha256sum -c` reads it
    except OSError as error:
        raise YuceError(
            f"{file} cannot be written ({error.strerror}): make room there, or name another folder"
        ) from error
    return file


def hash_file(file: Path) -> Path:
    return file.with_name(file.name + HASH_SUFFIX)


def install(settings: Settings, file: Path, expected: str | None = None) -> Installed:
    """Publish the index of an archive. Servers that run take it into use by themselves.

    `expected`: its sha256 (hex) as it was told; None: as it stands beside the file. Raises YuceError, and changes
    nothing then, for what is not that very file, does not fit together, or was built with another model or program.
    """
    members = _unpacked(_verified(file, expected))
    manifest = _manifest(members)
    version, data = _below(members, VERSION), _below(members, DATA)
    del version[MANIFEST]
    _require(manifest.files == {name: sha256_of(content) for name, content in version.items()}, file, "its files")
    inputs = {name: sha256_of(content) for name, content in data.items() if not name.startswith(f"{CONDITIONS}/")}
    _require(manifest.inputs == inputs, file, "its data")
    _require_same_program(settings, manifest)
    replaced = _put_data(settings.data, data)
    require_fresh(settings, manifest)
    published = publish_files(settings.index_dir, manifest, version)
    return Installed(published.version, replaced)


def _conditions(data: Path) -> list[str]:
    return [f"{CONDITIONS}/{path.name}" for path in sorted((data / CONDITIONS).glob("*")) if path.is_file()]


def _packed(members: Mapping[str, bytes]) -> bytes:
    """The same members give the same bytes: no times, no owners."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in sorted(members.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o644
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0)


def _verified(file: Path, expected: str | None) -> bytes:
    try:
        told = (expected or hash_file(file).read_text(encoding="ascii").split()[0]).strip().lower()
        data = file.read_bytes()
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise YuceError(f"{file} or {hash_file(file).name} cannot be read ({error}): copy both again") from error
    found = hashlib.sha256(data).hexdigest()
    if found != told:
        raise YuceError(f"{file.name} is not what was packed (sha256 {found}, expected {told}): copy it again")
    return data


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Name → content; nothing is written, and nothing but plain files of known folders is taken."""
    members: dict[str, bytes] = {}
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            for member in archive:
                total += member.size
                content = archive.extractfile(member) if member.isfile() else None
                if content is None or total > MOST_BYTES or not _is_ours(member.name):
                    raise YuceError(f"the archive holds {member.name!r}, which is no part of an index: pack it again")
                members[member.name] = content.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise YuceError(f"the archive cannot be read ({error}): pack it again") from error
    return members


def _is_ours(name: str) -> bool:
    folder, _, rest = name.partition("/")
    parts = rest.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return False
    return folder == VERSION or (folder == DATA and INPUT.fullmatch(rest) is not None)


def _below(members: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.partition("/")[2]: content for name, content in members.items() if name.startswith(f"{folder}/")}


def _manifest(members: Mapping[str, bytes]) -> Manifest:
    try:
        manifest = Manifest(**json.loads(members[f"{VERSION}/{MANIFEST}"]))
    except (KeyError, ValueError, TypeError) as error:
        raise YuceError(f"the archive has no manifest that can be read ({error}): pack it again") from error
    if manifest.format != FORMAT or not manifest.version.isalnum():
        raise YuceError(
            f"the archive has format {manifest.format}, this program reads {FORMAT}: pack and install with one version"
        )
    return manifest


def _require(holds: bool, file: Path, what: str) -> None:
    if not holds:
        raise YuceError(f"{file.name}: {what} are not those of its manifest: pack it again")


def _require_same_program(settings: Settings, manifest: Manifest) -> None:
    """Before anything is replaced: the model, and that no file is here that the index does not know."""
    if manifest.model != settings.embedding_model:
        raise IndexNotReady(
            f"the archive was built with model {manifest.model!r}, the setting is {settings.embedding_model!r}: "
            "use one model on all machines"
        )
    if more := sorted(input_hashes(settings.data).keys() - manifest.inputs.keys()):
        raise YuceError(f"{settings.data / more[0]} is no part of the archive: move it away, or pack where it is too")


def _put_data(data: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Replace what differs, each file whole; servers go on with what they have loaded until the index changes too."""
    replaced: list[str] = []
    for name, content in sorted(files.items()):
        path = data / name
        if path.is_file() and path.read_bytes() == content:
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        except OSError as error:
            raise YuceError(
                f"{path} cannot be written ({error.strerror}): make it writable and install again; "
                f"replaced so far: {', '.join(replaced) or 'nothing'}"
            ) from error
        replaced.append(name)
    return tuple(replaced)
