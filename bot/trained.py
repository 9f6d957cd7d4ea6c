"""A model is code: Rasa unpacks and runs it. Only the file that training wrote here is loaded, known by its sha256."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.errors import ModelFileError

OPTION = "--model"
SUFFIX = ".content.sha256"
"""After the model's own name: the file with its sha256 (hex), written when training ends."""


def sha256_of(file: Path) -> str:
    """sha256 (hex) of a file's content."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def named_model(arguments: Sequence[str]) -> Path:
    """The model that a command line of Rasa's names; raises ModelFileError where it names none."""
    if OPTION not in arguments[:-1]:
        raise ModelFileError(f"{OPTION} is missing: name the model file, Rasa would load any that it finds")
    return Path(arguments[arguments.index(OPTION) + 1])


def require_trained_here(model: Path) -> None:
    """Compare the model file with what training noted; raises ModelFileError."""
    noted = model.with_name(model.name + SUFFIX)
    try:
        expected, found = noted.read_text(encoding="ascii").strip(), sha256_of(model)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"{model.name} or {noted.name} cannot be read ({error}): run `make train`") from error
    if found != expected:
        raise ModelFileError(
            f"{model.name} is not what was trained here (sha256 {found[:8]}…, expected {expected[:8]}…): "
            "run `make train`"
        )
