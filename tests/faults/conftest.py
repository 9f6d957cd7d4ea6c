"""Installations for the fault tests: one on SQLite for most of them, one on PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.settings import load_layout
from tests.conftest import require, require_package
from tests.e2e.system import missing_parts
from tests.faults.disks import can_mount
from tests.faults.plant import ForkingRasa, Plant, plant
from tests.servers_postgresql import PostgreSQL
from tests.servers_redis import PACKAGE, Redis, program, redis

DISKS = {"db": 256, "index": 160}
"""MiB. Callers that talk through two hundred kills leave more than 16 MiB of conversations."""


@pytest.fixture(scope="session")
def forking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkingRasa]:
    lacks = missing_parts()
    require(not lacks, f"not built: {', '.join(lacks)}")
    made = ForkingRasa(load_layout(), tmp_path_factory.mktemp("forking") / "log.txt")
    yield made
    made.close()


@pytest.fixture(scope="session")
def shared_plant(forking: ForkingRasa, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    disks = DISKS if can_mount() else None
    with plant(tmp_path_factory.mktemp("plant"), forking, mounts=disks) as made:
        made.start("actions", "web", "rasa")
        yield made


@pytest.fixture
def sound(shared_plant: Plant) -> Iterator[Plant]:
    """On SQLite, everything in order."""
    shared_plant.heal()
    yield shared_plant
    shared_plant.proxy.reset()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    require_package(PACKAGE, program() is not None)
    with redis() as server:
        yield server


@pytest.fixture(scope="session")
def shared_pg_plant(
    forking: ForkingRasa, pg_server: PostgreSQL, redis_server: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plant]:
    settings = {"YUCE_DATABASE_URL": pg_server.url, "YUCE_REDIS_URL": redis_server.url}
    with plant(tmp_path_factory.mktemp("pg-plant"), forking, settings, pg_server) as made:
        made.start("actions", "web", "rasa")
        yield made


@pytest.fixture
def served(shared_pg_plant: Plant, pg_server: PostgreSQL, redis_server: Redis) -> Iterator[Plant]:
    """On PostgreSQL and Redis, everything in order."""
    for server in (pg_server, redis_server):
        if server.process is None or server.process.poll() is not None:
            server.start()
    shared_pg_plant.heal()
    yield shared_pg_plant
