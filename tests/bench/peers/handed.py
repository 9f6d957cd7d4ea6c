"""What every engine is given: the passages of the published index and the evaluation questions, with tokens and vectors.

Made in `.venv`, read in both environments; imports nothing of the project where it is only read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
EDITED_TEXT = "支持示范区园区建设深海温差发电试验站，由园区统一申报。"
"""Of no measure: what a notice says after it was edited."""


@dataclass(frozen=True, slots=True)
class Question:
    """`first`: measures that are right; none where no notice answers it."""

    text: str
    split: str
    first: list[int]
    tokens: list[str]


@dataclass(frozen=True, slots=True)
class Handed:
    """Passages [n] with the measure that each belongs to, questions [m], and their vectors; the edit's tokens and vector."""

    texts: list[str]
    measures: list[int]
    tokens: list[list[str]]
    questions: list[Question]
    edit_tokens: list[str]
    vectors: Vectors
    question_vectors: Vectors
    edit_vector: Vectors


def write(folder: Path, handed: Handed) -> None:
    """Everything into two files."""
    table = {
        "texts": handed.texts,
        "measures": handed.measures,
        "tokens": handed.tokens,
        "questions": [asdict(question) for question in handed.questions],
        "edit_tokens": handed.edit_tokens,
    }
    (folder / "handed.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    arrays = {"passages": handed.vectors, "questions": handed.question_vectors, "edit": handed.edit_vector}
    np.savez(folder / "handed.npz", **arrays)  # type: ignore[arg-type]


def read(folder: Path) -> Handed:
    """What `write` wrote."""
    table = json.loads((folder / "handed.json").read_text(encoding="utf-8"))
    with np.load(folder / "handed.npz") as arrays:
        vectors = {name: arrays[name] for name in arrays.files}
    return Handed(
        table["texts"],
        table["measures"],
        table["tokens"],
        [Question(**row) for row in table["questions"]],
        table["edit_tokens"],
        vectors["passages"],
        vectors["questions"],
        vectors["edit"],
    )
