"""Limits, queues and memory are bounded, and count whom they should."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

import web.limits
import web.retries
from web.addresses import client_address, is_loopback, origin_allowed
from web.errors import Problem
from web.limits import RateLimit, address_key
from web.queues import FAILURES_TO_TRIP, TRIPPED_S, Fuse, Gate
from web.reply import Reply
from web.retries import REMEMBERED_S, Retries
from web.settings import load_web_settings


@dataclass
class Clock:
    """Seconds that pass when told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_refilled_with_time() -> None:
    clock = Clock()
    limit = RateLimit(60, clock)
    assert [limit.wait_s("a") for _ in range(60)] == [None] * 60
    assert limit.wait_s("a") == 1 and limit.wait_s("b") is None
    clock.now = 1.0
    assert [limit.wait_s("a"), limit.wait_s("a")] == [None, 1]
    clock.now = 1e9
    assert sum(limit.wait_s("a") is None for _ in range(100)) == 60


def test_a_wait_tells_when_there_is_a_token_again() -> None:
    clock = Clock()
    limit = RateLimit(2, clock)
    waits = [limit.wait_s("a") for _ in range(3)]
    assert waits == [None, None, 30]
    clock.now = 30.0
    assert limit.wait_s("a") is None


def test_zero_turns_it_off() -> None:
    limit = RateLimit(0, Clock())
    assert {limit.wait_s("a") for _ in range(1000)} == {None}


def test_the_table_of_buckets_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.limits, "MOST_KEYS", 10)
    limit = RateLimit(1, Clock())
    for number in range(100):
        limit.wait_s(str(number))
    assert len(limit._buckets) == 10
    assert limit.wait_s("99") is not None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("testclient", "", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) == same


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # not our proxy: its word counts nothing
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # what the client itself wrote stands before
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),  # two proxies of ours
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "evil\r\n", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_that_counts(peer: str, forwarded: str, expected: str) -> None:
    proxies = load_web_settings({"YUCE_TRUSTED_PROXIES": "10.0.0.0/8"}).trusted_proxies
    assert client_address(peer, forwarded, proxies) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False), ("", False)],
)
def test_loopback(address: str, expected: bool) -> None:
    assert is_loopback(address) == expected


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://a.cn", "a.cn", True),
        ("https://A.cn", "a.CN", True),
        ("http://a.cn:8080", "a.cn:8080", True),
        ("http://a.cn:8080", "a.cn", False),
        ("ftp://a.cn", "a.cn", False),
        ("null", "null", False),
        ("http://", "", False),
        ("https://site.cn", "a.cn", True),
        ("http://site.cn", "a.cn", False),
    ],
)
def test_origins(origin: str, host: str, expected: bool) -> None:
    assert origin_allowed(origin, host, ["https://site.cn"]) == expected


def test_a_gate_lets_in_its_number_and_holds_a_bounded_queue() -> None:
    async def scene() -> None:
        gate, hold = Gate(1, 1), asyncio.Event()

        async def turn() -> None:
            async with gate.entered():
                await hold.wait()

        tasks = [asyncio.create_task(turn()) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert (gate.running, gate.waiting) == (1, 1)
        with pytest.raises(Problem) as caught:
            await turn()
        assert caught.value.code == "busy"
        tasks[1].cancel()  # who goes away while waiting leaves the queue
        await asyncio.gather(tasks[1], return_exceptions=True)
        assert gate.waiting == 0
        hold.set()
        await tasks[0]
        assert gate.running == 0

    asyncio.run(scene())


def test_a_fuse_trips_tries_again_and_recovers() -> None:
    clock = Clock()
    fuse = Fuse(clock)
    for _ in range(FAILURES_TO_TRIP):
        assert fuse.closed()
        fuse.failed()
    assert not fuse.closed() and fuse.tripped()
    clock.now = TRIPPED_S
    assert not fuse.tripped()
    assert fuse.closed() and not fuse.closed()  # one trial
    fuse.worked()
    assert fuse.closed() and fuse.closed()


def test_replies_are_remembered_for_a_time_and_in_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.retries, "MOST_REMEMBERED", 4)

    async def scene() -> None:
        clock, runs = Clock(), 0
        retries = Retries(clock)

        async def run() -> Reply:
            nonlocal runs
            runs += 1
            return Reply("甲", (), None)

        for number in range(10):
            await retries.once("s", str(number), b"x", run)
        assert len(retries._entries) <= 4
        assert retries.known("s", "9") and not retries.known("s", "0")
        clock.now = REMEMBERED_S + 1
        assert not retries.known("s", "9")
        await retries.once("s", "9", b"x", run)
        assert runs == 11

    asyncio.run(scene())
