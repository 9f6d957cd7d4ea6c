"""Days as the hotline counts them: China Standard Time, UTC+8 all year; both ends belong to a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from index.errors import QueryError

CHINA = timezone(timedelta(hours=8))
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of `first` to the last of `last`."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), CHINA).astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), CHINA).astimezone(UTC)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def period_of(first: str, last: str, now: datetime) -> Period:
    """From texts like 2026-11-23; an empty end is today, an empty beginning 30 days before the end. Raises QueryError."""
    end = _day(last, "to") if last else now.astimezone(CHINA).date()
    begin = _day(first, "from") if first else end - timedelta(days=USUAL_DAYS - 1)
    if begin > end:
        raise QueryError(f"起始日 {begin} 晚于截止日 {end}：请对调")
    if (end - begin).days > 3650:
        raise QueryError(f"从 {begin} 到 {end} 太长：最多 3650 天")
    return Period(begin, end)


def _day(raw: str, name: str) -> date:
    try:
        found = date.fromisoformat(raw)
    except ValueError as error:
        raise QueryError(f"{name}={raw[:20]!r} 不是日期：请写成 2026-11-23") from error
    if not 2000 <= found.year <= 2999:
        raise QueryError(f"{name}={raw[:20]!r} 不在 2000 至 2999 年之间")
    return found


def day_of(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()
