"""Is an answer right? Pure: an evaluation row and what the system replied in, a verdict out."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.evaluate import Row, comparable

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
    faults = []
    if answered.status not in row.status:
        faults.append(f"status {answered.status}")
    elif row.first and answered.numbers[:1] != [] and answered.numbers[0] not in row.first:
        faults.append(f"cites {answered.numbers[:3]}")
    elif row.first and not answered.numbers and answered.status != "not_in_notice":  # related, or none
        faults.append("cites nothing")
    if row.all is not None and answered.numbers != list(row.all):
        faults.append(f"lists {answered.numbers}")
    text = comparable(answered.text)
    faults += [f"lacks {must}" for must in row.must if not _any_in(must, text)]
    faults += [f"says {word}" for word in row.must_not if _any_in(word, text)]
    return Verdict(row, answered, tuple(faults))


def _any_in(alternatives: str, text: str) -> bool:
    return any(comparable(word) in text for word in alternatives.split("|"))


def count(verdicts: Sequence[Verdict], attribute: str) -> int:
    return sum(bool(getattr(verdict, attribute)) for verdict in verdicts)


def times_ms(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Median and 95th percentile of a turn's time, in milliseconds."""
    seconds = sorted(verdict.answered.seconds for verdict in verdicts)
    return {
        "p50_ms": round(statistics.median(seconds) * 1000),
        "p95_ms": round(seconds[int(0.95 * (len(seconds) - 1))] * 1000),
    }
