"""One engine in a process of its own: `python -m tests.bench.peers.asking ENGINE FOLDER build|ask`; `ask` prints its figures.

Imports nothing of the project but what is read in both environments; ours come from `tests.bench.peers.ours`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from tests.bench.peers.engines import ENGINES, Engine
from tests.bench.peers.handed import EDITED_TEXT, Handed, Question, read

LIMIT = 50
"""Passages that are asked for: those of some ten measures."""
BEGUN = "YUCE_BENCH_BEGUN"
"""Seconds since 1970 when the process was started, by its parent."""
WHOLE, VECTORS_ONLY = "yuce", "yuce, vectors only"


@dataclass(frozen=True, slots=True)
class Asked:
    """Per question: measures best first, the best score, the first places, milliseconds. `cold_s`: from the start of the
    process to the first answer; `edit_s`: from the edit of one passage to the answer that cites it (None: not measured)."""

    measures: list[list[int]]
    scores: list[float]
    places: list[list[tuple[int, float]]]
    times_ms: list[float]
    cold_s: float
    memory_mib: float
    edit_s: float | None


def engine_of(name: str) -> Engine:
    """Ours are found where the project's own environment is."""
    if name in (WHOLE, VECTORS_ONLY):
        made: dict[str, Callable[[], Engine]] = import_module("tests.bench.peers.ours").ENGINES
        return made[name]()
    return ENGINES[name]()


def ask(engine: Engine, handed: Handed, folder: Path, begun: float, edits: bool) -> Asked:
    """Open, ask everything one after the other, then edit one passage where `edits`."""
    engine.open(folder)
    engine.search(handed.questions[0], handed.question_vectors[0], LIMIT)
    cold = time.time() - begun
    found, times = [], []
    for question, vector in zip(handed.questions, handed.question_vectors, strict=True):
        started = time.perf_counter()
        found.append(engine.search(question, vector, LIMIT))
        times.append(1000 * (time.perf_counter() - started))
    memory = resident_mib()
    return Asked(
        [list(dict.fromkeys(handed.measures[place] for place, _ in one)) for one in found],
        [one[0][1] if one else 0.0 for one in found],
        [one[:10] for one in found],
        times,
        cold,
        memory,
        edited(engine, handed) if edits else None,
    )


def edited(engine: Engine, handed: Handed) -> float:
    """Seconds from handing over a changed passage to the answer that names it first."""
    started = time.perf_counter()
    engine.edit(0, EDITED_TEXT, handed.edit_tokens, handed.edit_vector)
    asked = Question(EDITED_TEXT, "", [], handed.edit_tokens)
    place = engine.search(asked, handed.edit_vector, LIMIT)[0][0]
    if place != 0:
        raise RuntimeError(f"the edited passage is not found: passage {place} came first")
    return time.perf_counter() - started


def resident_mib() -> float:
    """Memory of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def main(argv: list[str]) -> int:
    """Build an engine's index, or ask it and print JSON."""
    name, folder, step = argv[0], Path(argv[1]), argv[2]
    handed, engine = read(folder), engine_of(name)
    if step == "build":
        engine.build(handed.texts, handed.tokens, handed.vectors, folder)
    else:
        begun, edits = (
            float(os.environ[BEGUN]),
            name != WHOLE,
        )  # ours is edited by `make index` (tests.bench.peers.table)
        print(json.dumps(asdict(ask(engine, handed, folder, begun, edits))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
