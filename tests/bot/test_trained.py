"""Only the model that was trained here is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import ModelFileError
from bot.trained import SUFFIX, named_model, require_trained_here, sha256_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "yuce.tar.gz"
    file.write_bytes(b"a model")
    file.with_name(file.name + SUFFIX).write_text(sha256_of(file) + "\n")
    return file


def test_the_model_that_was_trained_here_is_taken(model: Path) -> None:
    require_trained_here(named_model(["run", "--model", str(model), "-i", "127.0.0.1"]))


def test_another_model_is_not(model: Path) -> None:
    """One bit is enough."""
    model.write_bytes(b"a modem")
    with pytest.raises(ModelFileError, match=r"not what was trained here.*make train"):
        require_trained_here(model)


@pytest.mark.parametrize("name", ["yuce.tar.gz", "yuce.tar.gz" + SUFFIX])
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model.parent / name).unlink()
    with pytest.raises(ModelFileError, match="cannot be read"):
        require_trained_here(model)


@pytest.mark.parametrize("arguments", [["run"], ["run", "--model"]])
def test_a_start_that_names_no_model_is_refused(arguments: list[str]) -> None:
    """Rasa would load any that it finds below ./models."""
    with pytest.raises(ModelFileError, match="--model is missing"):
        named_model(arguments)


def test_a_start_with_another_model_ends_before_it_is_unpacked(model: Path) -> None:
    model.write_bytes(b"somebody's model")
    command = [sys.executable, "-W", "ignore", "-m", "bot", "run", "--model", str(model), "-i", "127.0.0.1"]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "yuce: yuce.tar.gz is not what was trained here" in done.stderr
