"""What is recorded of a turn. Texts in these types are masked already."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one turn. `turn` is unique; `at` is aware; `conversation` is a pseudonym."""

    turn: str
    at: datetime
    conversation: str
    question: str
    status: str
    finding: str
    index_version: str
    latency_ms: int
    """Time that the action took, whole milliseconds."""
    kind: str | None = None
    document_number: str | None = None
    measures: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    """One for each of `measures`."""
    handover: str | None = None
    """The summary for staff, where the turn handed over."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person says of an earlier turn of the same conversation. None leaves what was said before."""

    turn: str
    conversation: str
    at: datetime
    useful: bool | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row as it is kept: an outcome and what was said of it."""

    outcome: Outcome
    useful: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete what is recorded of a conversation; among the entries, so that none of it is written afterwards."""

    conversation: str
    done: threading.Event = field(default_factory=threading.Event, compare=False)
    """Set once it is deleted."""


@dataclass(frozen=True, slots=True)
class Report:
    """报告错配: an operator says that a question was led to the wrong measure. It belongs to no conversation."""

    report: str
    """Unique."""
    at: datetime
    who: str
    question: str
    expected: str
    """What it should be, in the operator's words: 第4条, 通知没有写."""
    document_number: str | None = None
    measure: int | None = None
    """The measure that was cited; None where none was."""
    note: str | None = None


Entry = Outcome | Feedback | Forget | Report
