"""SQLite locked, and its disk full: turns that cannot be saved are not acknowledged, and the rest goes on."""

from __future__ import annotations

import sqlite3
import time

import httpx
import pytest

from tests.faults.plant import Caller, Plant, full
from tests.faults.tools import fault, require_mounts, rounds

pytestmark = pytest.mark.e2e
TURNS_THAT_FIT = 150
"""More than the write-ahead log, emptied but not shortened (1,000 pages), has room for."""


@fault("sqlite-locked")
def test_a_locked_database_freezes_nobody(sound: Plant) -> None:
    """30 s long; 6 s in `make test`."""
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    lock = sqlite3.connect(sound.home / "db" / "tracker.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    end, slowest = time.monotonic() + rounds(6, 30), 0.0
    while time.monotonic() < end:
        answer = caller.ask("第4条讲什么")
        assert answer.readable and answer.mode == "simple" and answer.took_s < 5
        began = time.monotonic()
        assert httpx.get(f"{sound.layout.rasa_url}/webhooks/rest/", trust_env=False, timeout=5).status_code == 200
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 1, "Rasa stood still"
    lock.execute("ROLLBACK")
    lock.close()
    assert [one.said for one in sound.stored(caller.sender)] == ["第17条讲什么"]
    follow = caller.ask_until_full("那找谁")
    assert follow and follow.card["measures"][0]["number"] == 17
    caller.assert_kept()


@fault("disk-full-tracker")
def test_a_full_disk_loses_nothing_that_was_acknowledged(sound: Plant) -> None:
    require_mounts()
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    with full(sound.home / "db"):
        answers = [caller.ask("第1条讲什么")]
        while answers[-1].full and len(answers) < TURNS_THAT_FIT:  # a log that was emptied before is filled first
            answers.append(caller.ask(f"第{len(answers) % 20 + 1}条讲什么"))
        assert not answers[-1].full, "there was room: the disk is not full"
        answers += [caller.ask(f"第{number}条讲什么") for number in range(1, 5)]
        assert all(answer.readable and answer.took_s < 5 for answer in answers)
    caller.assert_kept()
    assert caller.ask_until_full("第4条讲什么")
    caller.assert_kept()
