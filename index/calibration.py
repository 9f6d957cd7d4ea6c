"""Thresholds and weights of the decision to answer, ask back or decline, and of what a message goes on with.

Fitted on the development questions and dialogues, kept with the index. `make calibrate` writes data/calibration.yml;
another embedding model needs it fitted anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.errors import DataError

FILE = "calibration.yml"
WITNESSES = ("intent", "score", "known", "foreign", "own")
STAYING_SIGNS = (
    *("own_score", "own_head", "own_question", "own_keyword", "own_sentence", "own_words"),
    *("other_score", "other_head", "other_question", "other_keyword", "other_sentence", "other_words"),
    *("is_best", "heads_other", "core", "length", "of_notice", "foreign", "gate"),
    *("likewise", "also", "who", "which", "pointing", "earlier", "corrects"),
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """`scope_weights` in the order of WITNESSES (actions/scope.py); all `…_from` lie in [0, 1]."""

    model: str
    """Embedding model that it was fitted for."""
    scope_weights: tuple[float, ...]
    scope_bias: float
    own_from: float
    """Probability from which a question is a notice's business."""
    answer_from: float
    """Fused score from which the best measure is the answer."""
    ask_back_from: float
    """Fused score from which the best three are offered; below it the notice does not mention the matter."""
    found_from: float
    weak_from: float
    """Fused scores from which a look-up is called found, or weak."""
    staying_weights: tuple[float, ...]
    """In the order of STAYING_SIGNS (actions/staying.py)."""
    staying_bias: float
    stays_from: float
    """Probability from which a message goes on with the measure that was spoken of."""


def load_calibration(raw: bytes) -> Calibration:
    """Read the file's bytes; raises DataError naming the bad value."""
    try:
        table = yaml.safe_load(raw)
        scope, score, staying = table["scope"], table["score"], table["staying"]
        calibration = Calibration(
            model=_text(table, "model"),
            scope_weights=tuple(_number(scope["weights"], name) for name in WITNESSES),
            scope_bias=_number(scope, "bias"),
            own_from=_share(scope, "own_from"),
            answer_from=_share(score, "answer_from"),
            ask_back_from=_share(score, "ask_back_from"),
            found_from=_share(score, "found_from"),
            weak_from=_share(score, "weak_from"),
            staying_weights=tuple(_number(staying["weights"], name) for name in STAYING_SIGNS),
            staying_bias=_number(staying, "bias"),
            stays_from=_share(staying, "stays_from"),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError(f"{FILE} lacks a value or is no YAML ({error!r}): run `make calibrate`") from error
    if calibration.ask_back_from > calibration.answer_from or calibration.weak_from > calibration.found_from:
        raise DataError(f"{FILE}: a lower threshold stands above a higher one: run `make calibrate`")
    return calibration


def _text(table: dict[str, Any], name: str) -> str:
    value = table[name]
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{FILE}: {name} is {value!r}, no name: run `make calibrate`")
    return value


def _number(table: dict[str, Any], name: str) -> float:
    value = table[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise DataError(f"{FILE}: {name} is {value!r}, no number: run `make calibrate`")
    return float(value)


def _share(table: dict[str, Any], name: str) -> float:
    value = _number(table, name)
    if not 0 <= value <= 1:
        raise DataError(f"{FILE}: {name} is {value}, not from 0 to 1: run `make calibrate`")
    return value


def read_calibration(data: Path) -> bytes:
    """The bytes of data/calibration.yml, validated; raises DataError."""
    path = data / FILE
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{FILE} cannot be read ({error}): restore it under data/ or run `make calibrate`") from error
    load_calibration(raw)
    return raw
