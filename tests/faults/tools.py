"""What the fault tests need of the machine, how many rounds they run, and which row of the table a test is of."""

from __future__ import annotations

import os

import pytest

from tests.faults.plant import can_mount

LONG = os.environ.get("YUCE_FAULTS") == "long"
"""`make faults`: every round, and the times as they stand in the table."""
SEED = int(os.environ.get("YUCE_FAULTS_SEED", "20261123"))


def rounds(short: int, long: int) -> int:
    """How often, or for how many seconds: in `make test`, and by `make faults`."""
    return long if LONG else short


def fault(row: str) -> pytest.MarkDecorator:
    """Names the row of docs/faults.md that a test is of (tests/faults/test_table.py holds both together)."""
    return pytest.mark.fault(row)


def require_mounts() -> None:
    """Small disks are mounted. Where that is not allowed (no root, most containers) the test is told to be skipped."""
    if not can_mount():
        pytest.skip("a small disk cannot be mounted here: run this as root, outside a container")
