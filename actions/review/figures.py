"""Counts for the head of the hotline: by day, kind and status; measures; ratings. No question, nobody's name, no pseudonym."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select, text

from actions.answer import Status
from actions.outcomes.store import OutcomeStore, outcomes, reports
from actions.review.periods import Period
from actions.review.sheets import Sheet

DECLINED = (Status.NOT_IN_NOTICE, Status.OUT_OF_SCOPE)
NO_QUESTIONS = (Status.SOCIAL, Status.FORM)
"""Small talk and the interview's own turns are counted apart."""
TOP = 10
KIND_NAMES = {
    "funding": "资金", "contact": "找谁", "eligibility": "条件", "content": "内容", "area": "区域", "date": "时间",
    "issuer": "发文", "list": "列举", "count": "计数", "definition": "名词", "procedure": "办理", "social": "寒暄",
}  # fmt: skip
STATUS_NAMES = {
    "answered": "已答", "clarify": "反问", "not_in_notice": "通知没有", "out_of_scope": "不属于范围", "social": "寒暄",
    "form": "条件匹配", "error": "故障",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """How many turns of one day, kind and status, and how many of them were rated."""

    day: date
    kind: str | None
    status: str
    count: int
    useful: int
    useless: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of one period. `measures`: (文号, number) → answers that cite it first, most first."""

    period: Period
    cells: tuple[Cell, ...]
    measures: tuple[tuple[str | None, int, int], ...]
    reported: int


def read_figures(store: OutcomeStore, period: Period) -> Figures:
    """Counted by the database. May raise SQLAlchemyError or OSError."""
    table = outcomes.c
    within = table.at.between(_naive(period)[0], _naive(period)[1])
    day = _day(store).label("day")
    count, useful = func.count().label("turns"), func.sum(case((table.useful.is_(True), 1), else_=0)).label("useful")
    useless = func.sum(case((table.useful.is_(False), 1), else_=0)).label("useless")
    cells = select(day, table.kind, table.status, count, useful, useless).where(within)
    cited = cast(table.measures, String).label("cited")
    answered = select(table.document_number, cited, func.count().label("turns"))
    answered = answered.where(within, table.status == Status.ANSWERED).group_by(table.document_number, cited)
    told = select(func.count()).select_from(reports).where(reports.c.at.between(*_naive(period)))
    with store.engine.connect() as connection:
        found = [
            Cell(date.fromisoformat(str(row.day)), row.kind, row.status, row.turns, int(row.useful), int(row.useless))
            for row in connection.execute(cells.group_by(day, table.kind, table.status))
        ]
        first: Counter[tuple[str | None, int]] = Counter()
        for row in connection.execute(answered):
            numbers = row.cited.strip("[] ").split(",")
            if numbers[0].strip():
                first[row.document_number, int(numbers[0])] += row.turns
        reported = int(connection.execute(told).scalar_one())
    ranked = sorted(first.items(), key=lambda pair: (-pair[1], pair[0][0] or "", pair[0][1]))
    found.sort(key=lambda cell: (cell.day, cell.kind or "", cell.status))
    return Figures(period, tuple(found), tuple((*place, n) for place, n in ranked[:TOP]), reported)


def _naive(period: Period) -> tuple[Any, Any]:
    """UTC without a zone, as the table has it; the last microsecond of the period is its end."""
    since, until = (moment.replace(tzinfo=None) for moment in (period.since, period.until))
    return since, until - timedelta(microseconds=1)


def _day(store: OutcomeStore) -> ColumnElement[Any]:
    """The day in China of a turn."""
    if store.url.get_backend_name() == "sqlite":
        return func.date(outcomes.c.at, "+8 hours")
    return func.date(outcomes.c.at + text("interval '8 hours'"))


def to_json(figures: Figures) -> dict[str, Any]:
    """What the page draws: every day of the period, also those without a turn."""
    cells = [cell for cell in figures.cells if cell.status not in NO_QUESTIONS]
    total = sum(cell.count for cell in cells)
    useful, useless = sum(cell.useful for cell in figures.cells), sum(cell.useless for cell in figures.cells)
    by_day: dict[date, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        by_day[cell.day][cell.status] += cell.count
    return {
        "from": figures.period.first.isoformat(),
        "to": figures.period.last.isoformat(),
        "questions": total,
        "other_turns": sum(cell.count for cell in figures.cells) - total,
        "declined": _share(sum(c.count for c in cells if c.status in DECLINED), total),
        "asked_back": _share(sum(c.count for c in cells if c.status == Status.CLARIFY), total),
        "failed": _share(sum(c.count for c in cells if c.status == Status.ERROR), total),
        "useful": _share(useful, useful + useless),
        "reported": figures.reported,
        "days": [{"day": day.isoformat(), **_named(by_day[day])} for day in figures.period.days],
        "statuses": _listed(cells, "status", STATUS_NAMES),
        "kinds": _listed(cells, "kind", KIND_NAMES),
        "measures": [{"document_number": key, "number": n, "count": count} for key, n, count in figures.measures],
    }


def _named(counts: Counter[str]) -> dict[str, Any]:
    return {"count": counts.total(), "statuses": dict(counts)}


def _listed(cells: list[Cell], field: str, names: dict[str, str]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[getattr(cell, field) or ""] += cell.count
    return [{"id": key, "name": names.get(key, key or "不明"), "count": n} for key, n in counts.most_common()]


def _share(part: int, total: int) -> dict[str, Any]:
    return {"count": part, "of": total, "share": round(part / total, 4) if total else None}


def to_sheet(figures: Figures) -> Sheet:
    """One row for each day, kind and status that occurred."""
    columns = ("日期", "种类", "状态", "轮数", "评为有用", "评为没用")
    rows = [
        (
            cell.day.isoformat(),
            KIND_NAMES.get(cell.kind or "", cell.kind or "不明"),
            STATUS_NAMES.get(cell.status, cell.status),
            cell.count,
            cell.useful,
            cell.useless,
        )
        for cell in figures.cells
    ]
    return Sheet("每日", columns, rows)


def measures_sheet(figures: Figures) -> Sheet:
    rows = [(key, number, count) for key, number, count in figures.measures]
    return Sheet("措施", ("通知", "条号", "首先引用的答复数"), rows)
