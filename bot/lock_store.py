"""One turn of a conversation at a time: in this process by memory, between processes by Redis where it is set.

Rasa's Redis lock reads, changes and writes back, so that two processes can hold it at once. Here each step is one script.
Redis is no condition for answers: while it is away, the tracker store alone refuses what would collide.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError

from bot.database import Database, url_of
from bot.fencing import set_token
from bot.settings import load_bot_settings

logger = logging.getLogger(__name__)
PREFIX = "yuce:turn:"
POLL_S = 0.02
REDIS_WITHIN_S = 0.5
LEFT_ALONE_S = 5.0
"""After a failure Redis is not asked for so long: a turn must not wait for it again and again."""
LIFETIME_S = 3.0
"""A lock that its holder does not renew ends after so long: the holder is dead, or stands still."""
TOKENS_KEPT_S = 86_400
JUMP = 1 << 20
"""Where Redis has lost its tokens they go on from the database's, further than any that was handed out and not used."""

HELD, UNKNOWN = 0, -1
ACQUIRE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if redis.call('EXISTS', KEYS[2]) == 0 then
  if ARGV[3] == '' then return -1 end
  redis.call('SET', KEYS[2], ARGV[3])
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local token = redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return token
"""
RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

LastToken = Callable[[str], Awaitable[int]]


class RedisLocks:
    """Locks with fencing tokens: a later holder of the same conversation always has a higher one."""

    def __init__(self, url: str, lifetime_s: float, last_token: LastToken) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=REDIS_WITHIN_S,
            socket_connect_timeout=REDIS_WITHIN_S,
            retry=Retry(NoBackoff(), 1),
            retry_on_error=[NoConnection],  # of a connection that Redis closed when it was started again
        )
        self._lifetime_ms = int(lifetime_s * 1000)
        self._last_token = last_token
        self._away_until = 0.0
        self._renewing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def held(self, sender: str) -> AsyncIterator[int | None]:
        """Waits for the lock; gives its token, or None while Redis is away."""
        owner = uuid.uuid4().hex
        keys = keys_of(sender)
        ended = asyncio.Event()
        try:
            token = await self._acquire(keys, owner, sender)
            if token is not None:
                self._renewing.add(task := asyncio.ensure_future(self._renew(keys[0], owner, ended)))
                task.add_done_callback(self._renewing.discard)
            yield token
        finally:
            ended.set()
            await asyncio.shield(self._release(keys, owner))

    async def _acquire(self, keys: tuple[str, str], owner: str, sender: str) -> int | None:
        floor = ""
        while not self._is_away():
            try:
                found = await self._redis.eval(
                    ACQUIRE, 2, *keys, owner, str(self._lifetime_ms), floor, str(TOKENS_KEPT_S)
                )
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                self._failed(error)
                break
            if found == UNKNOWN:
                floor = str(await self._last_token(sender) + JUMP)
            elif found == HELD:
                await asyncio.sleep(POLL_S)
            else:
                return int(found)
        return None

    async def _renew(self, lock: str, owner: str, ended: asyncio.Event) -> None:
        """A turn may take longer than a lock lives without its holder. Never cancelled: a command that is broken off would
        leave its answer to whoever has the connection next."""
        while not self._is_away():
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(ended.wait(), self._lifetime_ms / 3000)
            if ended.is_set():
                return
            try:
                await self._redis.eval(RENEW, 1, lock, owner, str(self._lifetime_ms))
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                self._failed(error)

    async def _release(self, keys: tuple[str, str], owner: str) -> None:
        if self._is_away():
            return
        try:
            await self._redis.eval(RELEASE, 1, keys[0], owner)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._failed(error)

    async def forget(self, sender: str) -> None:
        """Delete the tokens of a conversation that is no more; while Redis is away they end by themselves, in a day."""
        if self._is_away():
            return
        try:
            await self._redis.delete(keys_of(sender)[1])
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._failed(error)

    async def close(self) -> None:
        with suppress(RedisError, OSError):
            await self._redis.close()

    def _is_away(self) -> bool:
        return time.monotonic() < self._away_until

    def _failed(self, error: BaseException) -> None:
        self._away_until = time.monotonic() + LEFT_ALONE_S
        logger.error("Redis does not answer (%s): turns go on without its locks", type(error).__name__)


def keys_of(sender: str) -> tuple[str, str]:
    """Keys of a conversation's lock and of its tokens: nothing in Redis names a sender."""
    mark = PREFIX + hashlib.sha256(sender.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{mark}:lock", f"{mark}:token"


class TurnLockStore(InMemoryLockStore):
    """Rasa's locks in memory, and those of Redis besides where YUCE_REDIS_URL is set."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, locks: RedisLocks | None = None) -> None:
        super().__init__()
        self._locks = locks or _locks_of_settings()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = POLL_S,
    ) -> AsyncIterator[TicketLock]:
        """For the time of one turn; its fencing token is that of the task."""
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            if self._locks is None:
                yield ticket
                return
            async with self._locks.held(conversation_id) as token:
                set_token(token)
                try:
                    yield ticket
                finally:
                    set_token(None)

    async def forget(self, conversation_id: str) -> None:
        """Leave nothing of a deleted conversation in Redis; to be called by whoever holds its lock."""
        if self._locks is not None:
            await self._locks.forget(conversation_id)


def _locks_of_settings() -> RedisLocks | None:
    settings = load_bot_settings()
    if not settings.redis_url:
        return None
    database = Database(url_of(settings))

    async def last_token(sender: str) -> int:
        return await asyncio.get_running_loop().run_in_executor(None, database.last_token, sender)

    return RedisLocks(settings.redis_url, LIFETIME_S, last_token)
