"""The tables of outcomes and of operators' reports, in SQLite or PostgreSQL.

Every method is one transaction and may raise SQLAlchemyError or OSError.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Boolean,
    Column,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Integer,
    MetaData,
    QueuePool,
    Row,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

from actions.outcomes.types import Entry, Feedback, Forget, Outcome, Recorded, Report

BUSY_S = 2.0
"""How long a write waits for somebody else's lock before it counts as failed."""
SPARE = 4
"""More connections than one, for who reads while the writer writes; they are closed again."""
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

metadata = MetaData()
outcomes = Table(
    "outcomes",
    metadata,
    Column("turn", String(64), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),  # UTC, without a zone: SQLite knows none
    Column("conversation", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("kind", String(32)),
    Column("status", String(32), nullable=False, index=True),
    Column("finding", String(32), nullable=False),
    Column("document_number", Text),
    Column("measures", JSON, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("index_version", String(64), nullable=False),
    Column("latency_ms", Integer, nullable=False),
    Column("handover", Text),
    Column("useful", Boolean),
    Column("reason", Text),
    Column("feedback_at", DateTime),
)
reports = Table(
    "reports",
    metadata,
    Column("report", String(64), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("who", String(64), nullable=False),
    Column("question", Text, nullable=False),
    Column("document_number", Text),
    Column("measure", Integer),
    Column("expected", Text, nullable=False),
    Column("note", Text),
)


class OutcomeStore:
    """Opens a database lazily: nothing is touched before the first `prepare` or write."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)

    def prepare(self) -> None:
        """Make what is missing: folder, database file, table."""
        if self.url.get_backend_name() == "sqlite" and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        metadata.create_all(self.engine)

    def write(self, entries: Sequence[Entry]) -> int:
        """Write all of them or none; returns how many found no turn to belong to."""
        try:
            with self.engine.begin() as connection:
                homeless = sum(not self._write(connection, entry) for entry in entries)
        except (SQLAlchemyError, OSError):
            self.engine.dispose()  # the next attempt shall meet the database as it is then
            raise
        self._let_go(sum(isinstance(entry, Forget) for entry in entries))
        return homeless

    def purge(self, before: datetime) -> int:
        """Delete what is older, reports too; returns the number of turns."""
        with self.engine.begin() as connection:
            gone = _deleted(connection.execute(outcomes.delete().where(outcomes.c.at < _naive(before))))
            reported = _deleted(connection.execute(reports.delete().where(reports.c.at < _naive(before))))
        self._let_go(gone + reported)
        return gone

    def forget(self, conversation: str) -> int:
        """Delete everything of one conversation; returns the number of turns."""
        with self.engine.begin() as connection:
            gone = _deleted(connection.execute(_forgotten(conversation)))
        self._let_go(gone)
        return gone

    def recorded(self, since: datetime, limit: int = 1000) -> list[Recorded]:
        """The newest turns since then, newest first."""
        query = select(outcomes).where(outcomes.c.at >= _naive(since)).order_by(outcomes.c.at.desc()).limit(limit)
        with self.engine.connect() as connection:
            return [_recorded(row) for row in connection.execute(query)]

    def close(self) -> None:
        self.engine.dispose()

    def _write(self, connection: Connection, entry: Entry) -> bool:
        if isinstance(entry, Feedback):
            return bool(_deleted(connection.execute(_rating(entry))))
        if isinstance(entry, Forget):
            connection.execute(_forgotten(entry.conversation))
            return True
        if isinstance(entry, Report):
            connection.execute(_reported(connection, entry))
            return True
        connection.execute(_outcome(connection.dialect.name), _columns(entry))
        return True

    def _let_go(self, gone: int) -> None:
        """What was deleted must not live on in SQLite's write-ahead log."""
        if gone and self.url.get_backend_name() == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _engine(url: URL) -> Engine:
    """Errors never quote what was to be written."""
    if url.get_backend_name() != "sqlite":
        arguments = {"timeout": int(BUSY_S) + 3}
        return create_engine(
            url, pool_size=1, max_overflow=1, pool_pre_ping=True, hide_parameters=True, connect_args=arguments
        )
    # A connection stays open: with the last one SQLite would empty and take away its log, at every turn.
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=SPARE,
        pool_timeout=BUSY_S,
        hide_parameters=True,
        connect_args={"timeout": BUSY_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        record.info["file"] = _identity(url)

    @event.listens_for(engine, "checkout")
    def require_same_file(connection: Any, record: Any, proxy: Any) -> None:
        if record.info["file"] != _identity(url):  # taken away, or put in its place: writes would go to a ghost
            raise DisconnectionError("the file of outcomes is another one now")

    return engine


def _identity(url: URL) -> tuple[int, int] | None:
    """Device and number of the file, None where there is none."""
    try:
        found = os.stat(url.database or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino


@cache
def _outcome(dialect: str) -> Any:
    """A message that is sent again is the same turn: the later outcome is the one that was shown. Made once: SQLAlchemy
    needs a millisecond for it."""
    insert = _INSERTS[dialect](outcomes)
    fresh = {name: insert.excluded[name] for name in Outcome.__slots__ if name != "turn"}
    return insert.on_conflict_do_update(index_elements=["turn"], set_=fresh)


def _forgotten(conversation: str) -> Any:
    return outcomes.delete().where(outcomes.c.conversation == conversation)


def _reported(connection: Connection, report: Report) -> Any:
    """Once, however often the batch is tried."""
    values = {name: getattr(report, name) for name in Report.__slots__} | {"at": _naive(report.at)}
    return _INSERTS[connection.dialect.name](reports).values(values).on_conflict_do_nothing(index_elements=["report"])


def _rating(feedback: Feedback) -> Any:
    """Only a turn of the same conversation can be rated; what was said before stays where nothing new is said."""
    return (
        outcomes.update()
        .where(outcomes.c.turn == feedback.turn, outcomes.c.conversation == feedback.conversation)
        .values(
            useful=outcomes.c.useful if feedback.useful is None else feedback.useful,
            reason=func.coalesce(feedback.reason, outcomes.c.reason),
            feedback_at=_naive(feedback.at),
        )
    )


def _columns(outcome: Outcome) -> dict[str, Any]:
    values = {name: getattr(outcome, name) for name in Outcome.__slots__}
    lists = {"measures": list(outcome.measures), "scores": list(outcome.scores)}
    return {**values, **lists, "at": _naive(outcome.at)}


def _recorded(row: Row[Any]) -> Recorded:
    values = {name: getattr(row, name) for name in Outcome.__slots__}
    lists = {"measures": tuple(row.measures), "scores": tuple(row.scores)}
    return Recorded(Outcome(**{**values, **lists, "at": row.at.replace(tzinfo=UTC)}), row.useful, row.reason)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _deleted(result: CursorResult[Any]) -> int:
    return result.rowcount
