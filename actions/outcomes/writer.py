"""One thread writes outcomes; a turn only puts its entry into a bounded queue, so that no reply ever waits for a database."""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Entry, Forget

log = logging.getLogger(__name__)
MOST_WAITING = 2000
"""Entries kept while the database cannot be written, about 2 MB."""
MOST_AT_ONCE = 500
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 5.0
PURGE_EVERY_S = 3600.0
SAY_EVERY_S = 60.0
FLUSH_WITHIN_S = 3.0


@dataclass(slots=True)
class Counts:
    """What became of the entries."""

    written: int = 0
    refused: int = 0
    """Too many were waiting."""
    lost: int = 0
    """Could not be written, or not before the process ended."""
    homeless: int = 0
    """Feedback on a turn that is not recorded."""
    failures: int = 0
    """Attempts to write that failed; most succeed later."""


class OutcomeWriter:
    """Start it once, put entries from any thread, stop it at the end."""

    def __init__(self, store: OutcomeStore, keep_days: int, most_waiting: int = MOST_WAITING) -> None:
        self.counts = Counts()
        self._store = store
        self._keep = timedelta(days=keep_days)
        self._queue: queue.Queue[Entry] = queue.Queue(most_waiting)
        self._stopping = threading.Event()
        self._give_up_at = float("inf")
        self._purge_at = 0.0
        self._said_at = float("-inf")
        self._thread = threading.Thread(target=self._run, name="outcomes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, entry: Entry) -> bool:
        """Hand an entry over without waiting; False when it is lost because too many wait already."""
        try:
            self._queue.put_nowait(entry)
        except queue.Full:
            self.counts.refused += 1
            self._say("the queue of outcomes is full")
            return False
        return True

    def waiting(self) -> float:
        """Entries that are not written yet."""
        return self._queue.qsize()

    def stop(self, within_s: float = FLUSH_WITHIN_S) -> None:
        """Write what waits, but no longer than `within_s`; the rest is counted as lost."""
        self._give_up_at = time.monotonic() + within_s
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(within_s + 1.0)
        self.counts.lost += self._queue.qsize()
        log.info("outcomes: %s", self.counts)
        self._store.close()

    def _run(self) -> None:
        while not (self._stopping.is_set() and self._queue.empty()) and time.monotonic() < self._give_up_at:
            try:
                batch = self._batch()
                if batch:
                    self._write_until_done(batch)
                self._purge_when_due()
            except Exception as error:  # the thread must outlive every fault: entries would pile up unseen
                self._failed(error)

    def _batch(self) -> list[Entry]:
        """What waits, at most MOST_AT_ONCE; empty after a moment without anything."""
        batch: list[Entry] = []
        try:
            batch.append(self._queue.get(timeout=0.05 if self._stopping.is_set() else 0.25))
            while len(batch) < MOST_AT_ONCE:
                batch.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        return batch

    def _write_until_done(self, batch: list[Entry]) -> None:
        """Try again while the database is away, locked or full; give up only at the end of the process."""
        wait = FIRST_WAIT_S
        while True:
            try:
                return self._write(batch)
            except (SQLAlchemyError, OSError) as error:
                self._failed(error)
                if not self._is_away(error):
                    return self._write_singly(batch)
            if time.monotonic() + wait >= self._give_up_at:
                self.counts.lost += len(batch)
                return
            self._pause(wait)
            wait = min(2 * wait, LONGEST_WAIT_S)

    def _write(self, batch: list[Entry]) -> None:
        homeless = self._store.write(batch)
        self.counts.homeless += homeless
        self.counts.written += len(batch) - homeless
        for entry in batch:
            if isinstance(entry, Forget):
                entry.done.set()

    def _write_singly(self, batch: list[Entry]) -> None:
        """One of them cannot be written, whatever the database: the others must not be lost with it."""
        for entry in batch:
            try:
                self._write([entry])
            except (SQLAlchemyError, OSError) as error:
                self.counts.lost += 1
                self._failed(error)

    def _is_away(self, error: Exception) -> bool:
        """Whether it is the database that cannot be written now, and not what was to be written. Makes what is missing."""
        try:
            self._store.prepare()
        except (SQLAlchemyError, OSError):
            return True
        missing_before = isinstance(error, SQLAlchemyError) and "no such table" in str(error)
        return missing_before or isinstance(error, OperationalError | InterfaceError | PoolTimeout | OSError)

    def _pause(self, seconds: float) -> None:
        """Sleep, but not through the end of the process."""
        if self._stopping.is_set():
            time.sleep(min(seconds, FIRST_WAIT_S))
        else:
            self._stopping.wait(seconds)

    def _purge_when_due(self) -> None:
        if self._stopping.is_set() or time.monotonic() < self._purge_at:
            return
        self._purge_at = time.monotonic() + PURGE_EVERY_S
        self._store.prepare()
        gone = self._store.purge(datetime.now(UTC) - self._keep)
        if gone:
            log.info("outcomes: %d turns older than %d days deleted", gone, self._keep.days)

    def _failed(self, error: Exception) -> None:
        self.counts.failures += 1
        self._say(f"outcomes cannot be written now ({_named(error)})")

    def _say(self, what: str) -> None:
        """One line a minute, however often it happens."""
        if time.monotonic() - self._said_at >= SAY_EVERY_S:
            self._said_at = time.monotonic()
            log.error("%s: %d waiting, %s", what, self._queue.qsize(), self.counts)


def _named(error: Exception) -> str:
    """Kinds of the error and its cause, without their texts, which may quote what was to be written."""
    cause = getattr(error, "orig", None)
    return f"{type(error).__name__}, {type(cause).__name__}" if cause else type(error).__name__
