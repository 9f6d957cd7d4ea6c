"""Rasa's SQL tracker store, made safe: a turn is stored whole, once, in order and by whom may, or an error is raised.

A turn reads the end of a talk and what still counts of its beginning, not all of it. Databases are asked in threads, so
that one that is locked or slow holds up nobody else.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import rasa.core.agent
import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from bot.database import BUSY_S, AlreadyStored, Database, NotStored, Outrun, claim, turns, url_of
from bot.fencing import current_token
from bot.settings import load_bot_settings

TAIL = 60
"""Events of the end, five turns or more: rules and the action look back one or two."""
LASTING = ("slot", "active_loop", "loop_interrupted")
"""Events that hold until a later one of their kind (a slot: of its name) takes their place."""
THREADS = 8

LOADED = "events_loaded"
"""Attribute of a tracker: how many of its events are stored."""
LAST = "last_event_stored"
"""Attribute of a tracker: id of the last stored event of its conversation when it was read, 0 for none."""

T = TypeVar("T")


def without_fallback() -> None:
    """From now on Rasa does not wrap its store: the wrapper keeps turns in memory when a database fails, and forgets them."""
    rasa.core.agent.FailSafeTrackerStore = lambda store: store


class RecentTrackerStore(SQLTrackerStore):
    """Everything is stored, as in Rasa's own store; `retrieve` gives a tracker with the same slots and the same form.

    Every method raises NotStored when the database fails or refuses.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        db: str | None = None,
        dialect: str = "sqlite",
    ) -> None:
        """`host`: a database URL; `db`: an SQLite file; without both the settings decide. Touches no database yet."""
        TrackerStore.__init__(self, domain, event_broker)
        own = sa.engine.make_url(host) if host else URL.create(dialect, database=db) if db else None
        self.database = Database(own or url_of(load_bot_settings()))
        self.engine = self.database.engine
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="conversations")
        self._writing = asyncio.Lock()

    @contextmanager
    def session_scope(self) -> Iterator[Session]:
        """Without Rasa's handler, which ends the process when a ValueError comes up."""
        with self.database.session() as session:
            yield session

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """SQLite lets one write at a time, and of those who wait whoever happens to ask next: with 16 turns at once some
        waited for more than BUSY_S. Here they come in order; raises NotStored after the same time."""
        if not self.database.writes_alone:
            yield
            return
        try:
            await asyncio.wait_for(self._writing.acquire(), BUSY_S)
        except asyncio.TimeoutError as error:
            raise NotStored(f"other turns were being stored for {BUSY_S:g} s") from error
        try:
            yield
        finally:
            self._writing.release()

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        rows = await self.in_thread(self._rows, sender_id, fetch_events_from_all_sessions)
        if not rows:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, [json.loads(data) for _, data in rows], self.domain.slots)
        setattr(tracker, LOADED, len(tracker.events))
        setattr(tracker, LAST, rows[-1][0])
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """All new events or none. Raises NotStored: the turn must not be shown then."""
        await self.stream_events(tracker)
        async with self._turn_to_write():
            last = await self.in_thread(self._save, tracker, current_token())
        setattr(tracker, LOADED, len(tracker.events))
        setattr(tracker, LAST, last)

    async def told(self, sender: str, message_id: str) -> list[dict[str, Any]]:
        """What was replied to a message (Rasa's form), empty where it is not stored or its reply was a fault."""
        return await self.in_thread(self._told, sender, message_id)

    async def in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run in a thread. Who is cancelled waits for its end all the same: the next turn must see what it did."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            raise

    def _rows(self, sender: str, all_sessions: bool) -> list[tuple[int, str]]:
        """Id and JSON of the events to load, in order."""
        with self.session_scope() as session:
            every = self._of(session, sender).order_by(self.SQLEvent.id)
            return [(row.id, row.data) for row in (every if all_sessions else self._recent(session, sender))]

    def _of(self, session: Session, sender: str) -> Any:
        return session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender)

    def _recent(self, session: Session, sender_id: str) -> list[Any]:
        """The events to load, in order: lasting ones from before the tail, then the tail."""
        event = self.SQLEvent
        of_sender = event.sender_id == sender_id
        start = session.query(sa.func.max(event.id)).filter(of_sender, event.type_name == "session_started").scalar()
        of_session = sa.and_(of_sender, event.id >= (start or 0))
        newest = session.query(event).filter(of_session).order_by(event.id.desc()).limit(TAIL).all()
        tail = list(itertools.dropwhile(_inside_a_turn, newest[::-1])) if len(newest) == TAIL else newest[::-1]
        if len(newest) < TAIL or not tail:
            return newest[::-1]
        before = sa.and_(of_session, event.id < tail[0].id, event.type_name.in_(LASTING))
        slot_name = sa.case((event.type_name == "slot", event.action_name), else_=None)
        last = session.query(sa.func.max(event.id)).filter(before).group_by(event.type_name, slot_name)
        lasting = session.query(event).filter(event.id.in_(last)).order_by(event.id).all()
        return [*lasting, *tail]

    def _save(self, tracker: DialogueStateTracker, token: int | None) -> int:
        """Id of the conversation's last stored event."""
        known = getattr(tracker, LAST, None)
        if known is not None and getattr(tracker, LOADED, None) == len(tracker.events):
            return known
        with self.session_scope() as session:
            new = list(self._additional_events(session, tracker))
            if not new:
                return self._last(session, tracker.sender_id)
            rows = [self._row(tracker.sender_id, event) for event in new]  # before anybody has to wait for us
            claim(session, tracker.sender_id, token)
            if known is not None and known != self._last(session, tracker.sender_id):
                raise Outrun("the conversation has gone on since this turn began: the turn is not stored")
            for event in new:
                self._make_room(session, tracker.sender_id, event)
            session.add_all(rows)
            session.flush()
            for event, row in zip(new, rows, strict=True):
                if isinstance(event, UserUttered) and event.message_id:
                    key = {"sender_id": tracker.sender_id, "message_id": event.message_id, "event_id": row.id}
                    session.execute(turns.insert().values(key))
            return int(rows[-1].id)

    def _last(self, session: Session, sender: str) -> int:
        newest = sa.select(sa.func.max(self.SQLEvent.id)).where(self.SQLEvent.sender_id == sender)
        return int(session.execute(newest).scalar() or 0)

    def _row(self, sender: str, event: Event) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    def _make_room(self, session: Session, sender: str, event: Event) -> None:
        """A message that is answered again after a fault takes its first turn's place; raises AlreadyStored after a reply."""
        if not isinstance(event, UserUttered) or not event.message_id:
            return
        before = self._turn(session, sender, event.message_id)
        if not before:
            return
        if _replies(before):
            raise AlreadyStored("the turn of this message is stored already")
        gone = self._of(session, sender).filter(self.SQLEvent.id.between(before[0].id, before[-1].id))
        gone.delete(synchronize_session=False)
        here = sa.and_(turns.c.sender_id == sender, turns.c.message_id == event.message_id)
        session.execute(turns.delete().where(here))

    def _turn(self, session: Session, sender: str, message_id: str) -> list[Any]:
        """The stored events of a message's turn, from the message to the next time that the bot listens."""
        here = sa.and_(turns.c.sender_id == sender, turns.c.message_id == message_id)
        start = session.execute(sa.select(turns.c.event_id).where(here)).scalar()
        if start is None:
            return []
        ordered = self._of(session, sender).filter(self.SQLEvent.id >= start).order_by(self.SQLEvent.id).limit(TAIL)
        found = []
        for row in ordered:
            found.append(row)
            if not _inside_a_turn(row):
                break
        return found

    def _told(self, sender: str, message_id: str) -> list[dict[str, Any]]:
        with self.session_scope() as session:
            return _replies(self._turn(session, sender, message_id))

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Event]:
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


def _replies(rows: list[Any]) -> list[dict[str, Any]]:
    """What the bot said in a turn, as it was sent; empty where it was a fault."""
    said = [Event.from_parameters(json.loads(row.data)) for row in rows if row.type_name == BotUttered.type_name]
    messages = [event.message() for event in said]
    if any((message.get("custom") or {}).get("status") == "error" for message in messages):
        return []
    return messages
