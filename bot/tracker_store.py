"""Rasa's SQL tracker store, but a turn reads the end of a talk and what still counts of its beginning, not all of it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

TAIL = 60
"""Events of the end, five turns or more: rules and the action look back one or two."""
LASTING = ("slot", "active_loop", "loop_interrupted")
"""Events that hold until a later one of their kind (a slot: of its name) takes their place."""


LOADED = "events_loaded"
"""Attribute of a tracker: how many of its events are stored."""


class RecentTrackerStore(SQLTrackerStore):
    """Everything is stored, as in Rasa's own store; `retrieve` gives a tracker with the same slots and the same form."""

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        if fetch_events_from_all_sessions:
            return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
        with self.session_scope() as session:
            events = [json.loads(data) for data in self._recent(session, sender_id)]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, LOADED, len(tracker.events))
        return tracker

    def _recent(self, session: sa.orm.Session, sender_id: str) -> list[str]:
        """JSON of the events to load, in order: lasting ones from before the tail, then the tail."""
        event = self.SQLEvent
        of_sender = event.sender_id == sender_id
        start = session.query(sa.func.max(event.id)).filter(of_sender, event.type_name == "session_started").scalar()
        of_session = sa.and_(of_sender, event.id >= (start or 0))
        newest = session.query(event).filter(of_session).order_by(event.id.desc()).limit(TAIL).all()
        tail = list(itertools.dropwhile(_inside_a_turn, newest[::-1])) if len(newest) == TAIL else newest[::-1]
        if len(newest) < TAIL or not tail:
            return [row.data for row in newest[::-1]]
        before = sa.and_(of_session, event.id < tail[0].id, event.type_name.in_(LASTING))
        slot_name = sa.case((event.type_name == "slot", event.action_name), else_=None)
        last = session.query(sa.func.max(event.id)).filter(before).group_by(event.type_name, slot_name)
        lasting = session.query(event).filter(event.id.in_(last)).order_by(event.id).all()
        return [row.data for row in (*lasting, *tail)]

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        setattr(tracker, LOADED, len(tracker.events))

    def _additional_events(self, session: sa.orm.Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        """What came after the events that were loaded. A copy of a tracker has lost their number: then what is newer
        than everything stored."""
        loaded = getattr(tracker, LOADED, None)
        if loaded is not None:
            return itertools.islice(tracker.events, loaded, len(tracker.events))
        of_sender = self.SQLEvent.sender_id == tracker.sender_id
        newest = session.query(sa.func.max(self.SQLEvent.timestamp)).filter(of_sender).scalar() or 0.0
        return (event for event in tracker.events if event.timestamp > newest)


def _inside_a_turn(row: Any) -> bool:
    """Whether the event is not the one that every turn begins with."""
    return not (row.type_name == "action" and row.action_name == ACTION_LISTEN_NAME)
