"""A small data folder: the invented notice of tests/fixtures/library, with the project's own lexicon."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.settings import ROOT, Settings, load_settings

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a project with one invented notice and no index yet."""
    data = tmp_path / "data"
    shutil.copytree(FIXTURES / "library", data)
    shutil.copytree(ROOT / "data" / "lexicon", data / "lexicon")
    shutil.copy(ROOT / "data" / "calibration.yml", data)
    return replace(load_settings({}), home=tmp_path / "var", data=data, embedding_model="fake")
