"""Stamps: the hash of what something was made from, kept beside it, so that only what is stale is made again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path], *facts: str) -> str:
    """sha256 over the facts and over name and content of every file; folders count with all files below them."""
    found: set[Path] = set()
    for path in paths:
        found.update(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else found.add(path)
    total = hashlib.sha256("\n".join(facts).encode())
    for file in sorted(found):
        content = file.read_bytes() if file.exists() else b""
        total.update(f"\0{file.name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def content_hash(file: Path) -> str:
    """sha256 of one file's content, as `sha256sum` prints it."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read_stamp(path: Path) -> str | None:
    """The stamp, or None where nothing was finished yet."""
    return path.read_text().strip() if path.is_file() else None


def write_stamp(path: Path, stamp: str) -> None:
    """Write the stamp at once or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(stamp + "\n")
    os.replace(part, path)
