"""Shared by all rooms. Also loaded in .venv-rasa (Python 3.10): what only .venv has is imported where it is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.system import RunningSystem


def require(present: bool, what: str) -> None:
    """Skip where something has not been built, but fail where everything has to be there (`make test`, CI)."""
    if present:
        return
    if os.environ.get("YUCE_TEST_ALL") == "1":
        pytest.fail(f"{what}: must be there when YUCE_TEST_ALL=1")
    pytest.skip(f"{what}: `make test` builds it")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL of the tests' own. Its tables are whatever the tests before left there."""
    from deploy.postgres import APT_LINE, PACKAGE, missing
    from tests.postgres import running

    if missing():
        told = f"{PACKAGE} missing: {APT_LINE}"
        known = PACKAGE in os.environ.get("YUCE_TEST_LACKS", "").split()  # `make test` has said so
        pytest.fail(told) if os.environ.get("YUCE_TEST_ALL") == "1" and not known else pytest.skip(told)
    with running() as url:
        yield url


@pytest.fixture(scope="session")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The real action server and the real Rasa under supervisord, on free ports with a home of their own."""
    from tests.e2e.system import missing_parts, started

    missing = missing_parts()
    require(not missing, f"not built: {', '.join(missing)}")
    with started(tmp_path_factory.mktemp("home")) as system:
        yield system
