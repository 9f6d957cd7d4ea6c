"""The table of outcomes on a real SQLite file: what is written is read, rated by its own conversation only, and deletable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.exc import OperationalError

from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Feedback, Outcome, Recorded

NOW = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
CANARY = "金丝雀在这句话里"


def outcome(turn: str = "aaaaaaaa", at: datetime = NOW, conversation: str = "one", question: str = "找谁") -> Outcome:
    return Outcome(
        turn,
        at,
        conversation,
        question,
        "answered",
        "units",
        "v1",
        12,
        "contact",
        "某发〔2024〕1号",
        (4, 5),
        (0.9, 0.5),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "outcomes.db"


@pytest.fixture
def store(file: Path) -> Iterator[OutcomeStore]:
    opened = OutcomeStore(URL.create("sqlite", database=str(file)))
    opened.prepare()
    yield opened
    opened.close()


def test_what_is_written_is_read(store: OutcomeStore) -> None:
    bare = replace(
        outcome("b" * 8, NOW + timedelta(seconds=1)), kind=None, document_number=None, measures=(), scores=()
    )
    assert store.write([outcome(), bare]) == 0
    assert store.recorded(LONG_AGO) == [Recorded(bare, None, None), Recorded(outcome(), None, None)]
    assert [row.outcome.turn for row in store.recorded(LONG_AGO, limit=1)] == ["b" * 8]
    assert store.recorded(NOW + timedelta(hours=1)) == []


def test_a_turn_sent_again_is_the_same_row_and_keeps_its_rating(store: OutcomeStore) -> None:
    store.write([outcome(), Feedback("aaaaaaaa", "one", NOW, useful=False)])
    store.write([replace(outcome(), status="error")])
    assert store.recorded(LONG_AGO) == [Recorded(replace(outcome(), status="error"), False, None)]


def test_a_rating_and_its_reason_are_tied_to_the_turn(store: OutcomeStore) -> None:
    store.write([outcome(), outcome("bbbbbbbb")])
    store.write([Feedback("aaaaaaaa", "one", NOW, useful=False)])
    store.write([Feedback("aaaaaaaa", "one", NOW, reason="找错了")])
    rated = {row.outcome.turn: (row.useful, row.reason) for row in store.recorded(LONG_AGO)}
    assert rated == {"aaaaaaaa": (False, "找错了"), "bbbbbbbb": (None, None)}
    store.write([Feedback("aaaaaaaa", "one", NOW, useful=True)])
    assert {row.useful for row in store.recorded(LONG_AGO) if row.outcome.turn == "aaaaaaaa"} == {True}


@pytest.mark.parametrize(("turn", "conversation"), [("aaaaaaaa", "two"), ("cccccccc", "one")])
def test_nobody_rates_a_turn_of_another_conversation(store: OutcomeStore, turn: str, conversation: str) -> None:
    store.write([outcome()])
    assert store.write([Feedback(turn, conversation, NOW, useful=False, reason="x")]) == 1
    assert store.recorded(LONG_AGO) == [Recorded(outcome(), None, None)]


def test_a_batch_is_written_whole_or_not_at_all(store: OutcomeStore) -> None:
    broken = replace(outcome("b" * 8), status=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL") as caught:
        store.write([outcome(), broken])
    assert "找谁" not in str(caught.value)
    assert store.recorded(LONG_AGO) == []


def test_what_is_too_old_is_purged(store: OutcomeStore) -> None:
    store.write([outcome("a" * 8, NOW - timedelta(days=31)), outcome("b" * 8, NOW - timedelta(days=29))])
    assert store.purge(NOW - timedelta(days=30)) == 1
    assert [row.outcome.turn for row in store.recorded(LONG_AGO)] == ["b" * 8]


def files_with(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.iterdir() if text.encode() in path.read_bytes()]


def test_a_deleted_conversation_leaves_no_trace_in_any_file(store: OutcomeStore, file: Path) -> None:
    store.write([outcome(question=CANARY), outcome("b" * 8, conversation="two")])
    store.write([Feedback("aaaaaaaa", "one", NOW, False, f"因为{CANARY}")])
    reader = sqlite3.connect(file)  # somebody has it open, so that the log is not folded in by itself
    assert files_with(file.parent, CANARY)
    assert store.forget("one") == 1
    assert files_with(file.parent, CANARY) == []
    assert [row.outcome.conversation for row in store.recorded(LONG_AGO)] == ["two"]
    reader.close()


def test_the_file_is_in_wal_mode(store: OutcomeStore, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_preparing_again_changes_nothing(store: OutcomeStore) -> None:
    store.write([outcome()])
    store.prepare()
    assert len(store.recorded(LONG_AGO)) == 1


def test_nothing_is_touched_before_it_is_prepared(tmp_path: Path) -> None:
    store = OutcomeStore(URL.create("sqlite", database=str(tmp_path / "outcomes.db")))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OperationalError, match="no such table"):
        store.write([outcome()])
