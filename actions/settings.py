"""Settings of the record of turns, read from the environment in this one place (listed in the README)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from actions.hosts import named_hosts
from index.errors import SettingError

DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+pg8000",
    "postgres": "postgresql+pg8000",
    "postgresql+pg8000": "postgresql+pg8000",
}
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class RecordSettings:
    """Where outcomes are kept and for how many days; `database` may hold a password."""

    database: URL = field(repr=False)
    keep_days: int
    key_file: Path
    """The secret of the pseudonyms; made at the first start."""


def load_record_settings(home: Path, environ: Mapping[str, str] | None = None) -> RecordSettings:
    """Read the settings; raises SettingError naming the variable (never the URL, which may hold a password)."""
    env = os.environ if environ is None else environ
    folder = home / "db"
    return RecordSettings(
        database=_database(env.get("YUCE_DATABASE_URL", "").strip(), folder),
        keep_days=_days(env, "YUCE_KEEP_DAYS", 30),
        key_file=folder / "pseudonym.key",
    )


def load_hosts(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """Names, beside those of this machine, by which requests may call us; raises SettingError."""
    try:
        return named_hosts(os.environ if environ is None else environ)
    except ValueError as error:
        raise SettingError(str(error)) from error


def _database(raw: str, folder: Path) -> URL:
    if not raw:
        return URL.create("sqlite", database=str(folder / "outcomes.db"))
    try:
        url = make_url(raw)
    except ArgumentError as error:
        raise SettingError("YUCE_DATABASE_URL is no database URL: set postgresql://user:password@host/name") from error
    driver = DRIVERS.get(url.drivername)
    if driver is None or not url.database:
        raise SettingError(
            f"YUCE_DATABASE_URL names {url.drivername!r} and database {url.database!r}: "
            "set postgresql://user:password@host/name or sqlite:////path/outcomes.db"
        )
    return url.set(drivername=driver)


def _days(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, str(default))
    if not raw.isdecimal() or not 1 <= int(raw) <= MOST_DAYS:
        raise SettingError(f"{name}={raw!r} is no number of days: set a whole number from 1 to {MOST_DAYS}")
    return int(raw)
