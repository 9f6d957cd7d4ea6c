"""`make bench-turns`: does a turn take longer the longer the conversation is? One conversation of 105 turns, both real processes.

Prints the median of turns 2–11 and of turns 96–105; exit code 1 when the second is more than 1.5 times the first in
every one of three conversations (other programs on the machine can only slow turns down).
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.e2e.system import RunningSystem, missing_parts, started

TURNS = 105
EARLY, LATE = slice(1, 11), slice(95, 105)
MOST_GROWTH = 1.5
CONVERSATIONS = 3
QUESTIONS = (
    "高端研发机构最高补多少",
    "那找谁",
    "有什么条件",
    "第17条讲什么",
    "公积金怎么提取",
    "谢谢",
    "市科技局负责哪些条",
    "资金支持",
)


@dataclass(frozen=True, slots=True)
class Growth:
    """Medians in milliseconds."""

    early_ms: float
    late_ms: float

    @property
    def ratio(self) -> float:
        return self.late_ms / self.early_ms


def conversation(system: RunningSystem, sender: str) -> Growth:
    """Ask one question after the other; every turn has to be answered without a fault."""
    times = []
    for number in range(TURNS):
        begun = time.perf_counter()
        card = system.card(QUESTIONS[number % len(QUESTIONS)], sender)
        times.append(1000 * (time.perf_counter() - begun))
        if card["status"] == "error":
            raise RuntimeError(f"turn {number + 1} was not answered: a time without an answer is none")
    return Growth(median(times[EARLY]), median(times[LATE]))


def main() -> int:
    missing = missing_parts()
    if missing:
        print(f"not built: {', '.join(missing)}; run `make run` first", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as home, started(Path(home)) as system:
        found = [conversation(system, f"bench-{number}") for number in range(CONVERSATIONS)]
    for growth in found:
        print(f"turns 2–11 {growth.early_ms:.1f} ms, turns 96–105 {growth.late_ms:.1f} ms: {growth.ratio:.2f} times")
    best = min(growth.ratio for growth in found)
    print(f"best of {CONVERSATIONS}: {best:.2f}, at most {MOST_GROWTH} wanted")
    return 0 if best <= MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
