"""Settings of the bot, read from the environment in this one place (listed in the README)."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
MOST_CHARACTERS = 500
"""The public contract's limit of one message; the action server refuses longer questions too."""

MOST_DAYS = 3650
POSTGRESQL = "postgresql+psycopg2"
POSTGRESQL_SCHEMES = ("postgresql", "postgres", "postgresql+pg8000", POSTGRESQL)
REDIS_SCHEMES = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True)
class BotSettings:
    """Deadlines in seconds; `max_characters` counts the cleaned text of one message."""

    turn_deadline_s: float
    action_deadline_s: float
    max_characters: int
    session_minutes: float = 30.0
    """Minutes without a message after which a new conversation starts."""
    cache: Path = ROOT / "var" / "cache"
    """Folder with what `index build` has computed before; may be missing."""
    keep_days: int = 30
    """Days after which what was said is deleted."""
    database_file: Path = ROOT / "var" / "db" / "tracker.db"
    """SQLite file of the conversations, where no other database is set."""
    database_url: str | None = field(default=None, repr=False)
    """PostgreSQL, with a driver that is installed here; may hold a password."""
    redis_url: str | None = field(default=None, repr=False)


def _seconds(environ: Mapping[str, str], name: str, default: str, unit: str = "seconds") -> float:
    raw = environ.get(name, default)
    try:
        value = float(raw)
    except ValueError as error:
        raise SettingError(f"{name}={raw!r} is no number: set {unit}, such as {default}") from error
    if not math.isfinite(value) or value <= 0:
        raise SettingError(f"{name}={raw!r} is no length of time: set {unit} above 0, such as {default}")
    return value


def _minutes(environ: Mapping[str, str], name: str, default: str) -> float:
    return _seconds(environ, name, default, "minutes")


def _count(environ: Mapping[str, str], name: str, most: int, default: int | None = None) -> int:
    raw = environ.get(name, str(most if default is None else default))
    if not raw.isdecimal() or not 1 <= int(raw) <= most:
        raise SettingError(f"{name}={raw!r} is no count: set a whole number from 1 to {most}")
    return int(raw)


def _postgresql(environ: Mapping[str, str], name: str) -> str | None:
    """The URL of PostgreSQL; None where none is set, or SQLite, which is for the outcomes alone: a file has one writer."""
    raw = environ.get(name, "").strip()
    scheme, _, rest = raw.partition("://")
    if not raw or scheme == "sqlite":
        return None
    if scheme not in POSTGRESQL_SCHEMES or not urlsplit(f"postgresql://{rest}").path.strip("/"):
        raise SettingError(f"{name} is no database URL: set postgresql://user:password@host/name")
    return f"{POSTGRESQL}://{rest}"


def _redis(environ: Mapping[str, str], name: str) -> str | None:
    raw = environ.get(name, "").strip()
    if raw and raw.partition("://")[0] not in REDIS_SCHEMES:
        raise SettingError(f"{name} is no URL of Redis: set redis://:password@host:6379/0")
    return raw or None


def load_bot_settings(environ: Mapping[str, str] | None = None) -> BotSettings:
    """Read the settings; raises SettingError naming the variable and its value."""
    env = os.environ if environ is None else environ
    home = Path(env.get("YUCE_HOME", ROOT / "var")).resolve()
    settings = BotSettings(
        turn_deadline_s=_seconds(env, "YUCE_TURN_DEADLINE_S", "8"),
        action_deadline_s=_seconds(env, "YUCE_ACTION_DEADLINE_S", "4"),
        max_characters=_count(env, "YUCE_MAX_CHARACTERS", MOST_CHARACTERS),
        session_minutes=_minutes(env, "YUCE_SESSION_MINUTES", "30"),
        cache=home / "cache",
        keep_days=_count(env, "YUCE_KEEP_DAYS", MOST_DAYS, 30),
        database_file=home / "db" / "tracker.db",
        database_url=_postgresql(env, "YUCE_DATABASE_URL"),
        redis_url=_redis(env, "YUCE_REDIS_URL"),
    )
    if settings.action_deadline_s >= settings.turn_deadline_s:
        raise SettingError(
            f"YUCE_ACTION_DEADLINE_S={settings.action_deadline_s:g} is not below "
            f"YUCE_TURN_DEADLINE_S={settings.turn_deadline_s:g}: an action call is part of a turn, set it lower"
        )
    return settings
