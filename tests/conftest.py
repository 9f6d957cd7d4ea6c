"""Shared by all rooms. Also loaded in .venv-rasa (Python 3.10): what only .venv has is imported where it is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.servers_postgresql import PACKAGE, PostgreSQL, postgresql, programs

if TYPE_CHECKING:
    from tests.e2e.system import RunningSystem


def require(present: bool, what: str) -> None:
    """Skip where something has not been built, but fail where everything has to be there (`make test`, CI)."""
    if present:
        return
    if os.environ.get("YUCE_TEST_ALL") == "1":
        pytest.fail(f"{what}: must be there when YUCE_TEST_ALL=1")
    pytest.skip(f"{what}: `make test` builds it")


def require_package(package: str, present: bool) -> None:
    """Skip without a package of Debian; fail where everything has to be there, unless `make test` has said what lacks."""
    if present:
        return
    told = f"{package} missing: apt-get install -y {package}"
    known = package in os.environ.get("YUCE_TEST_LACKS", "").split()
    pytest.fail(told) if os.environ.get("YUCE_TEST_ALL") == "1" and not known else pytest.skip(told)


@pytest.fixture(scope="session")
def pg_server() -> Iterator[PostgreSQL]:
    """A PostgreSQL of the tests' own, which they may stop and start. Its tables are what the tests before left there."""
    require_package(PACKAGE, programs() is not None)
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(pg_server: PostgreSQL) -> str:
    return pg_server.url


@pytest.fixture(scope="session")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The real action server and the real Rasa under supervisord, on free ports with a home of their own."""
    from tests.e2e.system import missing_parts, started

    missing = missing_parts()
    require(not missing, f"not built: {', '.join(missing)}")
    with started(tmp_path_factory.mktemp("home")) as system:
        yield system
