"""Deletes conversations from Rasa's tracker store: one on request, and all that is older than the days to keep."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore

from bot.metrics import METRICS

logger = logging.getLogger(__name__)
PURGE_EVERY_S = 3600.0
DAY_S = 86_400.0


class CannotForget(Exception):
    """Conversations are kept where we do not know how to delete them."""


def _stores(store: Any) -> tuple[SQLTrackerStore, InMemoryTrackerStore | None]:
    """The SQL store, and the memory that Rasa's wrapper falls back on once the database has failed."""
    inner, spare = getattr(store, "_tracker_store", store), getattr(store, "_fallback_tracker_store", None)
    if not isinstance(inner, SQLTrackerStore):
        raise CannotForget(f"conversations are kept in {type(inner).__name__}, expected an SQL store")
    return inner, spare if isinstance(spare, InMemoryTrackerStore) else None


def forget(store: Any, sender: str) -> int:
    """Delete every event of one sender; returns how many. Raises CannotForget or the database's own error."""
    kept, spare = _stores(store)
    if spare:
        spare.store.pop(sender, None)
    return _delete(kept, kept.SQLEvent.sender_id == sender)


def purge(store: Any, before: float) -> int:
    """Delete every event from before that time (seconds since 1970); returns how many."""
    kept, _ = _stores(store)
    return _delete(kept, kept.SQLEvent.timestamp < before)


def _delete(store: SQLTrackerStore, which: Any) -> int:
    """In SQLite the rows are also overwritten in the file."""
    with store.session_scope() as session:
        if store.engine.dialect.name == "sqlite":
            session.execute(sa.text("PRAGMA secure_delete=ON"))
        gone = session.query(store.SQLEvent).filter(which).delete(synchronize_session=False)
        session.commit()
    _let_go(store)
    return int(gone)


def _let_go(store: SQLTrackerStore) -> None:
    """What was deleted must not live on in SQLite's write-ahead log, where there is one."""
    if store.engine.dialect.name != "sqlite":
        return
    with store.engine.connect() as connection:
        busy = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).fetchone()
    if busy and busy[0]:
        logger.warning("the write-ahead log is in use and will be emptied later")


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
