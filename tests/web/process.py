"""The door as a process of its own, on a free port, with stand-ins behind it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from tests.e2e.system import free_ports, wait_for
from web.settings import ROOT


@dataclass(frozen=True)
class Process:
    """A running door; `log` is what it wrote."""

    url: str
    port: int
    pid: int
    log: Path


class Listens(Protocol):
    """A server behind the door."""

    @property
    def port(self) -> int: ...


@contextmanager
def door_process(home: Path, rasa: Listens, actions: Listens, **environ: str) -> Iterator[Process]:
    """Start it as it is started in production, wait until it is alive, and stop it."""
    [port] = free_ports(1)
    ports = {"YUCE_WEB_PORT": str(port), "YUCE_RASA_PORT": str(rasa.port), "YUCE_ACTIONS_PORT": str(actions.port)}
    settings = {"YUCE_HOME": str(home), "YUCE_RATE_LIMIT": "0", **ports, **environ}
    log = home / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "web"], stdout=output, stderr=output, cwd=ROOT, env={**os.environ, **settings}
        )
    door = Process(f"http://127.0.0.1:{port}", port, process.pid, log)
    try:
        assert wait_for(lambda: process.poll() is not None or _alive(door.url), 20.0, 0.05)
        assert process.poll() is None, log.read_text()
        yield door
    finally:
        process.terminate()
        process.wait(10)


def _alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
