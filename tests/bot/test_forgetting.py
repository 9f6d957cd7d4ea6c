"""A conversation that is deleted is gone from the file too, no other one is touched, and failures are told."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channel import GuardedRestInput
from bot.faults import load_faults
from bot.forgetting import CannotForget, forget, purge
from bot.lock_store import TurnLockStore
from bot.settings import BotSettings
from bot.tracker_store import RecentTrackerStore

DOMAIN = Domain.load("bot/domain")
SECRET = "我公司叫做甲乙丙丁"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def store(file: Path) -> Iterator[RecentTrackerStore]:
    made = RecentTrackerStore(DOMAIN, dialect="sqlite", db=str(file))
    yield made
    made.engine.dispose()


def say(store: RecentTrackerStore, sender: str, text: str, at: float | None = None) -> None:
    async def take() -> None:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        said = UserUttered(text, {"name": "ask_contact", "confidence": 0.9}, timestamp=at)
        tracker.update_with_events(
            [said, ActionExecuted("action_answer", timestamp=at)], DOMAIN, override_timestamp=at is None
        )
        await store.save(tracker)

    asyncio.run(take())


def kept(store: RecentTrackerStore, sender: str) -> DialogueStateTracker | None:
    return asyncio.run(store.retrieve(sender))


def test_one_conversation_is_deleted_and_no_other(store: RecentTrackerStore, file: Path) -> None:
    say(store, "a", SECRET)
    say(store, "b", "别人的")
    assert forget(store, "a") > 0
    assert kept(store, "a") is None and kept(store, "b") is not None
    assert forget(store, "a") == 0
    say(store, "a", "新的对话")
    assert kept(store, "a") is not None


def test_what_was_said_is_gone_from_the_file(store: RecentTrackerStore, file: Path) -> None:
    say(store, "a", "secretword")
    assert b"secretword" in b"".join(path.read_bytes() for path in file.parent.iterdir())
    forget(store, "a")
    assert b"secretword" not in b"".join(path.read_bytes() for path in file.parent.iterdir())


def test_only_what_is_older_is_purged(store: RecentTrackerStore, file: Path) -> None:
    now = time.time()
    say(store, "a", "旧的", now - 100)
    say(store, "b", "新的", now)
    assert purge(store, now - 50) > 0
    with sqlite3.connect(file) as connection:
        left = [json.loads(row[0]).get("text") for row in connection.execute("SELECT data FROM events")]
    assert "新的" in left and "旧的" not in left


def test_another_kind_of_store_is_no_success() -> None:
    with pytest.raises(CannotForget, match="InMemory"):
        forget(InMemoryTrackerStore(DOMAIN), "a")


def test_the_channel_tells_what_it_deleted_and_what_it_could_not(store: RecentTrackerStore) -> None:
    say(store, "a", SECRET)
    channel = GuardedRestInput(BotSettings(1.0, 0.5, 500), load_faults(500))
    good = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(tracker_store=store, lock_store=TurnLockStore())))
    none = SimpleNamespace(ctx=SimpleNamespace(agent=None))

    async def both() -> list[int]:
        return [(await channel._forget(app, "a")).status for app in (good, none)]

    assert asyncio.run(both()) == [200, 500]
    assert kept(store, "a") is None


def test_a_deleted_conversation_is_not_in_the_write_ahead_log(store: RecentTrackerStore, file: Path) -> None:
    """Where the store writes one: no file beside the database holds a word of it."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        say(store, "a", SECRET)
        assert any(json.dumps(SECRET)[1:-1].encode() in path.read_bytes() for path in file.parent.iterdir())
        assert forget(store, "a") > 0
        for path in file.parent.iterdir():
            assert json.dumps(SECRET)[1:-1].encode() not in path.read_bytes(), path.name
            assert SECRET.encode() not in path.read_bytes(), path.name
