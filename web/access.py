"""The access log: who asked what kind of thing when, without a word of it; a file a day, kept as many days as are set.

A line holds route (never the path that was asked for), status, time, and pseudonyms of session and address.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from web.logs import say_fault

ENDING = ".jsonl"
UNSEEN = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by what watches us."""


@dataclass(frozen=True, slots=True)
class Access:
    """One request. `route` is the pattern; `session` and `source` (the address) are pseudonyms; `ms` whole milliseconds."""

    request: str
    method: str
    route: str
    status: int
    ms: int
    session: str | None
    source: str


class AccessLog:
    """Appends lines to the file of the day; the first line of a day deletes the files that are too old."""

    def __init__(self, folder: Path, keep_days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._keep_days = keep_days
        self._now = now
        self._day: date | None = None
        self._failed = False

    def write(self, access: Access) -> None:
        """A line that cannot be written costs no answer; the first of a row of failures is told in the door's log."""
        if access.route in UNSEEN or not self._keep_days:
            return
        now = self._now()
        line = {"time": now.isoformat(timespec="milliseconds"), **asdict(access)}
        try:
            self._turn_day(now.date())
            self._append(now.date(), json.dumps(line, ensure_ascii=True) + "\n")
        except OSError as error:
            if not self._failed:
                say_fault("access_log_failed", error)
            self._failed = True
        else:
            self._failed = False

    def _append(self, day: date, line: str) -> None:
        """In one write at the end of the file, so that lines of several doors do not mix."""
        handle = os.open(self._file(day), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)

    def _file(self, day: date) -> Path:
        return self._folder / f"{day.isoformat()}{ENDING}"

    def _turn_day(self, today: date) -> None:
        if today == self._day:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        oldest = self._file(today - timedelta(days=self._keep_days)).name
        for file in self._folder.glob(f"????-??-??{ENDING}"):
            if file.name < oldest:
                file.unlink(missing_ok=True)
        self._day = today
