"""`make bench`: turns a second and times, this system through its door and stock Rasa, interleaved on the same questions;
and our look-up beside other libraries' (tests/bench/peers).

Other programs slow both sides of a pair alike; so the ratio says more than the milliseconds. BENCH_REPEAT: repetitions.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from index.settings import ROOT
from tests.bench.load import Ask, Load, medians, press, through_the_door, to_stock
from tests.bench.peers.__main__ import main as compare_with_peers
from tests.bench.stock import stock_rasa
from tests.e2e.system import missing_parts, started

SENDERS = (1, 8, 32, 300)
TURNS = {1: 32, 8: 96, 32: 128, 300: 300}
REPEAT = 5
WARM_UP = 10
OURS, STOCK = "yuce", "stock Rasa"
Senders = Callable[[int, str], Sequence[Ask]]
"""So many new senders; the text makes their names differ from those of other runs."""


def held_out() -> list[str]:
    """The questions of the test file, as they are written there, and what its dialogues begin with; each once."""
    folder = ROOT / "data" / "evaluation"
    rows, dialogues = (
        [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        for name in ("test.jsonl", "dialogues/test.jsonl")
    )
    return list(dict.fromkeys([*(row["text"] for row in rows), *(one["turns"][0]["say"] for one in dialogues)]))


def measured(systems: dict[str, Senders], questions: Sequence[str], repeat: int) -> dict[tuple[int, str], list[Load]]:
    """By number of senders and system, one load a repetition; who goes first changes."""
    found: dict[tuple[int, str], list[Load]] = {(n, name): [] for n in SENDERS for name in systems}
    for make in systems.values():
        press(make(1, "warm"), questions[:WARM_UP])
    for round_ in range(repeat):
        order = list(systems.items())[:: -1 if round_ % 2 else 1]
        asked = iter(questions)
        for number in SENDERS:
            turns = list(islice(asked, TURNS[number]))
            for name, make in order:
                found[number, name].append(press(make(number, f"{round_}-{number}"), turns))
                print(f"· {round_ + 1}/{repeat}  {number:>2} senders  {name}", file=sys.stderr)
    return found


def table(found: dict[tuple[int, str], list[Load]]) -> list[str]:
    """Lines of Markdown; the last one holds the ratios of throughput."""
    lines = [
        "| senders | system | turns/s | p50 ms | p95 ms | p99 ms | refused (503) | empty or failed |",
        "|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    ratios = []
    for number in SENDERS:
        ours, stock = (medians(found[number, name]) for name in (OURS, STOCK))
        for name, one in ((OURS, ours), (STOCK, stock)):
            times = f"{one.p50:.0f} | {one.p95:.0f} | {one.p99:.0f}"
            lines.append(f"| {number} | {name} | {one.rate:.1f} | {times} | {one.refused} | {one.bad} |")
        ratios.append(f"{number} senders {ours.rate / stock.rate:.2f}")
    return [*lines, f"throughput, {OURS} / {STOCK}: {', '.join(ratios)}"]


def main() -> int:
    """1 when something is missing, a turn of ours had no readable reply, or an exact engine ranks otherwise than ours."""
    if missing := missing_parts():
        print(f"not built: {', '.join(missing)}; run `make run` first", file=sys.stderr)
        return 1
    repeat = int(os.environ.get("BENCH_REPEAT", REPEAT))
    with (
        tempfile.TemporaryDirectory() as ours,
        tempfile.TemporaryDirectory() as theirs,
        started(Path(ours)) as system,
        stock_rasa(Path(theirs)) as stock,
    ):
        systems: dict[str, Senders] = {
            OURS: lambda number, _: [through_the_door(system.door_url) for _ in range(number)],
            STOCK: lambda number, run: [to_stock(stock, f"{run}-{i}") for i in range(number)],
        }
        found = measured(systems, held_out(), repeat)
    disagree = compare_with_peers()
    print("\n".join(table(found)))
    failed = any(load.bad for (_, name), loads in found.items() if name == OURS for load in loads)
    return 1 if disagree or failed else 0


if __name__ == "__main__":
    sys.exit(main())
