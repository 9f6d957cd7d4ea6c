"""The real notice with the real lexicon, by hand (bench) and behind a service whose index knows no model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from actions.service import Service, build_service
from index.build import build_index
from index.calibration import load_calibration
from index.lexicon import load_lexicon
from index.library import load_library
from index.settings import ROOT, load_settings
from tests.actions.bench import Bench
from tests.index.fake_encoder import FakeEncoder

DATA = ROOT / "data"
INVENTED = ROOT / "tests" / "fixtures" / "library"


@pytest.fixture(scope="session")
def bench() -> Bench:
    """The published notice."""
    calibration = load_calibration((DATA / "calibration.yml").read_bytes())
    return Bench(load_library(DATA)[0], load_lexicon(DATA / "lexicon"), calibration)


@pytest.fixture(scope="session")
def invented(bench: Bench) -> Bench:
    """A notice of another city, made up for the tests."""
    return Bench(load_library(INVENTED)[0], bench.lexicon, bench.calibration)


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Service]:
    """Makes a service over the notices and 相似问 of the folders given."""

    def made(*libraries: Path) -> Service:
        home = tmp_path_factory.mktemp("home")
        for folder in ("lexicon", "conditions"):
            shutil.copytree(DATA / folder, home / "data" / folder)
        shutil.copy(DATA / "calibration.yml", home / "data")
        for library in libraries:
            for folder in ("notice", "questions"):
                shutil.copytree(library / folder, home / "data" / folder, dirs_exist_ok=True)
        settings = replace(load_settings({}), home=home / "var", data=home / "data", embedding_model="fake")
        build_index(settings, FakeEncoder)
        return build_service(settings, FakeEncoder())

    return made


@pytest.fixture(scope="session")
def service(build: Callable[..., Service]) -> Service:
    """The published notice alone."""
    return build(ROOT / "data")


@pytest.fixture(scope="session")
def invented_service(build: Callable[..., Service]) -> Service:
    """The invented notice alone."""
    return build(INVENTED)


@pytest.fixture(scope="session")
def both(build: Callable[..., Service]) -> Service:
    """Both notices in one library."""
    return build(ROOT / "data", INVENTED)
