"""Outcomes and drafts for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from actions.outcomes.store import OutcomeStore, outcomes
from actions.outcomes.types import Outcome, Report
from actions.review.drafts import Draft, Entry, Sort

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Noon in China."""
KEY = "渝发改规范〔2021〕12号"
QUESTION: Entry = {"notice": KEY, "measure": 4, "kind": "contact", "text": "两张皮的问题找哪个解决"}
SYNONYM: Entry = {"term": "科技成果转化", "word": "两张皮"}
EVALUATION: Entry = {
    "text": "产学研两张皮归哪个管",
    "status": ["answered"],
    "kind": "contact",
    "first": [4],
    "must": ["市科技局"],
    "must_not": [],
}
ENTRIES = {Sort.QUESTION: QUESTION, Sort.SYNONYM: SYNONYM, Sort.EVALUATION: EVALUATION}


def outcome(turn: str, question: str = "两张皮的问题找哪个解决", status: str = "clarify", **fields: Any) -> Outcome:
    given = {"at": NOW, "finding": "which_measure", "kind": "contact", "measures": (), **fields}
    scores = tuple(0.5 for _ in given["measures"])
    return Outcome(
        turn=turn, conversation="c", question=question, status=status, index_version="v", latency_ms=9, scores=scores,
        document_number=KEY, **given,
    )  # fmt: skip


def fill(store: OutcomeStore, rows: Sequence[Outcome]) -> None:
    """Many at once, as a month writes them one by one."""
    values = [
        {**{name: getattr(row, name) for name in Outcome.__slots__}, "at": row.at.replace(tzinfo=None)} for row in rows
    ]
    with store.engine.begin() as connection:
        connection.execute(outcomes.insert(), values)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def report(name: str = "r1", question: str = "两张皮的问题找哪个解决", **fields: Any) -> Report:
    given = {"expected": "第4条", "measure": 10, "document_number": KEY, "note": None, **fields}
    return Report(report=name, at=NOW, who="王芳", question=question, **given)


def draft(sort: Sort, entry: Entry | None = None, name: str = "20261123-120000") -> Draft:
    return Draft(f"{name}-{sort}-aaaaaa", sort, (entry or ENTRIES[sort],), "li.ming", NOW, "两张皮（3 次）")
