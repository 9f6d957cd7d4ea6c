"""The wall clock two hours forward and back under running processes: order, context and every turn stay."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from deploy.fault_tools import missing
from tests.conftest import require_package
from tests.faults.plant import Caller, ForkingRasa, Plant, plant
from tests.faults.tools import fault

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def timed(forking: ForkingRasa, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """Processes whose wall clock goes as a file says, and whose monotonic clock is the machine's."""
    require_package("libfaketime", "libfaketime" not in missing())
    home = tmp_path_factory.mktemp("clock")
    clock = home / "clock.txt"
    clock.write_text("+0\n")
    with plant(home, forking, clock=clock) as made:
        made.start("actions", "web", "rasa")
        made.heal()
        yield made


def turn_clock(timed: Plant, hours: int) -> None:
    assert timed.clock
    replacement = timed.clock.with_suffix(".new")
    replacement.write_text(f"{hours:+d}h\n")
    replacement.replace(timed.clock)
    time.sleep(4)  # the library looks each second, on a busy machine later


@pytest.mark.parametrize(
    "hours", [pytest.param(2, marks=fault("clock-forward")), pytest.param(-2, marks=fault("clock-back"))]
)
def test_a_clock_that_jumps_loses_and_reorders_nothing(timed: Plant, hours: int) -> None:
    """Forward, half an hour of silence seems to have passed: the reply says that the conversation is new. Then it jumps back."""
    turn_clock(timed, 0)
    caller = Caller(timed)
    assert caller.ask("第17条讲什么").full
    times = []
    for jump in (hours, 0):
        turn_clock(timed, jump)
        answer = caller.ask("第4条讲什么")
        assert answer.full and answer.took_s < 3
        assert caller.ask("那找谁").card["measures"][0]["number"] == 4, "the last turn is the one before"
        times.append(timed.events(caller.sender)[-1]["timestamp"])
        caller.assert_kept()
    assert abs((times[0] - times[1]) / 3600 - hours) < 0.1, "the clock did not jump"
    assert [one.said for one in timed.stored(caller.sender)] == ["第17条讲什么", *["第4条讲什么", "那找谁"] * 2]
