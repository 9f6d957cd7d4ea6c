"""What the door counts, in Prometheus' form. Labels come from fixed lists, so that no client can add any."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from web.problems import PROBLEMS
from web.reply import Reply

SECONDS = (0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.12, 0.25, 0.5, 1, 2, 4, 8, 15)
MODES = ("full", "simple")


class Metrics:
    """Counters of one door, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        modes = ("mode",)
        ProcessCollector(registry=self._registry)
        self._requests = Counter("yuce_requests", "Requests by route", ("route", "status"), registry=self._registry)
        self._turns = Counter("yuce_turns", "Turns answered", ("kind", "status", "mode"), registry=self._registry)
        self._seconds = Histogram(
            "yuce_turn_seconds", "Time of a turn, with waiting", modes, buckets=SECONDS, registry=self._registry
        )
        self._problems = Counter("yuce_problems", "Requests refused or failed", ("code",), registry=self._registry)
        self._lookups = Counter("yuce_lookups", "Look-ups handed on", ("status",), registry=self._registry)
        self._index = Gauge("yuce_index_info", "Published index version", ("version",), registry=self._registry)
        self._waiting = Gauge("yuce_queue_waiting", "Messages that wait for Rasa", registry=self._registry)
        self._running = Gauge("yuce_queue_running", "Messages that Rasa works on", registry=self._registry)
        self._disk = Gauge("yuce_disk_free_bytes", "Free where databases and logs lie", registry=self._registry)
        # From the start, since a counter that first appears with its first event has not risen for a collector.
        for mode in MODES:
            self._seconds.labels(mode)
        for code in PROBLEMS:
            self._problems.labels(code)

    def request(self, route: str, status: int) -> None:
        """Status 0: the client went away before there was one."""
        self._requests.labels(route, str(status)).inc()

    def turn(self, reply: Reply, seconds: float) -> None:
        mode = "simple" if reply.simple else "full"
        self._turns.labels(reply.kind, reply.status, mode).inc()
        self._seconds.labels(mode).observe(seconds)

    def problem(self, code: str) -> None:
        self._problems.labels(code).inc()

    def lookup(self, status: int) -> None:
        self._lookups.labels(str(status)).inc()

    def watch_queue(self, waiting: Callable[[], float], running: Callable[[], float]) -> None:
        """Read the queue's lengths when metrics are asked for."""
        self._waiting.set_function(waiting)
        self._running.set_function(running)

    def text(self, home: Path) -> bytes:
        """All figures, in Prometheus' text format; `home` is where index, databases and logs lie."""
        self._index.clear()
        self._index.labels(published_version(home / "index")).set(1)
        if home.is_dir():
            self._disk.set(shutil.disk_usage(home).free)
        return generate_latest(self._registry)


def published_version(index_dir: Path) -> str:
    """The version that `CURRENT` names, or `none`."""
    try:
        version = (index_dir / "CURRENT").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return "none"
    return version if version.isalnum() and len(version) <= 64 else "none"
