"""Senders that ask one question after the other, side by side; what came back, and how long it took."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 60.0
Ask = Callable[[str], bool]
"""Asks one question; whether a reply came that can be read."""


@dataclass(frozen=True, slots=True)
class Load:
    """One run: turns a second, milliseconds, and turns without a readable reply."""

    rate: float
    p50: float
    p95: float
    p99: float
    bad: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def load_of(times_ms: Sequence[float], bad: int, seconds: float) -> Load:
    """Figures of one run."""
    p50, p95, p99 = (percentile(times_ms, share) for share in (0.5, 0.95, 0.99))
    return Load(len(times_ms) / seconds, p50, p95, p99, bad)


def medians(loads: Sequence[Load]) -> Load:
    """Medians over repetitions; bad replies are summed."""
    rate, p50, p95, p99 = (median(getattr(load, name) for load in loads) for name in ("rate", "p50", "p95", "p99"))
    return Load(rate, p50, p95, p99, sum(load.bad for load in loads))


def press(senders: Sequence[Ask], questions: Sequence[str]) -> Load:
    """The questions shared out among the senders, all of which start at once."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(senders)) as pool:
        parts = [questions[number :: len(senders)] for number in range(len(senders))]
        found = [row for rows in pool.map(_talk, senders, parts) for row in rows]
    return load_of([ms for ms, _ in found], sum(not good for _, good in found), time.perf_counter() - begun)


def _talk(ask: Ask, questions: Sequence[str]) -> list[tuple[float, bool]]:
    rows = []
    for question in questions:
        begun = time.perf_counter()
        good = ask(question)
        rows.append((1000 * (time.perf_counter() - begun), good))
    return rows


class _Line:
    """One kept connection; a fault of it is a turn without a reply, and the next turn has a new one."""

    def __init__(self, address: str) -> None:
        self._at = urlsplit(address)
        self._open: http.client.HTTPConnection | None = None

    def post(self, path: str, body: object, headers: dict[str, str]) -> tuple[int, Any, str]:
        """Status (0: no reply), JSON and cookie."""
        try:
            self._open = self._open or http.client.HTTPConnection(self._at.hostname or "", self._at.port, TIMEOUT_S)
            sent = {"Content-Type": "application/json", **headers}
            self._open.request("POST", path, json.dumps(body), sent)
            answer = self._open.getresponse()
            cookie = (answer.getheader("set-cookie") or "").split(";")[0]
            return answer.status, json.loads(answer.read()), cookie
        except (OSError, ValueError, http.client.HTTPException):
            self._open = None
            return 0, None, ""


def through_the_door(address: str) -> Ask:
    """A browser of its own; a reply of the simple mode does not count."""
    line, cookie = _Line(address), ""

    def ask(question: str) -> bool:
        nonlocal cookie
        status, body, given = line.post("/api/chat", {"message": question}, {"Cookie": cookie} if cookie else {})
        cookie = given or cookie
        return status == 200 and body.get("mode") != "simple" and _readable(body["messages"])

    return ask


def to_stock(address: str, sender: str) -> Ask:
    """A sender of Rasa's own REST channel."""
    line = _Line(address)

    def ask(question: str) -> bool:
        status, body, _ = line.post("/webhooks/rest/webhook", {"sender": sender, "message": question}, {})
        return status == 200 and _readable(body)

    return ask


def _readable(messages: Any) -> bool:
    return any(str(message.get("text") or "").strip() for message in messages)
