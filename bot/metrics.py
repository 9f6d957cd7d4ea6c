"""What Rasa's process counts, in Prometheus' form. Labels come from fixed lists."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

SECONDS = (0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.12, 0.25, 0.5, 1, 2, 4, 8)
OUTCOMES = ("answered", "declined", "too_slow", "not_stored", "failed", "silent")
FAILURES = ("too_slow", "failed")


class Metrics:
    """Counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        registry = self._registry
        self._turns = Counter("yuce_rasa_turns", "Turns by what came of them", ("outcome",), registry=registry)
        self._seconds = Histogram("yuce_rasa_turn_seconds", "Time of a turn", buckets=SECONDS, registry=registry)
        self._calls = Counter("yuce_rasa_action_failures", "Action calls that failed", ("why",), registry=registry)
        self._forgotten = Counter("yuce_rasa_forget_failures", "Deletions that failed", registry=registry)
        self._purged = Gauge("yuce_rasa_last_purge_timestamp_seconds", "Last good purge", registry=registry)
        # From the start, since a counter that first appears with its first event has not risen for a collector.
        for outcome in OUTCOMES:
            self._turns.labels(outcome)
        for why in FAILURES:
            self._calls.labels(why)
        self.purged()

    def turn(self, outcome: str, seconds: float) -> None:
        self._turns.labels(outcome).inc()
        self._seconds.observe(seconds)

    def call_failed(self, why: str) -> None:
        self._calls.labels(why).inc()

    def forget_failed(self) -> None:
        self._forgotten.inc()

    def purged(self) -> None:
        self._purged.set(time.time())

    def text(self) -> bytes:
        """All figures, in Prometheus' text format."""
        figures: bytes = generate_latest(self._registry)
        return figures


METRICS = Metrics()
"""Those of this process: Rasa makes our parts itself, so nothing can be handed to them."""
