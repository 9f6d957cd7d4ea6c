"""The database of conversations: SQLite or PostgreSQL, its tables, and the errors of turns that it did not take.

Beside Rasa's table of events there are two small ones. `conversations` holds, for each sender, the highest fencing token
that has written; its row is what writers of one conversation wait for. `turns` holds where the turn of a message begins.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.errors import BotError
from bot.settings import BotSettings

logger = logging.getLogger(__name__)
BUSY_S = 2.0
"""How long a write waits for somebody else's lock, and PostgreSQL for a connection, before it counts as failed."""
AGAIN_S = 0.02
"""How long it is between two tries where SQLite does not wait by itself."""
POOL, OVERFLOW = 4, 4
TABLES_LOCK = 0x79756365
"""Key of the advisory lock (PostgreSQL) under which tables are made: of several first starts one makes them."""
POSTGRESQL = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "options": f"-c lock_timeout={int(BUSY_S * 1000)} -c statement_timeout=3000"
    " -c idle_in_transaction_session_timeout=10000",
}
SQLITE = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
"""Readers never wait for a writer; what was committed survives a loss of power; what is deleted is overwritten."""

metadata = sa.MetaData()
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("token", sa.BigInteger, nullable=False),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("message_id", sa.String(64), primary_key=True),
    sa.Column("event_id", sa.BigInteger, nullable=False),
)


class NotStored(BotError):
    """A turn could not be read or saved; nothing of it is stored."""


class OlderToken(NotStored):
    """Somebody with a newer fencing token has written to this conversation."""


class Outrun(NotStored):
    """The conversation has gone on since this turn read it."""


class AlreadyStored(NotStored):
    """The turn of this message is stored, with its reply."""


def url_of(settings: BotSettings) -> URL:
    """PostgreSQL where it is set, else the file of conversations."""
    if settings.database_url:
        return sa.engine.make_url(settings.database_url)
    return URL.create("sqlite", database=str(settings.database_file))


class Database:
    """Opened lazily: a database that is away at the start is asked again with every turn. Safe to share by threads."""

    def __init__(self, url: URL) -> None:
        self.engine = _engine(url)
        self._sessions = sessionmaker(bind=self.engine)
        self._prepared = False

    def prepare(self) -> None:
        """Make what is missing: folder, file, tables. Raises SQLAlchemyError or OSError."""
        if self.engine.url.database and self._is_sqlite:
            Path(self.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        with self.engine.begin() as connection:
            if self._is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TABLES_LOCK})")
            for tables in (SQLTrackerStore.Base.metadata, metadata):
                tables.create_all(connection)
        self._prepared = True

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction, committed at the end. Raises NotStored for whatever the database says."""
        try:
            if not self._prepared:
                self.prepare()
            with self._sessions.begin() as session:
                yield session
        except (sa.exc.SQLAlchemyError, OSError) as error:
            self._prepared = False  # its file or tables may be gone
            raise NotStored(f"the database of conversations failed: {kind_of(error)}") from error

    def last_token(self, sender: str) -> int:
        """The highest token that has written to a conversation, 0 where none has. Raises NotStored."""
        with self.session() as session:
            query = sa.select(conversations.c.token).where(conversations.c.sender_id == sender)
            return int(session.execute(query).scalar() or 0)

    def let_go(self) -> None:
        """What was deleted must not live on in SQLite's write-ahead log."""
        if not self._is_sqlite:
            return
        with self.engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy and busy[0]:
            logger.warning("the write-ahead log is in use and will be emptied later")

    @property
    def writes_alone(self) -> bool:
        """Whether a write keeps every other one waiting."""
        return self._is_sqlite

    @property
    def _is_sqlite(self) -> bool:
        return bool(self.engine.dialect.name == "sqlite")


_CLAIM = (
    "INSERT INTO conversations (sender_id, token) VALUES (:sender, :token) "
    "ON CONFLICT (sender_id) DO UPDATE SET token = excluded.token WHERE excluded.token >= conversations.token"
)
_CLAIM_UNNUMBERED = (
    "INSERT INTO conversations (sender_id, token) VALUES (:sender, :token) "
    "ON CONFLICT (sender_id) DO UPDATE SET token = conversations.token WHERE TRUE"
)


def claim(session: Session, sender: str, token: int | None) -> None:
    """Make other writers of this conversation wait; raises OlderToken. Without a token there is nothing to compare."""
    claimed = _CLAIM if token is not None else _CLAIM_UNNUMBERED
    done = session.execute(sa.text(claimed), {"sender": sender, "token": token or 0})
    if done.rowcount == 0:
        raise OlderToken(f"token {token} is older than the last writer's: the turn is not stored")


def kind_of(error: BaseException) -> str:
    """Kinds of an error and of its cause; their messages may quote what was to be written."""
    cause = getattr(error, "orig", None)
    return type(error).__name__ + (f" ({type(cause).__name__})" if cause else "")


def _engine(url: URL) -> Engine:
    """Errors never quote what was to be written."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(
            url,
            pool_size=POOL,
            max_overflow=OVERFLOW,
            pool_timeout=BUSY_S,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=POSTGRESQL,
        )
    # Connections stay open: with the last one SQLite would empty and take away its log, at every turn.
    engine = sa.create_engine(
        url,
        poolclass=sa.pool.QueuePool,
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=BUSY_S,
        hide_parameters=True,
        connect_args={"timeout": BUSY_S, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        for pragma in SQLITE:
            _patiently(connection, f"PRAGMA {pragma}")
        record.info["file"] = _identity(url)

    @sa.event.listens_for(engine, "checkout")
    def require_same_file(connection: Any, record: Any, proxy: Any) -> None:
        if record.info["file"] != _identity(url):  # taken away, or put in its place: writes would be lost
            raise sa.exc.DisconnectionError("the file of conversations is another one now")

    return engine


def _patiently(connection: Any, statement: str) -> None:
    """SQLite waits for nobody while it changes to a write-ahead log: of several first starts some were refused at once."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            time.sleep(AGAIN_S)


def _identity(url: URL) -> tuple[int, int] | None:
    """Device and number of the file, None where there is none."""
    try:
        found = os.stat(url.database or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino
