"""One turn: Rasa answers, else the look-up does, else there is one honest sentence. All within a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

from web.asked import Question
from web.errors import Unavailable
from web.logs import say, say_fault
from web.metrics import Metrics
from web.problems import problem
from web.queues import AT_RASA, BUSY_RETRY_S, Fuse, Gate, Lanes
from web.reply import Reply
from web.retries import Retries
from web.session import pseudonym
from web.settings import WebSettings
from web.simple import UNREADABLE, fault_reply, simple_reply
from web.upstream import Lookup, Rasa

OF_ANOTHER_SHAPE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a look-up raises that is not as the contract has it."""
SOON_S = 4.7
"""By then somebody whose turn met a fault behind Rasa has read something, also where the look-up hangs as well."""
LEAST_S = 0.3


class Turns:
    """Runs turns in order and within bounds. One for a door."""

    def __init__(
        self, settings: WebSettings, rasa: Rasa, lookup: Lookup, metrics: Metrics, clock: Callable[[], float]
    ) -> None:
        self._deadline_s = settings.turn_deadline_s
        self._rasa = rasa
        self._lookup = lookup
        self._metrics = metrics
        self._clock = clock
        self.lanes = Lanes()
        self.gate = Gate(AT_RASA, settings.queue)
        self.fuse = Fuse(clock)
        self.retries = Retries(clock)

    async def answer(self, sender: str, question: Question, identity: str | None) -> Reply:
        """The reply to one message; raises Problem where there is none."""
        if identity is None:
            return await self._run(sender, question, None)
        run = partial(self._run, sender, question, identity)
        return await self.retries.once(sender, identity, question.fingerprint, run)

    async def _run(self, sender: str, question: Question, identity: str | None) -> Reply:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._deadline_s), self.lanes.turn(sender):
                reply = await self._reply(sender, question, identity)
        except TimeoutError as error:
            raise problem("too_slow", retry_after_s=BUSY_RETRY_S) from error
        took_s = time.perf_counter() - started
        self._metrics.turn(reply, took_s)
        mode = "simple" if reply.simple else "full"
        say("turn", session=pseudonym(sender), status=reply.status, kind=reply.kind, mode=mode, ms=round(took_s * 1e3))
        return reply

    async def _reply(self, sender: str, question: Question, identity: str | None) -> Reply:
        began = time.monotonic()
        try:
            reply = await self.from_rasa(sender, question.text, identity)
        except Unavailable as error:
            say("rasa_failed", level="warning", session=pseudonym(sender), reason=str(error))
            return await self._from_lookup(question.words)
        if reply.status != "error":
            return reply
        return await self._instead_of_fault(question.words, reply, SOON_S - (time.monotonic() - began))

    async def from_rasa(self, sender: str, text: str, identity: str | None = None) -> Reply:
        """Through the gate; whoever waited there while Rasa failed for others need not try. Raises Unavailable."""
        if self.fuse.tripped():
            raise Unavailable("left alone after failures")
        async with self.gate.entered():
            if not self.fuse.closed():
                raise Unavailable("left alone after failures")
            try:
                reply = await self._rasa.ask(sender, text, identity)
            except Unavailable:
                self.fuse.failed()
                raise
        self.fuse.worked()
        return reply

    async def _from_lookup(self, words: str, within_s: float | None = None) -> Reply:
        """In degraded mode; raises 503 where the look-up is down too."""
        try:
            sources = await self._lookup.sources(words, within_s)
            return fault_reply(UNREADABLE) if sources is None else simple_reply(sources)
        except (Unavailable, *OF_ANOTHER_SHAPE) as error:
            say_fault("lookup_failed", error)
            raise problem("unavailable", retry_after_s=BUSY_RETRY_S) from error

    async def _instead_of_fault(self, words: str, fault: Reply, within_s: float) -> Reply:
        """Rasa told of a fault. The look-up may still answer; where it is down as well, nothing can be answered.

        Rasa's own sentence stays where the look-up finds nothing, above all for messages without readable words.
        """
        simple = await self._from_lookup(words, max(within_s, LEAST_S))
        return fault if simple.status == "error" else simple
