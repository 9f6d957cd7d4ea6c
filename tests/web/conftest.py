"""Stand-ins for both servers behind the door, and a door that talks to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.web.client import Client, open_door, settings
from tests.web.standin import StandIn, running

OpenDoor = Callable[..., Client]


@pytest.fixture
def rasa() -> Iterator[StandIn]:
    with running() as standin:
        yield standin


@pytest.fixture
def actions() -> Iterator[StandIn]:
    with running() as standin:
        yield standin


@pytest.fixture
def door_with(tmp_path: Path, rasa: StandIn, actions: StandIn) -> Iterator[OpenDoor]:
    """Opens a door with settings of its own: `door_with("203.0.113.7", YUCE_QUEUE="2")`."""
    with ExitStack() as stack:

        def opened(peer: str = "127.0.0.1", **environ: str) -> Client:
            return stack.enter_context(open_door(settings(tmp_path, rasa, actions, **environ), peer))

        yield opened


@pytest.fixture
def client(door_with: OpenDoor) -> Client:
    """A browser at a door with usual settings."""
    return door_with()
