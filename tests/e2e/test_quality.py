"""Every third development question, asked through the running system: not worse than the best recorded result."""

from __future__ import annotations

import pytest

from index.evaluate import load_rows, wilson
from index.settings import ROOT
from tests.e2e.system import RunningSystem
from tests.evaluation.__main__ import RIGHT, ask_all, figures_of, recorded

pytestmark = pytest.mark.e2e
EVERY = 3
"""`make eval` asks them all; here a third of the 2,500 has to do for `make test` to stay short."""


def test_dev_does_not_fall_below_the_best_recorded_result(running_system: RunningSystem) -> None:
    """By more than the record's 95 % interval. Lowering the record needs a line in docs/decisions.md."""
    record = recorded("dev")
    assert record is not None, "tests/evaluation/results/dev.json is missing: python -m tests.evaluation dev --save"
    verdicts = ask_all(load_rows(ROOT / "data" / "evaluation" / "dev.jsonl")[::EVERY], running_system.rasa_url)
    figures = figures_of(verdicts)
    for key in RIGHT:
        right, total = figures[key]
        misses = [f"{v.row.id}: {'; '.join(v.faults)}" for v in verdicts if v.faults]
        assert right / total >= wilson(*record[key])[0], f"{key}: {right} of {total}, record {record[key]}; {misses}"
