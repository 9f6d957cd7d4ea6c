"""Nothing waits for the database, and no fault of it loses what can still be written later. Real SQLite files."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, event

from actions.outcomes import store as store_module
from actions.outcomes import writer as writer_module
from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Feedback, Outcome
from actions.outcomes.writer import OutcomeWriter

SECRET = "张三的问题"


def outcome(number: int, age: timedelta = timedelta(0)) -> Outcome:
    at = datetime.now(UTC) - age
    return Outcome(f"{number:08x}", at, "one", SECRET, "answered", "units", "v1", 12)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "db" / "outcomes.db"


@pytest.fixture
def store(file: Path, monkeypatch: pytest.MonkeyPatch) -> OutcomeStore:
    """Impatient, so that the tests are quick."""
    monkeypatch.setattr(store_module, "BUSY_S", 0.05)
    monkeypatch.setattr(writer_module, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(writer_module, "LONGEST_WAIT_S", 0.05)
    return OutcomeStore(URL.create("sqlite", database=str(file)))


@pytest.fixture
def writer(store: OutcomeStore) -> Iterator[OutcomeWriter]:
    made = OutcomeWriter(store, keep_days=30)
    made.start()
    yield made
    made.stop()


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def turns(file: Path) -> list[str]:
    if not file.exists():
        return []
    with sqlite3.connect(file) as connection:
        try:
            return [row[0] for row in connection.execute("SELECT turn FROM outcomes ORDER BY turn")]
        except sqlite3.OperationalError:
            return []


def test_entries_are_written_in_order(writer: OutcomeWriter, file: Path) -> None:
    for number in range(250):
        writer.put(outcome(number))
        writer.put(Feedback(f"{number:08x}", "one", datetime.now(UTC), useful=True))
    assert eventually(lambda: writer.counts.written == 500)
    assert len(turns(file)) == 250 and writer.counts.homeless == 0


def test_what_waits_is_written_when_the_process_ends(store: OutcomeStore, file: Path) -> None:
    writer = OutcomeWriter(store, keep_days=30)
    for number in range(1500):
        assert writer.put(outcome(number))
    writer.start()
    writer.stop(within_s=30.0)  # a busy machine takes longer than a moment
    assert len(turns(file)) == 1500 and writer.counts.lost == 0


def test_a_locked_database_delays_nobody_and_loses_nothing(writer: OutcomeWriter, file: Path) -> None:
    writer.put(outcome(1))
    assert eventually(lambda: turns(file) == ["00000001"])
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    for number in range(2, 102):
        assert writer.put(outcome(number))
    assert time.monotonic() - started < 0.1
    assert eventually(lambda: writer.counts.failures >= 2)
    locker.execute("ROLLBACK")
    locker.close()
    assert eventually(lambda: len(turns(file)) == 101)
    assert writer.counts.lost == 0


def test_a_database_that_is_taken_away_is_made_again(writer: OutcomeWriter, file: Path) -> None:
    writer.put(outcome(1))
    assert eventually(lambda: turns(file) == ["00000001"])
    shutil.rmtree(file.parent)
    writer.put(outcome(2))
    assert eventually(lambda: turns(file) == ["00000002"])


def removed(folder: Path) -> bool:
    """The writer may be making a file in it at that moment."""
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def test_a_folder_that_cannot_be_written_is_waited_for(writer: OutcomeWriter, file: Path) -> None:
    assert eventually(lambda: file.exists())
    assert eventually(lambda: removed(file.parent))
    file.parent.write_text("a file where the folder should be")
    writer.put(outcome(1))
    assert eventually(lambda: writer.counts.failures >= 2)
    file.parent.unlink()
    assert eventually(lambda: turns(file) == ["00000001"])


def test_a_full_disk_is_waited_for(store: OutcomeStore, file: Path) -> None:
    """max_page_count stands in for the disk: SQLite's error is the same."""
    pages = {"limit": 8}

    @event.listens_for(store.engine, "connect")
    def small(connection: Any, record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages['limit']}")

    writer = OutcomeWriter(store, keep_days=30)
    writer.start()
    for number in range(200):
        writer.put(outcome(number))
    assert eventually(lambda: writer.counts.failures >= 2)
    pages["limit"] = 100_000
    assert eventually(lambda: len(turns(file)) == 200)
    writer.stop()
    assert writer.counts.lost == 0


def test_too_many_waiting_entries_are_refused_and_counted(
    store: OutcomeStore, caplog: pytest.LogCaptureFixture
) -> None:
    writer = OutcomeWriter(store, keep_days=30, most_waiting=10)
    assert [writer.put(outcome(number)) for number in range(12)] == [True] * 10 + [False] * 2
    assert writer.counts.refused == 2
    assert caplog.text.count("queue of outcomes is full") == 1 and SECRET not in caplog.text
    writer.stop(0.1)


def test_the_end_of_the_process_is_not_held_up_by_a_lock(store: OutcomeStore, file: Path) -> None:
    store.prepare()
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    writer = OutcomeWriter(store, keep_days=30)
    writer.start()
    for number in range(5):
        writer.put(outcome(number))
    started = time.monotonic()
    writer.stop(0.3)
    assert time.monotonic() - started < 2.0
    assert writer.counts.lost == 5
    locker.close()


def test_an_entry_that_cannot_be_written_takes_no_other_along(
    writer: OutcomeWriter, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer.put(outcome(1))
    writer.put(replace(outcome(2), status=None))  # type: ignore[arg-type]
    writer.put(outcome(3))
    assert eventually(lambda: turns(file) == ["00000001", "00000003"])
    assert writer.counts.lost == 1
    assert SECRET not in caplog.text


def test_faults_are_logged_once_a_minute_without_what_was_said(
    writer: OutcomeWriter, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert eventually(lambda: file.exists())
    shutil.rmtree(file.parent)
    file.parent.write_text("")
    writer.put(outcome(1))
    assert eventually(lambda: writer.counts.failures >= 3)
    assert caplog.text.count("cannot be written now") == 1 and SECRET not in caplog.text
    file.parent.unlink()


def test_old_turns_are_purged_at_the_start(store: OutcomeStore, file: Path) -> None:
    store.prepare()
    store.write([outcome(1, timedelta(days=31)), outcome(2, timedelta(days=29))])
    writer = OutcomeWriter(store, keep_days=30)
    writer.start()
    assert eventually(lambda: turns(file) == ["00000002"])
    writer.stop()
