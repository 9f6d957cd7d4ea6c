"""One turn of a conversation at a time, through the real Redis; and what holds when it is away, restarted or emptied."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis as Client

from bot.fencing import current_token
from bot.lock_store import JUMP, LEFT_ALONE_S, RedisLocks, TurnLockStore, keys_of
from bot.tracker_store import RecentTrackerStore
from tests.bot.talk import DOMAIN, start, take, texts, turn
from tests.conftest import require_package
from tests.servers_redis import PACKAGE, Redis, program, redis


@pytest.fixture(scope="module")
def running() -> Iterator[Redis]:
    require_package(PACKAGE, program() is not None)
    with redis() as made:
        yield made


@pytest.fixture
def server(running: Redis) -> Redis:
    running.flush()
    return running


def locks(server: Redis, last_token: int = 0, lifetime_s: float = 5.0) -> RedisLocks:
    """As another process has it: with connections of its own."""

    async def last(sender: str) -> int:
        return last_token

    return RedisLocks(server.url, lifetime_s, last)


def test_of_many_at_once_one_holds_it_and_each_gets_a_higher_token(server: Redis) -> None:
    """Stock Rasa's lock lets 7 of 25 simultaneous pairs in together."""

    async def contend() -> tuple[int, list[int]]:
        inside, most, tokens = 0, 0, []

        async def one(own: RedisLocks) -> None:
            nonlocal inside, most
            async with own.held("a") as token:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.002)
                inside -= 1
                tokens.append(token)

        several = [locks(server) for _ in range(5)]
        await asyncio.gather(*(one(own) for own in several for _ in range(5)))
        for own in several:
            await own.close()
        return most, tokens

    most, tokens = asyncio.run(contend())
    assert most == 1
    assert len(tokens) == 25 and tokens == sorted(set(tokens))


def test_other_conversations_do_not_wait(server: Redis) -> None:
    async def two() -> None:
        own = locks(server)
        async with own.held("a"), own.held("b"):
            pass
        await own.close()

    asyncio.run(asyncio.wait_for(two(), 2))


def test_a_dead_holders_lock_ends_with_its_lifetime(server: Redis) -> None:
    async def take_over() -> float:
        dead, alive = locks(server, lifetime_s=0.5), locks(server)
        await dead._acquire(keys_of("a"), "dead", "a")
        began = time.monotonic()
        async with alive.held("a") as token:
            assert token is not None
        await dead.close(), await alive.close()
        return time.monotonic() - began

    assert 0.3 < asyncio.run(take_over()) < 2


def test_a_turn_may_take_longer_than_a_lock_lives(server: Redis) -> None:
    """Its holder renews it; once that one has let go nobody waits."""

    async def slow() -> tuple[bool, float]:
        busy, waiting = locks(server, lifetime_s=0.3), locks(server)
        began = time.monotonic()
        async with busy.held("a"):
            other = asyncio.ensure_future(waiting._acquire(keys_of("a"), "waiting", "a"))
            await asyncio.sleep(1.2)
            held = not other.done()
        await other
        await busy.close(), await waiting.close()
        return held, time.monotonic() - began

    held, took = asyncio.run(slow())
    assert held and took < 2


def test_a_late_release_does_not_free_somebody_elses_lock(server: Redis) -> None:
    async def late() -> None:
        own = locks(server)
        await own._acquire(keys_of("a"), "now", "a")
        await own._release(keys_of("a"), "before")
        assert keys_of("a")[0] in server.names()
        await own.close()

    asyncio.run(late())


def test_emptied_redis_goes_on_above_every_token_that_was_handed_out(server: Redis) -> None:
    """Else all writes of known conversations would be refused from then on."""

    async def flushed() -> tuple[int | None, int | None]:
        own = locks(server, last_token=41)
        async with own.held("a") as before:
            server.flush()
        async with own.held("a") as after:
            pass
        await own.close()
        return before, after

    before, after = asyncio.run(flushed())
    assert before == 41 + JUMP + 1 and after is not None and after > 41


@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_without_redis_turns_go_on_and_wait_for_it_once(server: Redis, how: str) -> None:
    async def away() -> list[int | None]:
        own = locks(server)
        tokens = []
        for _ in range(5):
            async with own.held("a") as token:
                tokens.append(token)
        await own.close()
        return tokens

    server.stop() if how == "stopped" else server.pause(True)
    began = time.monotonic()
    try:
        assert asyncio.run(away()) == [None] * 5
        assert time.monotonic() - began < 2.5
    finally:
        server.start() if how == "stopped" else server.pause(False)


def test_a_restarted_redis_is_used_again(server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    async def restarted() -> int | None:
        own = locks(server)
        async with own.held("a"):
            pass
        server.stop()
        server.start()
        async with own.held("a") as token:
            await own.close()
            return token

    assert asyncio.run(restarted()) is not None
    assert LEFT_ALONE_S > 0


def test_the_stores_together_lose_no_turn_and_store_none_twice(server: Redis, tmp_path: Path) -> None:
    """Two processes, 25 pairs of simultaneous messages of one sender: all 50 are stored."""

    async def pairs() -> None:
        processes = [
            (TurnLockStore(locks=locks(server)), RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db")))
            for _ in range(2)
        ]

        async def say(process: tuple[TurnLockStore, RecentTrackerStore], text: str) -> None:
            async with process[0].lock("a"):
                assert current_token() is not None
                await take(process[1], "a", turn(text))

        await take(processes[0][1], "a", start())
        for number in range(25):
            await asyncio.gather(*(say(process, f"{number}-{place}") for place, process in enumerate(processes)))
        assert current_token() is None

    asyncio.run(pairs())
    said = texts(RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db")), "a")
    assert sorted(said) == sorted(f"{number}-{place}" for number in range(25) for place in range(2))


def test_nothing_in_redis_names_a_sender_and_locks_vanish(server: Redis) -> None:
    async def once() -> float:
        own, client = locks(server), Client.from_url(server.url)
        async with own.held("張三-13800138000"):
            pass
        left = await client.pttl(keys_of("張三-13800138000")[1])
        await own.close(), await client.close()
        return left

    assert asyncio.run(once()) > 0
    assert server.names() == [keys_of("張三-13800138000")[1]]
    assert "13800138000" not in server.names()[0]


def test_of_a_deleted_conversation_nothing_is_left_in_redis(server: Redis) -> None:
    """Not even the hash of its sender; others keep their tokens."""

    async def deleted() -> None:
        own = locks(server)
        store = TurnLockStore(locks=own)
        async with store.lock("b"), store.lock("a"):
            await store.forget("a")
        await own.close()

    asyncio.run(deleted())
    assert server.names() == [keys_of("b")[1]]


def test_deleting_does_not_wait_for_a_redis_that_is_away(server: Redis) -> None:
    async def deleted() -> float:
        own = locks(server)
        began = time.monotonic()
        await own.forget("a")
        await own.forget("a")
        await own.close()
        return time.monotonic() - began

    server.pause(True)
    try:
        assert asyncio.run(deleted()) < 2.5
    finally:
        server.pause(False)


def test_without_a_setting_there_is_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YUCE_REDIS_URL", raising=False)

    async def turn_of_one() -> None:
        store = TurnLockStore()
        async with store.lock("a"):
            assert current_token() is None
            await store.forget("a")
        assert store.conversation_locks == {}

    asyncio.run(turn_of_one())
