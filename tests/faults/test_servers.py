"""PostgreSQL restarted, its connections cut, read only; Redis down, frozen, restarted, emptied; two Rasas on both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.e2e.system import wait_for
from tests.faults.plant import Caller, Plant
from tests.faults.tools import fault
from tests.servers_postgresql import PostgreSQL
from tests.servers_redis import Redis

pytestmark = pytest.mark.e2e


def talk_during(plant: Plant, happens: Callable[[], None]) -> list[Caller]:
    """Three callers ask without end while something happens; everybody is answered in full afterwards."""
    callers, stop = [Caller(plant) for _ in range(3)], threading.Event()

    def talk(caller: Caller) -> None:
        number = 0
        while not stop.is_set():
            number = number % 20 + 1
            answer = caller.ask(f"第{number}条讲什么")
            assert answer.readable and answer.took_s < 8

    threads = [threading.Thread(target=talk, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    try:
        assert wait_for(lambda: all(len(caller.acknowledged) > 1 for caller in callers), 20)
        happens()
        before = [len(caller.acknowledged) for caller in callers]
        went_on = wait_for(
            lambda: all(len(caller.acknowledged) > n for caller, n in zip(callers, before, strict=True)), 30
        )
        assert went_on, plant.log("rasa")[-2000:]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for caller in callers:
        caller.assert_kept()
    return callers


@fault("postgresql-restarted")
@pytest.mark.parametrize("kill", [False, True], ids=["in order", "killed"])
def test_postgresql_restarted(served: Plant, pg_server: PostgreSQL, kill: bool) -> None:
    def restart() -> None:
        pg_server.stop(kill)
        time.sleep(1)
        pg_server.start()

    talk_during(served, restart)


@fault("postgresql-backends-killed")
def test_postgresqls_connections_cut_again_and_again(served: Plant, pg_server: PostgreSQL) -> None:
    def cut() -> None:
        for _ in range(10):
            pg_server.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()", "postgres"
            )
            time.sleep(0.15)

    talk_during(served, cut)


@fault("postgresql-read-only")
def test_a_read_only_postgresql_acknowledges_nothing(served: Plant, pg_server: PostgreSQL) -> None:
    caller = Caller(served)
    assert caller.ask("第17条讲什么").full
    for read_only in ("on", "off"):
        pg_server.sql(f"ALTER SYSTEM SET default_transaction_read_only = {read_only}")
        pg_server.sql("SELECT pg_reload_conf()")
        time.sleep(0.5)
        if read_only == "on":
            answers = [caller.ask("第4条讲什么") for _ in range(3)]
            assert [answer.mode for answer in answers] == ["simple"] * 3
            assert [one.said for one in served.stored(caller.sender)] == ["第17条讲什么"]
    follow = caller.ask_until_full("那找谁")
    assert follow and follow.card["measures"][0]["number"] == 17
    caller.assert_kept()


def all_answered(served: Plant, happens: Callable[[], None]) -> None:
    """Redis is no condition for answers: nobody notices anything."""
    for caller in talk_during(served, happens):
        assert len(caller.acknowledged) == caller.asked


@fault("redis-down")
def test_without_redis_everybody_is_answered(served: Plant, redis_server: Redis) -> None:
    def stop() -> None:
        redis_server.stop()
        time.sleep(3)

    all_answered(served, stop)


@fault("redis-frozen")
def test_a_frozen_redis_delays_and_loses_nothing(served: Plant, redis_server: Redis) -> None:
    def freeze() -> None:
        redis_server.pause(True)
        time.sleep(3)
        redis_server.pause(False)

    all_answered(served, freeze)


@fault("redis-restarted")
def test_a_restarted_redis_has_forgotten_its_tokens_and_no_write_is_refused(served: Plant, redis_server: Redis) -> None:
    def restart() -> None:
        redis_server.stop()
        redis_server.start()
        time.sleep(6)  # until it is asked again

    all_answered(served, restart)
    assert redis_server.names(), "Redis is used again"


@fault("redis-flushed")
def test_an_emptied_redis_gives_tokens_above_those_that_are_stored(served: Plant, redis_server: Redis) -> None:
    def flush() -> None:
        for _ in range(5):
            redis_server.flush()
            time.sleep(0.2)

    all_answered(served, flush)
