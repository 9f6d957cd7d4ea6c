"""Is an answer right? Pure: an evaluation row and what the system replied in, a verdict out."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.review.judging import faults_of
from index.evaluate import Row

MUST_NOT_ANSWER = {"not_in_notice", "out_of_scope", "social"}
REFUSALS = {"not_in_notice", "out_of_scope", "error"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What one turn replied: the text of all its messages joined, and its one card."""

    text: str
    card: dict[str, Any]
    seconds: float

    @property
    def status(self) -> str:
        return str(self.card.get("status"))

    @property
    def numbers(self) -> list[int]:
        return [int(measure["number"]) for measure in self.card.get("measures", [])]


@dataclass(frozen=True, slots=True)
class Verdict:
    row: Row
    answered: Answered
    faults: tuple[str, ...]
    """Why it is wrong, in a few words each; empty when right."""

    @property
    def right(self) -> bool:
        return not self.faults

    @property
    def answered_wrongly(self) -> bool:
        """Answered although the notice does not say it, or it is not the notice's business."""
        return set(self.row.status) <= MUST_NOT_ANSWER and self.answered.status == "answered"

    @property
    def refused_wrongly(self) -> bool:
        return self.row.status == ("answered",) and self.answered.status in REFUSALS


def judge(row: Row, answered: Answered) -> Verdict:
    """Compare one reply with its row (DESIGN.md, public contract)."""
    return Verdict(row, answered, faults_of(row, answered.status, answered.numbers, answered.text))


def count(verdicts: Sequence[Verdict], attribute: str) -> int:
    return sum(bool(getattr(verdict, attribute)) for verdict in verdicts)


def times_ms(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Median and 95th percentile of a turn's time, in milliseconds."""
    seconds = sorted(verdict.answered.seconds for verdict in verdicts)
    return {
        "p50_ms": round(statistics.median(seconds) * 1000),
        "p95_ms": round(seconds[int(0.95 * (len(seconds) - 1))] * 1000),
    }
