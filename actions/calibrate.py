"""Fits data/calibration.yml on the development questions and dialogues: `make calibrate`.

The scope's weights are a logistic regression on the five witnesses. Its threshold is where ten-fold cross-validation
keeps and turns away best; a question kept counts OWN_COUNTS times, since to refuse what can be answered is worse. The
thresholds of the fused score lie below what right first hits score.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from actions.calibrate_staying import DIALOGUES, fitted_staying, undecided_turns
from actions.scope import Witnesses
from actions.service import build_service
from index.calibration import FILE, WITNESSES, load_calibration
from index.evaluate import Row, load_dialogues, load_rows
from index.search import Searcher, open_searcher
from index.settings import load_settings
from index.store import write_atomically

ROWS = "evaluation/dev.jsonl"
C = 10.0
FOLDS = 10
OWN_COUNTS = 2
THRESHOLDS = np.arange(0.3, 0.85, 0.05)
BELOW = {"found_from": (0.03, 0.06), "answer_from": (0.0, 0.04), "ask_back_from": (0.0, 0.1), "weak_from": (0.0, 0.1)}
"""Quantile of the scores of right first hits, and how far below it the threshold lies: questions that nobody has seen,
and notices without 相似问, score lower."""
HEADER = "# 由 make calibrate 在 data/evaluation/ 的开发题和开发对话上拟合，不手改；含义见 index/calibration.py。\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """One development question: its witnesses, whether it is a notice's business, and the score of a right first hit."""

    features: tuple[float, ...]
    is_own: bool
    right_score: float | None


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m actions.calibrate", description=__doc__)
    parser.add_argument("readings", type=Path, help="of the questions; written by python -m bot.readings")
    parser.add_argument("dialogue_readings", type=Path, help="of the messages of the dialogues")
    arguments = parser.parse_args(argv)
    settings = load_settings()
    readings, of_dialogues = (
        json.loads(path.read_text(encoding="utf-8")) for path in (arguments.readings, arguments.dialogue_readings)
    )
    searcher = open_searcher(settings)
    seen = list(_seen(load_rows(settings.data / ROWS), readings, searcher))
    turns = list(undecided_turns(load_dialogues(settings.data / DIALOGUES), of_dialogues, build_service(settings)))
    table = {
        "model": settings.embedding_model,
        "fitted_on": len(seen),
        **fitted(seen),
        "staying": fitted_staying(turns),
    }
    raw = (HEADER + yaml.safe_dump(table, sort_keys=False, default_flow_style=None, allow_unicode=True)).encode()
    load_calibration(raw)
    write_atomically(settings.data / FILE, raw)
    print(raw.decode() + "\nnow: make index")
    return 0


def _seen(rows: Sequence[Row], readings: dict[str, dict[str, float]], searcher: Searcher) -> Iterator[Seen]:
    for row in rows:
        if row.status[0] == "social" or row.text not in readings:
            continue
        result = searcher.search(row.text, limit=1)
        best = result.hits[0]
        if best.matched_by == "number":
            continue
        doubt = readings[row.text].get("out_of_scope", 0.0)
        witnesses = Witnesses(doubt, best.score, result.known, result.foreign, result.own)
        right = row.asks_one_measure and best.measure.number in row.first
        yield Seen(witnesses.features, "out_of_scope" not in row.status, best.score if right else None)


def fitted(seen: Sequence[Seen]) -> dict[str, Any]:
    """The file's `scope` and `score`, rounded; the same rows give the same values."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    features = np.array([one.features for one in seen])
    own = np.array([one.is_own for one in seen])
    model = LogisticRegression(C=C).fit(features, own)
    guessed = cross_val_predict(LogisticRegression(C=C), features, own, cv=FOLDS, method="predict_proba")[:, 1]
    scores = np.array([one.right_score for one in seen if one.right_score is not None])
    weights = {name: round(float(w), 2) for name, w in zip(WITNESSES, model.coef_[0], strict=True)}
    return {
        "scope": {
            "weights": weights,
            "bias": round(float(model.intercept_[0]), 2),
            "own_from": _threshold(guessed, own),
        },
        "score": {name: round(float(np.quantile(scores, q)) - margin, 2) for name, (q, margin) in BELOW.items()},
    }


def _threshold(guessed: NDArray[np.float64], own: NDArray[np.bool_]) -> float:
    """Where the weighed sum of what is kept of the own and turned away of the others is highest; the middle of equals."""
    balance = [OWN_COUNTS * (guessed[own] >= t).mean() + (guessed[~own] < t).mean() for t in THRESHOLDS]
    best = [t for t, value in zip(THRESHOLDS, balance, strict=True) if value >= max(balance) - 1e-9]
    return round(float(best[len(best) // 2]), 2)


if __name__ == "__main__":
    sys.exit(main())
