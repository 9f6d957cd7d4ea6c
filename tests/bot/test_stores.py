"""Conversations in the real SQLite, PostgreSQL and Redis: stored whole, once and in order, or refused and said so."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasa.core.agent
import sqlalchemy as sa
from rasa.core.agent import Agent

from bot.database import BUSY_S, AlreadyStored, Database, NotStored, OlderToken, Outrun
from bot.fencing import set_token
from bot.forgetting import forget, purge
from bot.tracker_store import RecentTrackerStore, without_fallback
from tests.bot.talk import DOMAIN, begun, ended, start, take, texts, turn
from tests.servers_postgresql import PostgreSQL

ID = "0123456789abcdef"
SLOW_DISK_S = 0.06


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/db/tracker.db"
    server: PostgreSQL = request.getfixturevalue("pg_server")
    server.sql("DROP TABLE IF EXISTS events, turns, conversations")
    return server.url.replace("postgresql:", "postgresql+psycopg2:")


@pytest.fixture
def store(address: str) -> Iterator[RecentTrackerStore]:
    made = RecentTrackerStore(DOMAIN, address)
    yield made
    made.engine.dispose()


def run(store: RecentTrackerStore, *talk: str) -> None:
    async def all_turns() -> None:
        await take(store, "a", start())
        for text in talk:
            await take(store, "a", turn(text))

    asyncio.run(all_turns())


def test_turns_are_stored_in_their_order_and_read_again_by_another_process(
    store: RecentTrackerStore, address: str
) -> None:
    run(store, *(f"第{number}问" for number in range(20)))
    other = RecentTrackerStore(DOMAIN, address)
    assert texts(other, "a") == [f"第{number}问" for number in range(20)]
    assert asyncio.run(begun(other, "a")).latest_message.text == "第19问"
    other.engine.dispose()


def test_odd_characters_are_stored_in_every_database(store: RecentTrackerStore) -> None:
    run(store, "a\x00b", "\ud83d", "'; DROP TABLE events; --")
    assert texts(store, "a") == ["a\x00b", "\ud83d", "'; DROP TABLE events; --"]


def test_several_first_starts_make_the_tables_once(address: str) -> None:
    """Stock Rasa ends in UniqueViolation when several do it at the same time."""
    errors: list[BaseException] = []
    ready = threading.Barrier(6)

    def first_start() -> None:
        database = Database(RecentTrackerStore(DOMAIN, address).engine.url)
        ready.wait()
        try:
            database.prepare()
        except Exception as error:
            errors.append(error)
        database.engine.dispose()

    threads = [threading.Thread(target=first_start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_first_start_waits_for_another_ones_writing(tmp_path: Path) -> None:
    """While the file changes to a write-ahead log, SQLite refuses at once, without waiting for a lock."""
    file = tmp_path / "tracker.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE made_first (id)")
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
    database = Database(RecentTrackerStore(DOMAIN, db=str(file)).engine.url)
    database.prepare()
    assert {"events", "turns", "conversations"} <= set(sa.inspect(database.engine).get_table_names())
    database.engine.dispose()


def test_an_older_tokens_write_is_refused(store: RecentTrackerStore) -> None:
    async def two_holders() -> None:
        set_token(7)
        await take(store, "a", [*start(), *turn("新")])
        tracker = await begun(store, "a")
        set_token(6)
        with pytest.raises(OlderToken, match="token 6"):
            await ended(store, tracker, turn("旧"))
        set_token(8)
        await take(store, "a", turn("更新"))

    asyncio.run(two_holders())
    assert texts(store, "a") == ["新", "更新"]


def test_a_turn_that_was_overtaken_is_refused_without_any_lock(store: RecentTrackerStore) -> None:
    async def two_at_once() -> None:
        await take(store, "a", start())
        slow, quick = await begun(store, "a"), await begun(store, "a")
        await ended(store, quick, turn("快"))
        with pytest.raises(Outrun):
            await ended(store, slow, turn("慢"))

    asyncio.run(two_at_once())
    assert texts(store, "a") == ["快"]


def test_of_many_simultaneous_turns_each_is_stored_once_or_refused(store: RecentTrackerStore) -> None:
    async def one(number: int) -> bool:
        try:
            await take(store, "a", turn(str(number)))
        except NotStored:
            return False
        return True

    async def all_at_once() -> list[bool]:
        await take(store, "a", start())
        return list(await asyncio.gather(*(one(number) for number in range(25))))

    stored = asyncio.run(all_at_once())
    assert sorted(texts(store, "a")) == sorted(str(number) for number, is_stored in enumerate(stored) if is_stored)
    assert any(stored)


def test_a_message_that_comes_again_is_told_what_was_answered_and_is_not_stored_twice(
    store: RecentTrackerStore,
) -> None:
    async def again() -> None:
        await take(store, "a", [*start(), *turn("问", message_id=ID)])
        assert [one["text"] for one in await store.told("a", ID)] == ["答问"]
        assert await store.told("b", ID) == []
        with pytest.raises(AlreadyStored):
            await take(store, "a", turn("问", message_id=ID))

    asyncio.run(again())
    assert texts(store, "a") == ["问"]


def test_a_message_that_comes_again_after_a_fault_is_answered_anew_in_its_turns_place(
    store: RecentTrackerStore,
) -> None:
    async def again() -> None:
        await take(store, "a", [*start(), *turn("问", message_id=ID, status="error")])
        assert await store.told("a", ID) == []
        await take(store, "a", [*start(), *turn("别的")])
        await take(store, "a", turn("问", message_id=ID))
        assert [one["text"] for one in await store.told("a", ID)] == ["答问"]

    asyncio.run(again())
    assert texts(store, "a") == ["别的", "问"]


def test_a_deleted_or_old_conversation_leaves_no_row_anywhere(store: RecentTrackerStore) -> None:
    async def talks() -> None:
        for sender in ("a", "b"):
            await take(store, sender, [*start(), *turn("问", message_id=ID)])

    asyncio.run(talks())
    assert forget(store, "a") > 0
    assert purge(store, time.time() + 60) > 0
    with store.session_scope() as session:
        counts = [
            session.execute(f"SELECT count(*) FROM {name}").scalar() for name in ("events", "turns", "conversations")
        ]
    assert counts == [0, 0, 0]


def test_a_locked_file_holds_up_no_other_work_and_costs_the_turn_a_clear_error(tmp_path: Path) -> None:
    """Stock Rasa stands still for 15 s, then says nothing and forgets the turn."""
    store = RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    run(store, "先前")
    locker = sqlite3.connect(tmp_path / "tracker.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")

    async def while_locked() -> float:
        longest, last = 0.0, time.monotonic()

        async def beat() -> None:
            nonlocal longest, last
            while True:
                await asyncio.sleep(0.01)
                now = time.monotonic()
                longest, last = max(longest, now - last), now

        beating = asyncio.ensure_future(beat())
        with pytest.raises(NotStored, match="OperationalError"):
            await take(store, "a", turn("锁住时"))
        beating.cancel()
        return longest

    began = time.monotonic()
    assert asyncio.run(while_locked()) < 0.5
    assert time.monotonic() - began < 4.0
    locker.execute("ROLLBACK")
    run(store, "之后")
    assert texts(store, "a") == ["先前", "之后"]


def test_turns_of_many_people_are_stored_in_the_order_in_which_they_are_ready(tmp_path: Path) -> None:
    """SQLite itself lets in whoever asks at the right moment: of 16 people at once some waited until they were refused."""
    store = RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    people = [f"{number:02}" for number in range(24)]

    async def at_once() -> None:
        ready = [await begun(store, sender) for sender in people]
        sa.event.listen(store.engine, "commit", lambda connection: time.sleep(SLOW_DISK_S))
        await asyncio.gather(*(ended(store, tracker, turn("问")) for tracker in ready))

    asyncio.run(at_once())
    with store.session_scope() as session:
        said = session.query(store.SQLEvent).filter_by(type_name="user").order_by(store.SQLEvent.id)
        assert [row.sender_id for row in said] == people


def test_a_turn_waits_no_longer_for_others_than_for_the_database(tmp_path: Path) -> None:
    store = RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    run(store, "先前")

    async def behind_another() -> float:
        async with store._turn_to_write():
            began = time.monotonic()
            with pytest.raises(NotStored, match="other turns were being stored"):
                await take(store, "a", turn("等着"))
            return time.monotonic() - began

    assert BUSY_S <= asyncio.run(behind_another()) < BUSY_S + 2
    assert texts(store, "a") == ["先前"]


def test_a_cancelled_turn_waits_for_its_save_so_that_the_next_one_sees_it(tmp_path: Path) -> None:
    store = RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    run(store)
    locker = sqlite3.connect(tmp_path / "tracker.db", isolation_level=None, check_same_thread=False)
    locker.execute("BEGIN IMMEDIATE")

    async def cancelled_then_next() -> None:
        saving = asyncio.ensure_future(take(store, "a", turn("一")))
        await asyncio.sleep(0.3)
        threading.Timer(0.3, lambda: locker.execute("ROLLBACK")).start()
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving
        await take(store, "a", turn("二"))

    asyncio.run(cancelled_then_next())
    assert texts(store, "a") == ["一", "二"]


def test_a_server_that_comes_later_or_again_is_used_without_a_restart(pg_server: PostgreSQL) -> None:
    """Its tables are made when it is there; a pooled connection that it closed costs no turn."""
    pg_server.sql("DROP TABLE IF EXISTS events, turns, conversations")
    pg_server.stop()
    store = RecentTrackerStore(DOMAIN, pg_server.url.replace("postgresql:", "postgresql+psycopg2:"))
    with pytest.raises(NotStored):
        run(store, "不在")
    pg_server.start()
    run(store, "一")
    pg_server.stop(kill=True)
    pg_server.start()
    run(store, "二")
    pg_server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'yuce'"
    )
    run(store, "三")
    assert texts(store, "a") == ["一", "二", "三"]
    assert int(pg_server.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = 'yuce'")) < 12
    store.engine.dispose()


def test_a_file_that_was_taken_away_is_made_again(tmp_path: Path) -> None:
    store = RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    run(store, "一")
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(NotStored):
        run(store, "二")
    run(store, "三")
    assert texts(store, "a") == ["三"]


def test_rasa_gets_our_store_without_the_wrapper_that_forgets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rasa.core.agent, "FailSafeTrackerStore", rasa.core.agent.FailSafeTrackerStore)
    without_fallback()
    store = RecentTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    assert Agent(domain=DOMAIN, tracker_store=store).tracker_store is store
