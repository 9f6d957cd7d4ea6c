"""A turn reads a bounded part of a talk, with the same slots and the same form; everything is stored, once, in order."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import LOADED, TAIL, RecentTrackerStore

DOMAIN = Domain.load("bot/domain")
SENDER = "a"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def store(file: Path) -> Iterator[RecentTrackerStore]:
    made = RecentTrackerStore(DOMAIN, dialect="sqlite", db=str(file))
    yield made
    made.engine.dispose()


def turn(number: int, *more: Event) -> list[Event]:
    said: list[Event] = [UserUttered(f"问题{number}", {"name": "ask_contact", "confidence": 0.9})]
    return [*said, ActionExecuted("action_answer"), *more, BotUttered("答"), ActionExecuted("action_listen")]


def start() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def say(store: RecentTrackerStore, events: list[Event]) -> DialogueStateTracker:
    """One turn as Rasa takes it: retrieve, go on, save."""

    async def take() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker(SENDER, append_action_listen=False)
        tracker.update_with_events(events, DOMAIN)
        await store.save(tracker)
        return tracker

    return asyncio.run(take())


def retrieved(store: SQLTrackerStore) -> DialogueStateTracker:
    tracker = asyncio.run(store.retrieve(SENDER))
    assert tracker is not None
    return tracker


def stored(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT data FROM events ORDER BY id").fetchall()
    return [json.loads(row[0]).get("text") for row in rows if json.loads(row[0])["event"] == "user"]


def test_a_long_talk_is_read_in_part_and_stored_in_full(store: RecentTrackerStore, file: Path) -> None:
    say(store, start())
    for number in range(50):
        say(store, turn(number))
    assert len(retrieved(store).events) <= TAIL
    assert stored(file) == [f"问题{number}" for number in range(50)]


def test_slots_and_the_form_are_as_rasas_own_store_has_them(store: RecentTrackerStore, file: Path) -> None:
    say(store, start())
    say(store, turn(0, SlotSet("last_measures", [17]), SlotSet("last_kind", "funding"), ActiveLoop("interview")))
    say(store, turn(1, SlotSet("last_measures", [4])))
    for number in range(2, 40):
        say(store, turn(number, SlotSet("told_validity", number)))
    bounded, whole = retrieved(store), retrieved(SQLTrackerStore(DOMAIN, dialect="sqlite", db=str(file)))
    assert bounded.current_slot_values() == whole.current_slot_values()
    assert bounded.current_slot_values()["last_measures"] == [4]
    assert bounded.active_loop_name == whole.active_loop_name == "interview"
    assert bounded.latest_message == whole.latest_message and bounded.latest_action_name == whole.latest_action_name
    assert len(bounded.events) < len(whole.events)


def test_the_part_that_is_read_begins_with_a_turn(store: RecentTrackerStore) -> None:
    say(store, start())
    for number in range(30):
        say(store, turn(number))
    assert retrieved(store).events[0].as_dict()["name"] == "action_listen"


def test_an_older_session_leaves_no_slot(store: RecentTrackerStore) -> None:
    say(store, start())
    for number in range(30):
        say(store, turn(number, SlotSet("last_measures", [number])))
    say(store, [*start(), *turn(99)])
    tracker = retrieved(store)
    assert tracker.current_slot_values()["last_measures"] is None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["问题99"]


def test_a_short_talk_is_read_as_it_is(store: RecentTrackerStore, file: Path) -> None:
    say(store, start())
    say(store, turn(1, SlotSet("last_kind", "funding")))
    whole = retrieved(SQLTrackerStore(DOMAIN, dialect="sqlite", db=str(file)))
    assert [e.as_dict() for e in retrieved(store).events] == [e.as_dict() for e in whole.events]


def test_saving_twice_or_a_copy_stores_nothing_twice_and_loses_nothing(store: RecentTrackerStore, file: Path) -> None:
    say(store, start())
    for number in range(30):
        tracker = say(store, turn(number))
    asyncio.run(store.save(tracker))
    copied = tracker.copy()
    assert not hasattr(copied, LOADED)
    copied.update_with_events(turn(30), DOMAIN)
    asyncio.run(store.save(copied))
    assert stored(file) == [f"问题{number}" for number in range(31)]


def test_an_unknown_sender_has_no_tracker(store: RecentTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None
