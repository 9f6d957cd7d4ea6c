"""Questions that were not answered well, read from the record: which count, and why. SQL in, plain rows out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select

from actions.answer import Finding, Status
from actions.outcomes.store import OutcomeStore, outcomes, reports


class Why(StrEnum):
    """Why a question is in the list."""

    ASKED_BACK = "clarify"
    NOT_FOUND = "not_in_notice"
    NOT_STATED = "not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    FAULT = "error"
    USELESS = "useless"
    REPORTED = "reported"


NAMES = {
    Why.ASKED_BACK: "反问",
    Why.NOT_FOUND: "说通知没有",
    Why.NOT_STATED: "通知未写明",
    Why.OUT_OF_SCOPE: "说不属于范围",
    Why.FAULT: "故障",
    Why.USELESS: "评为没用",
    Why.REPORTED: "报告错配",
}
IMPROVABLE = frozenset(Why) - {Why.NOT_STATED}
"""What better data may mend. That a notice does not state a rate is the answer; it is listed when asked for."""
_STATED_BY_FACTS = (
    Finding.SUM_NOT_NAMED, Finding.RATE_NOT_NAMED, Finding.ASPECT_NOT_NAMED, Finding.AREA_OUTSIDE, Finding.NO_AREAS,
    Finding.NO_SUCH_NUMBER, Finding.INTERVIEW_OUTSIDE, Finding.CLAUSE, Finding.NO_UNITS,
)  # fmt: skip
_BY_STATUS = {Status.CLARIFY: Why.ASKED_BACK, Status.OUT_OF_SCOPE: Why.OUT_OF_SCOPE, Status.ERROR: Why.FAULT}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question of one turn, or of one report. Masked; `measures` are those that were cited."""

    text: str
    at: datetime
    why: Why
    kind: str | None = None
    measures: tuple[int, ...] = ()
    expected: str | None = None
    note: str | None = None


def read_unanswered(store: OutcomeStore, most: int) -> list[Unanswered]:
    """The newest of all that are kept, newest first; at most `most` turns and as many reports."""
    columns = (outcomes.c.question, outcomes.c.at, outcomes.c.status, outcomes.c.finding, outcomes.c.kind)
    turns = select(*columns, outcomes.c.measures, outcomes.c.useful, outcomes.c.reason)
    turns = turns.where(_counts()).order_by(outcomes.c.at.desc(), outcomes.c.turn).limit(most)
    told = select(reports).order_by(reports.c.at.desc(), reports.c.report).limit(most)
    with store.engine.connect() as connection:
        found = [
            Unanswered(
                question, at.replace(tzinfo=UTC), _why(status, finding, useful), kind, tuple(measures), note=reason
            )
            for question, at, status, finding, kind, measures, useful, reason in connection.execute(turns)
        ]
        found += [
            Unanswered(
                row.question,
                row.at.replace(tzinfo=UTC),
                Why.REPORTED,
                measures=() if row.measure is None else (row.measure,),
                expected=row.expected,
                note=row.note,
            )
            for row in connection.execute(told)
        ]
    return sorted(_asking(found), key=lambda one: (one.at, one.text), reverse=True)


def _counts() -> ColumnElement[bool]:
    """Declined, asked back, failed or rated 没用; an answer that was rated 有用 counts as answered."""
    declined = outcomes.c.status.in_([*_BY_STATUS, Status.NOT_IN_NOTICE])
    return or_(outcomes.c.useful.is_(False), and_(declined, outcomes.c.useful.is_not(True)))


def _why(status: str, finding: str, useful: bool | None) -> Why:
    if useful is False:
        return Why.USELESS
    if status == Status.NOT_IN_NOTICE:
        return Why.NOT_STATED if finding in _STATED_BY_FACTS else Why.NOT_FOUND
    return _BY_STATUS[Status(status)]


def _asking(rows: list[Unanswered]) -> Iterator[Unanswered]:
    """Punctuation alone, and messages of blanks, are no questions to learn from."""
    return (row for row in rows if any(sign.isalnum() for sign in row.text))
