"""A message that is sent again with the same id is the same turn: one run, one reply."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from web.problems import problem
from web.reply import Reply

MOST_REMEMBERED = 512
REMEMBERED_S = 600.0

Run = Callable[[], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn that runs or has a reply; `fingerprint` of what was asked, `begun` by the clock (seconds)."""

    task: asyncio.Task[Reply]
    fingerprint: bytes
    begun: float


class Retries:
    """Remembers replies by session and message id: a bounded number, for a limited time.

    Failures are not kept, nor replies in degraded mode: sent again, the message gets the answer that it did not get.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._entries: OrderedDict[tuple[str, str], Entry] = OrderedDict()

    async def once(self, sender: str, identity: str, fingerprint: bytes, run: Run) -> Reply:
        """The reply to this message, run now, under way, or remembered; raises 409 for another text, or what `run` raises.

        The run goes on when the client has gone, since that is when it sends again.
        """
        self._forget_old()
        key = (sender, identity)
        entry = self._entries.get(key)
        if entry is None:
            entry = self._begin(key, fingerprint, run)
        elif entry.fingerprint != fingerprint:
            raise problem("id_used")
        return await asyncio.shield(entry.task)

    def known(self, sender: str, identity: str) -> bool:
        """Whether this message was sent before."""
        self._forget_old()
        return (sender, identity) in self._entries

    def forget(self, sender: str) -> None:
        """Nothing of this session is remembered any longer. Its messages under way go on."""
        for key in [key for key in self._entries if key[0] == sender and self._entries[key].task.done()]:
            del self._entries[key]

    def _begin(self, key: tuple[str, str], fingerprint: bytes, run: Run) -> Entry:
        task = asyncio.ensure_future(run())
        entry = Entry(task, fingerprint, self._clock())
        self._entries[key] = entry
        task.add_done_callback(lambda done: self._ended(key, done))
        return entry

    def _ended(self, key: tuple[str, str], task: asyncio.Task[Reply]) -> None:
        failed = task.cancelled() or task.exception() is not None or task.result().simple
        if failed and key in self._entries:
            del self._entries[key]

    def _forget_old(self) -> None:
        """Oldest first. One under way stays: it would run twice."""
        now = self._clock()
        while self._entries:
            key, entry = next(iter(self._entries.items()))
            old = now - entry.begun > REMEMBERED_S or len(self._entries) >= MOST_REMEMBERED
            if not old or not entry.task.done():
                return
            del self._entries[key]
