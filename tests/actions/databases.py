"""Stores of outcomes in both databases, empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from actions.outcomes.store import OutcomeStore, metadata
from actions.settings import load_record_settings

BOTH = ("sqlite", "postgresql")


@contextmanager
def empty_store(name: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[OutcomeStore]:
    """`sqlite`: a file in the folder; `postgresql`: the tests' own server, its tables made anew."""
    url = request.getfixturevalue("postgres_url") if name == "postgresql" else f"sqlite:///{folder}/outcomes.db"
    store = OutcomeStore(load_record_settings(folder, {"YUCE_DATABASE_URL": url}).database)
    metadata.drop_all(store.engine)
    store.prepare()
    try:
        yield store
    finally:
        store.close()
