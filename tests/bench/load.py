"""Senders that ask one question after the other, side by side; what came back, and how long it took."""

from __future__ import annotations

import http.client
import json
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 60.0
OK, BUSY = 200, 503


class Outcome(Enum):
    """What came back: a reply to read, a readable refusal (503) of what is too much at once, or neither."""

    ANSWERED = "answered"
    REFUSED = "refused"
    BAD = "bad"


Ask = Callable[[str], Outcome]
"""Asks one question."""


@dataclass(frozen=True, slots=True)
class Load:
    """One run: answers a second, milliseconds of the answers, turns refused, and turns without a readable reply."""

    rate: float
    p50: float
    p95: float
    p99: float
    refused: int
    bad: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def load_of(turns: Sequence[tuple[float, Outcome]], seconds: float) -> Load:
    """Figures of one run from the milliseconds and outcomes of its turns."""
    count = Counter(outcome for _, outcome in turns)
    times = [ms for ms, outcome in turns if outcome is Outcome.ANSWERED] or [math.inf]
    p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
    return Load(count[Outcome.ANSWERED] / seconds, p50, p95, p99, count[Outcome.REFUSED], count[Outcome.BAD])


def medians(loads: Sequence[Load]) -> Load:
    """Medians over repetitions; refused and bad turns are summed."""
    rate, p50, p95, p99 = (median(getattr(load, name) for load in loads) for name in ("rate", "p50", "p95", "p99"))
    return Load(rate, p50, p95, p99, sum(load.refused for load in loads), sum(load.bad for load in loads))


def press(senders: Sequence[Ask], questions: Sequence[str]) -> Load:
    """The questions shared out among the senders, all of which start at once."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(senders)) as pool:
        parts = [questions[number :: len(senders)] for number in range(len(senders))]
        found = [row for rows in pool.map(_talk, senders, parts) for row in rows]
    return load_of(found, time.perf_counter() - begun)


def _talk(ask: Ask, questions: Sequence[str]) -> list[tuple[float, Outcome]]:
    rows = []
    for question in questions:
        begun = time.perf_counter()
        outcome = ask(question)
        rows.append((1000 * (time.perf_counter() - begun), outcome))
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

    def ask(question: str) -> Outcome:
        nonlocal cookie
        status, body, given = line.post("/api/chat", {"message": question}, {"Cookie": cookie} if cookie else {})
        cookie = given or cookie
        if status == BUSY and body["error"].get("message"):
            return Outcome.REFUSED
        return _outcome(status == OK and body.get("mode") != "simple" and _readable(body["messages"]))

    return ask


def to_stock(address: str, sender: str) -> Ask:
    """A sender of Rasa's own REST channel."""
    line = _Line(address)

    def ask(question: str) -> Outcome:
        status, body, _ = line.post("/webhooks/rest/webhook", {"sender": sender, "message": question}, {})
        return _outcome(status == OK and _readable(body))

    return ask


def _outcome(good: bool) -> Outcome:
    return Outcome.ANSWERED if good else Outcome.BAD


def _readable(messages: Any) -> bool:
    return any(str(message.get("text") or "").strip() for message in messages)
