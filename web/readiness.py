"""Whether a question is answered end to end. The result is kept for seconds, so that asking often asks Rasa rarely."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from web.errors import Unavailable
from web.logs import say
from web.queues import Fuse
from web.upstream import Rasa

QUESTION = "第1条讲什么"
"""Fits any notice."""
READY_KEPT_S = 5.0
NOT_READY_KEPT_S = 1.0
PROBES_A_CONVERSATION = 100
"""A conversation grows with every probe, and each conversation is a row in the store: neither is to go on for ever."""


class Readiness:
    """Asks the probe question, one at a time."""

    def __init__(self, rasa: Rasa, fuse: Fuse, clock: Callable[[], float]) -> None:
        self._rasa = rasa
        self._fuse = fuse
        self._clock = clock
        self._alone = asyncio.Lock()
        self._ready = False
        self._valid_until = float("-inf")
        self._asked = 0
        self._mark = secrets.token_hex(6)

    async def ready(self) -> bool:
        """Whether the probe question was answered just now, or a few seconds ago."""
        async with self._alone:
            if self._clock() >= self._valid_until:
                self._ready = await self._answered()
                self._valid_until = self._clock() + (READY_KEPT_S if self._ready else NOT_READY_KEPT_S)
            return self._ready

    async def _answered(self) -> bool:
        sender = f"probe-{self._mark}-{self._asked // PROBES_A_CONVERSATION}"
        self._asked += 1
        try:
            reply = await self._rasa.ask(sender, QUESTION)
        except Unavailable as error:
            say("probe_failed", level="warning", reason=str(error))
            return False
        if reply.status == "answered":
            self._fuse.worked()
        return reply.status == "answered"
