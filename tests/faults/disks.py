"""Disks without room: a small one of its own that is filled, and, where nothing may be mounted, a limit that ends every write."""

from __future__ import annotations

import resource
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO


@cache
def can_mount() -> bool:
    """Whether this user may mount a small disk."""
    folder = Path(tempfile.mkdtemp())
    try:
        with small_disk(folder, 1):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False
    finally:
        folder.rmdir()


def means() -> tuple[str, ...]:
    """How a disk is made to have no room here: `limit` anywhere, so that these rows are never skipped; `tmpfs` with root."""
    return ("limit", "tmpfs") if can_mount() else ("limit",)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A tmpfs of so many MiB; needs root."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", folder], check=True, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """While there is no room at all on this disk (ENOSPC)."""
    filler = folder / "filler"

    def fill(file: IO[bytes]) -> None:
        with suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
                file.flush()

    with suppress(OSError), filler.open("wb", buffering=0) as file:
        fill(file)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def no_writing(pids: Iterable[int]) -> Iterator[None]:
    """While every write of these processes to a file fails (EFBIG), their logs included; no rights are needed for it."""
    with ExitStack() as stack:
        for pid in pids:
            before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
            stack.callback(_restore, pid, before)
        yield


def _restore(pid: int, limits: tuple[int, int]) -> None:
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
