"""The list of unanswered questions as pages ask for it: read and grouped at most once a minute, then filtered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from actions.outcomes.store import OutcomeStore
from actions.review.groups import Group, groups_of, heads_of, wording_of
from actions.review.periods import Period
from actions.review.unanswered import Unanswered, Why, read_unanswered

MOST_ROWS = 50_000
"""Turns that are looked at, the newest; more would not be read by anybody."""
KEPT_S = 60.0
KEPT_LISTS = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for. `words` must stand in one of a group's wordings; empty: any."""

    period: Period
    whys: frozenset[Why]
    order: str = "count"
    words: str = ""


ORDERS: dict[str, Callable[[Group], tuple[object, ...]]] = {
    "count": lambda group: (-group.count, -group.last.timestamp(), group.id),
    "last": lambda group: (-group.last.timestamp(), -group.count, group.id),
    "first": lambda group: (group.first.timestamp(), -group.count, group.id),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """All groups that are wanted, in order; `as_of` is when the record was read."""

    groups: tuple[Group, ...]
    questions: int
    as_of: datetime


@dataclass(slots=True)
class _Read:
    """What was read, until it is too old; `lists` are answers given from it."""

    rows: Sequence[tuple[str, Unanswered]]
    heads: dict[str, str]
    filler: tuple[str, ...]
    as_of: datetime
    until: float
    lists: dict[Wanted, Listing]


class Board:
    """Safe to use from several threads; one of them reads, the others wait for it."""

    def __init__(self, store: OutcomeStore, filler: Callable[[], Iterable[str]], kept_s: float = KEPT_S) -> None:
        self._store = store
        self._filler = filler
        self._kept_s = kept_s
        self._lock = threading.Lock()
        self._read: _Read | None = None
        self._wordings: dict[str, str] = {}

    def listing(self, wanted: Wanted, fresh: bool = False) -> Listing:
        """Groups in that order; `fresh`: read the record anew. May raise SQLAlchemyError or OSError."""
        with self._lock:
            if fresh or self._read is None or time.monotonic() >= self._read.until:
                self._read = self._reading()
            return self._from(self._read, wanted)

    def _reading(self) -> _Read:
        now = datetime.now(UTC)
        rows = read_unanswered(self._store, MOST_ROWS)
        texts = {row.text for row in rows}
        self._wordings = {text: self._wordings.get(text) or wording_of(text) for text in texts}
        worded = [(self._wordings[row.text], row) for row in rows]
        filler = tuple(self._filler())
        known = self._read.heads if self._read and self._read.filler == filler else {}
        times = Counter(wording for wording, _ in worded)
        # Nothing new was said: the grouping of a minute ago still holds.
        heads = known if set(times) == set(known) else heads_of(times, filler)
        return _Read(worded, heads, filler, now, time.monotonic() + self._kept_s, {})

    def _from(self, read: _Read, wanted: Wanted) -> Listing:
        if wanted not in read.lists:
            if len(read.lists) >= KEPT_LISTS:
                read.lists.pop(next(iter(read.lists)))
            # Order and words choose among the same groups, which are costly to make.
            plain = Wanted(wanted.period, wanted.whys)
            groups = _groups(read, plain) if wanted == plain else list(self._from(read, plain).groups)
            read.lists[wanted] = _listing(read, wanted, groups)
        return read.lists[wanted]


def _groups(read: _Read, wanted: Wanted) -> list[Group]:
    rows = [pair for pair in read.rows if pair[1].why in wanted.whys and wanted.period.holds(pair[1].at)]
    return groups_of(rows, read.heads)


def _listing(read: _Read, wanted: Wanted, groups: list[Group]) -> Listing:
    if wanted.words:
        groups = [group for group in groups if any(wanted.words in member.text for member in group.members)]
    groups.sort(key=ORDERS[wanted.order])
    return Listing(tuple(groups), sum(group.count for group in groups), read.as_of)
