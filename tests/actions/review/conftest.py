"""A record with questions that were not answered, in both databases; a copy of the data folder to draft for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.outcomes.store import OutcomeStore
from index.settings import ROOT
from tests.actions.databases import BOTH, empty_store


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OutcomeStore]:
    with empty_store(request.param, request, tmp_path) as opened:
        yield opened


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The reviewed data, to be changed."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
