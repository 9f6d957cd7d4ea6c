"""What the action server counts, in Prometheus' form. Labels come from fixed lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from actions.answer import Status
from actions.outcomes.writer import Counts

SECONDS = (0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.12, 0.25, 0.5, 1, 2, 4)


class Metrics:
    """Counters of one process."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._turns = Counter("yuce_actions_turns", "Turns by status", ("status",), registry=registry)
        self._seconds = Histogram("yuce_actions_turn_seconds", "Time of a turn", buckets=SECONDS, registry=registry)
        self._faults = Counter("yuce_actions_faults", "Turns and requests that failed", registry=registry)
        self._held = Counter("yuce_guard_held_back", "Lines without basis, left out", registry=registry)
        self._searches = Counter("yuce_actions_searches", "Look-ups", ("status",), registry=registry)
        self._index = Gauge("yuce_actions_index_info", "Index version in use", ("version",), registry=registry)
        self._waiting = Gauge("yuce_record_waiting", "Outcomes that wait to be written", registry=registry)
        names = asdict(Counts())
        self._record = {name: Gauge(f"yuce_record_{name}", f"Outcomes {name}", registry=registry) for name in names}
        # From the start, since a counter that first appears with its first event has not risen for a collector.
        for status in Status:
            self._turns.labels(status.value)

    def turn(self, status: str, seconds: float) -> None:
        self._turns.labels(status).inc()
        self._seconds.observe(seconds)

    def fault(self) -> None:
        self._faults.inc()

    def held_back(self, lines: int) -> None:
        self._held.inc(lines)

    def search(self, status: str) -> None:
        self._searches.labels(status).inc()

    def serving(self, index_version: str) -> None:
        self._index.clear()
        self._index.labels(index_version).set(1)

    def watch_record(self, counts: Counts, waiting: Callable[[], float]) -> None:
        """Read the writer's counts when metrics are asked for."""
        self._waiting.set_function(waiting)
        for name, gauge in self._record.items():
            gauge.set_function(partial(_count, counts, name))

    def text(self) -> bytes:
        """All figures, in Prometheus' text format."""
        return generate_latest(self._registry)


METRICS = Metrics()
"""Those of this process: rasa-sdk makes our actions itself, so nothing can be handed to them."""


def _count(counts: Counts, name: str) -> float:
    return float(getattr(counts, name))
