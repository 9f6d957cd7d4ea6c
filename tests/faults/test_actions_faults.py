"""The action server hangs, answers 500 or nonsense, or stands still: a sentence in time, nobody else waits, it is stored."""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.plant import Caller, Plant
from tests.faults.tools import fault, rounds

pytestmark = pytest.mark.e2e
SENTENCE_WITHIN_S = 5.0


@fault("actions-hang")
def test_a_call_that_hangs_holds_up_nobody_else(sound: Plant) -> None:
    """75 s long; 12 s in `make test`. The caller's own next message waits for no more than its own deadline."""
    caller, other = Caller(sound), Caller(sound)
    assert caller.ask("第17条讲什么").full and other.ask("第17条讲什么").full
    sound.proxy.only, sound.proxy.mood = caller.sender.encode(), "hold"
    end = time.monotonic() + rounds(12, 75)
    hung = 0
    with ThreadPoolExecutor(1) as pool:
        while time.monotonic() < end:
            asking = pool.submit(caller.ask, "第4条讲什么")
            while not asking.done():
                quick = other.ask("第2条讲什么")
                assert quick.full and quick.took_s < 2
            answer = asking.result()
            assert answer.readable and not answer.full and answer.took_s < SENTENCE_WITHIN_S
            hung += 1
    assert sound.proxy.met == hung
    assert [one.status for one in sound.stored(caller.sender)] == ["answered", *["error"] * hung]
    sound.proxy.reset()
    assert caller.ask("第4条讲什么").full
    for one in (caller, other):
        one.assert_kept()


@pytest.mark.parametrize(
    "mood",
    [
        pytest.param("500", marks=fault("actions-500")),
        pytest.param("malformed", marks=fault("actions-malformed")),
        pytest.param("cut", marks=fault("actions-cut")),
    ],
)
def test_a_reply_that_is_none_is_told_and_stored_as_a_fault(sound: Plant, mood: str) -> None:
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    sound.proxy.mood = mood
    answer = caller.ask("第4条讲什么", "one")
    assert answer.readable and answer.mode == "simple" and answer.took_s < SENTENCE_WITHIN_S
    assert [one.status for one in sound.stored(caller.sender)] == ["answered", "error"]
    assert "第4条" not in sound.log("rasa"), "what was said must not get into the log"
    sound.proxy.reset()
    assert caller.ask("第4条讲什么", "one").full, "the same message is answered once the fault is over"
    assert [one.status for one in sound.stored(caller.sender)] == ["answered", "answered"], "in its own place"
    caller.assert_kept()


@fault("actions-frozen")
def test_a_frozen_action_server_costs_five_seconds_and_one_sentence(sound: Plant) -> None:
    """The look-up is the same process, so there is no quote either."""
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    sound.signal("actions", signal.SIGSTOP)
    answer = caller.ask("第4条讲什么")
    sound.signal("actions", signal.SIGCONT)
    assert answer.readable and answer.status == 503 and answer.took_s < SENTENCE_WITHIN_S
    assert caller.ask_until_full("第4条讲什么")
    caller.assert_kept()
