"""Turns as Rasa takes them, for tests of the stores: retrieve, go on, save."""

from __future__ import annotations

import json

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import RecentTrackerStore

DOMAIN = Domain.load("bot/domain")


def turn(text: str, *more: Event, message_id: str | None = None, status: str = "answered") -> list[Event]:
    """Events of one turn whose reply is 答 and the text."""
    said = UserUttered(text, {"name": "ask_contact", "confidence": 0.9}, message_id=message_id)
    reply = BotUttered(f"答{text}", {"custom": {"status": status}})
    return [said, ActionExecuted("action_answer"), *more, reply, ActionExecuted("action_listen")]


def start() -> list[Event]:
    """Events with which a session begins."""
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


async def begun(store: RecentTrackerStore, sender: str) -> DialogueStateTracker:
    """The conversation as a turn finds it."""
    return await store.get_or_create_tracker(sender, append_action_listen=False)


async def ended(store: RecentTrackerStore, tracker: DialogueStateTracker, events: list[Event]) -> DialogueStateTracker:
    """The turn as it is saved; raises NotStored."""
    tracker.update_with_events(events, DOMAIN)
    await store.save(tracker)
    return tracker


async def take(store: RecentTrackerStore, sender: str, events: list[Event]) -> DialogueStateTracker:
    return await ended(store, await begun(store, sender), events)


def texts(store: RecentTrackerStore, sender: str) -> list[str]:
    """What a sender is stored to have said, in order."""
    with store.session_scope() as session:
        rows = store._of(session, sender).order_by(store.SQLEvent.id).all()
        said = [json.loads(row.data) for row in rows]
    return [event["text"] for event in said if event["event"] == "user"]
