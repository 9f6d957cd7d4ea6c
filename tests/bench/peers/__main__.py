"""`python -m tests.bench.peers`: retrieval engines of other libraries on our vectors, each in a process of its own.

1 where one that compares every vector ranks otherwise than ours: then one of both is wrong. BENCH_REPEAT: repetitions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.environments import peers, prepare
from deploy.settings import Layout, load_layout
from index.encoder import load_encoder
from index.settings import ROOT, load_settings
from tests.bench.peers.asking import BEGUN, VECTORS_ONLY, WHOLE, Asked
from tests.bench.peers.collect import collect
from tests.bench.peers.engines import ENGINES, EXACT
from tests.bench.peers.handed import read, write
from tests.bench.peers.judging import disagreements, figures, table
from tests.bench.peers.renewing import seconds_to_a_new_answer

REPEAT = 5


def pythons(layout: Layout) -> dict[str, Path]:
    """Which interpreter runs each engine; installs the peers where they are not."""
    own = peers(layout.root)
    prepare(layout, among=[own])
    return {WHOLE: Path(sys.executable), VECTORS_ONLY: Path(sys.executable)} | dict.fromkeys(ENGINES, own.python)


def run(python: Path, name: str, folder: Path, step: str) -> str:
    """One step of one engine in a new process; what it printed."""
    command = [str(python), "-m", "tests.bench.peers.asking", name, str(folder), step]
    settings = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", BEGUN: str(time.time())}
    return subprocess.run(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True, check=True).stdout


def measured(engines: dict[str, Path], folder: Path, repeat: int) -> dict[str, list[Asked]]:
    """Every engine in turn; who goes first changes."""
    for name, python in engines.items():
        run(python, name, folder, "build")
    found: dict[str, list[Asked]] = {name: [] for name in engines}
    for round_ in range(repeat):
        for name in list(engines)[:: -1 if round_ % 2 else 1]:
            print(f"· {round_ + 1}/{repeat}  {name}", file=sys.stderr)
            found[name].append(Asked(**json.loads(run(engines[name], name, folder, "ask"))))
    return found


def main() -> int:
    """Prints the table; its last lines tell whether the exact engines agree."""
    settings = load_settings()
    engines = pythons(load_layout())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write(folder, collect(settings, load_encoder(settings.embedding_model)))
        handed = read(folder)
        found = measured(engines, folder, int(os.environ.get("BENCH_REPEAT", REPEAT)))
    print("\n".join(table({name: figures(handed, asked) for name, asked in found.items()})))
    print(f"{WHOLE}, from an edited notice to the new answer by `make index`: {seconds_to_a_new_answer():.0f} s")
    wrong = {name: list(disagreements(handed, found[VECTORS_ONLY][0], found[name][0])) for name in EXACT}
    for name, questions in wrong.items():
        print(
            f"ranking of {name} and ours: {len(questions)} of {len(handed.questions)} questions differ", *questions[:3]
        )
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
