"""Deletes conversations from Rasa's tracker store: one on request, and all that is older than the days to keep."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import sqlalchemy as sa

from bot.database import conversations, turns
from bot.metrics import METRICS
from bot.tracker_store import RecentTrackerStore

logger = logging.getLogger(__name__)
PURGE_EVERY_S = 3600.0
DAY_S = 86_400.0


class CannotForget(Exception):
    """Conversations are kept where we do not know how to delete them."""


def _known(store: Any) -> RecentTrackerStore:
    if not isinstance(store, RecentTrackerStore):
        raise CannotForget(f"conversations are kept in {type(store).__name__}, expected our SQL store")
    return store


def forget(store: Any, sender: str) -> int:
    """Delete everything of one sender; returns how many events. Raises CannotForget or NotStored."""
    kept = _known(store)
    with kept.session_scope() as session:
        gone = kept.SQLEvent.sender_id == sender
        number = session.query(kept.SQLEvent).filter(gone).delete(synchronize_session=False)
        for table in (turns, conversations):
            session.execute(table.delete().where(table.c.sender_id == sender))
    kept.database.let_go()
    return int(number)


def purge(store: Any, before: float) -> int:
    """Delete every event from before that time (seconds since 1970), and what belongs to none; returns how many events."""
    kept = _known(store)
    with kept.session_scope() as session:
        gone = kept.SQLEvent.timestamp < before
        number = session.query(kept.SQLEvent).filter(gone).delete(synchronize_session=False)
        if number:
            has_begun = sa.exists().where(kept.SQLEvent.id == turns.c.event_id)
            session.execute(turns.delete().where(~has_begun))
            goes_on = sa.exists().where(kept.SQLEvent.sender_id == conversations.c.sender_id)
            session.execute(conversations.delete().where(~goes_on))
    if number:
        kept.database.let_go()
    return int(number)


async def purge_hourly(store: Any, keep_days: int) -> None:
    """Until cancelled. A database that fails is tried again an hour later."""
    while True:
        try:
            before = time.time() - keep_days * DAY_S
            gone = await asyncio.get_running_loop().run_in_executor(None, purge, store, before)
            METRICS.purged()
            if gone:
                logger.info("%d events older than %d days deleted", gone, keep_days)
        except Exception as error:  # whatever it was, the bot goes on answering
            logger.error("old conversations cannot be deleted now: %s", type(error).__name__)
        await asyncio.sleep(PURGE_EVERY_S)
