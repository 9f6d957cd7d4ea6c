"""Order and bounds: one message at a time for a session, and not more at Rasa than it can take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from web.problems import problem

AT_RASA = 16
"""Rasa works on one core; more at once only makes every one of them slower."""
MOST_WAITING_IN_SESSION = 4
BUSY_RETRY_S = 3
FAILURES_TO_TRIP = 3
TRIPPED_S = 5.0


class Gate:
    """Lets `running` turns in at once; `waiting` more may wait in order, and whoever comes then is told to come later."""

    def __init__(self, running: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(running)
        self._most_waiting = waiting
        self.waiting = 0
        self.running = 0

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Wait for a place; raises 503 where too many wait already."""
        if self._free.locked() and self.waiting >= self._most_waiting:
            raise problem("busy", retry_after_s=BUSY_RETRY_S)
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            self._free.release()


@dataclass(slots=True, weakref_slot=True)
class Lane:
    """The messages of one session, first come first served."""

    free: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Lanes:
    """One lane for each session that has a message under way; lanes that nobody uses vanish."""

    def __init__(self) -> None:
        self._lanes: WeakValueDictionary[str, Lane] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, sender: str) -> AsyncIterator[None]:
        """Wait for the session's earlier messages; raises 429 where too many of them wait."""
        lane = self._lanes.setdefault(sender, Lane())
        if lane.waiting >= MOST_WAITING_IN_SESSION:
            raise problem("one_at_a_time", retry_after_s=BUSY_RETRY_S)
        lane.waiting += 1
        try:
            await lane.free.acquire()
        finally:
            lane.waiting -= 1
        try:
            yield
        finally:
            lane.free.release()


class Fuse:
    """After a few failures in a row Rasa is left alone for a while, so that nobody waits for a deadline in vain."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._tried = 0.0

    def tripped(self) -> bool:
        """Whether there is nothing to be hoped for now."""
        return self._failures >= FAILURES_TO_TRIP and self._clock() - self._tried < TRIPPED_S

    def closed(self) -> bool:
        """Whether to ask Rasa: always while it works, else one message each `TRIPPED_S` seconds as a trial."""
        if self.tripped():
            return False
        self._tried = self._clock()
        return True

    def worked(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        self._tried = self._clock()
