"""What the door counts, in Prometheus' form. Labels come from fixed lists, so that no client can add any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from web.reply import Reply

SECONDS = (0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.12, 0.25, 0.5, 1, 2, 4, 8, 15)


class Metrics:
    """Counters of one door, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        modes = ("mode",)
        self._turns = Counter("yuce_turns", "Turns answered", ("kind", "status", "mode"), registry=self._registry)
        self._seconds = Histogram(
            "yuce_turn_seconds", "Time of a turn, with waiting", modes, buckets=SECONDS, registry=self._registry
        )
        self._problems = Counter("yuce_problems", "Requests refused or failed", ("code",), registry=self._registry)
        self._lookups = Counter("yuce_lookups", "Look-ups handed on", ("status",), registry=self._registry)
        self._index = Gauge("yuce_index_info", "Published index version", ("version",), registry=self._registry)
        self._waiting = Gauge("yuce_queue_waiting", "Messages that wait for Rasa", registry=self._registry)
        self._running = Gauge("yuce_queue_running", "Messages that Rasa works on", registry=self._registry)

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

    def text(self, index_dir: Path) -> bytes:
        """All figures, in Prometheus' text format."""
        self._index.clear()
        self._index.labels(published_version(index_dir)).set(1)
        return generate_latest(self._registry)


def published_version(index_dir: Path) -> str:
    """The version that `CURRENT` names, or `none`."""
    try:
        version = (index_dir / "CURRENT").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return "none"
    return version if version.isalnum() and len(version) <= 64 else "none"
