"""Fits what a message goes on with (actions/staying.py) on the development dialogues; a part of `make calibrate`.

The dialogues are held as the bot holds them, with what it remembers of its own answers. A turn counts where its measure is
known and its form leaves open which is meant. Ten-fold cross-validation over dialogues chooses the threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from actions.context import Context
from actions.followup import undecided
from actions.question import Memory, Reading
from actions.service import Service
from actions.staying import signs
from index.calibration import STAYING_SIGNS
from index.evaluate import Dialogue, Row

DIALOGUES = "evaluation/dialogues/dev.jsonl"
INTERVIEW = "interview"
C = 0.3
"""Inverse strength of the regularisation of signs that are scaled to one deviation."""
FOLDS = 10
THRESHOLDS = np.arange(0.3, 0.75, 0.05)
DIGITS = 2

Readings = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One undecided turn: its signs, whether the measure spoken of is meant, and its dialogue."""

    signs: tuple[float, ...]
    stays: bool
    dialogue: str


def undecided_turns(dialogues: Sequence[Dialogue], readings: Readings, service: Service) -> Iterator[Turn]:
    """Of all dialogues but the interviews, whose questions the bot asks."""
    for dialogue in dialogues:
        if INTERVIEW not in dialogue.tags:
            yield from _of_dialogue(dialogue, readings, service)


def _of_dialogue(dialogue: Dialogue, readings: Readings, service: Service) -> Iterator[Turn]:
    memory = Memory()
    for row in dialogue.turns:
        chances = dict(readings[row.text])
        reading = Reading(row.text, max(chances, key=lambda name: chances[name]), chances)
        turn = _turn(dialogue, row, service.context(reading, memory))
        if turn:
            yield turn
        memory = service.reply(reading, memory).memory


def _turn(dialogue: Dialogue, row: Row, context: Context) -> Turn | None:
    foreign = row.status == ("out_of_scope",)
    hit = undecided(context) if context.question.has_topic and (row.first or foreign) else None
    return Turn(signs(hit, context), hit.measure.number in row.first, dialogue.id) if hit else None


def fitted_staying(turns: Sequence[Turn]) -> dict[str, Any]:
    """The file's `staying`, rounded; the same turns give the same values."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    found, stays = np.array([turn.signs for turn in turns]), np.array([turn.stays for turn in turns])
    groups = [turn.dialogue for turn in turns]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=1000))
    folds = GroupKFold(FOLDS)
    guessed = cross_val_predict(model, found, stays, groups=groups, cv=folds, method="predict_proba")[:, 1]
    right = [((guessed >= threshold) == stays).mean() for threshold in THRESHOLDS]
    scaler, regression = model.fit(found, stays)
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    return {
        "turns": len(turns),
        "right": round(float(max(right)), 3),
        "weights": {name: round(float(w), DIGITS) for name, w in zip(STAYING_SIGNS, weights, strict=True)},
        "bias": round(bias, DIGITS),
        "stays_from": round(float(THRESHOLDS[int(np.argmax(right))]), 2),
    }
