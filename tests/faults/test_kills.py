"""Each process killed at its worst moment and at random ones: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.system import wait_for
from tests.faults.plant import Caller, Plant, direct_caller
from tests.faults.tools import SEED, fault, rounds

pytestmark = pytest.mark.e2e
QUESTIONS = [f"第{number}条讲什么" for number in range(1, 21)]
FOLLOW_UP = "那找谁"


def recorded(plant: Plant) -> int:
    """How many turns the action server has answered."""
    with sqlite3.connect(plant.home / "db" / "outcomes.db", timeout=10) as connection:
        return int(connection.execute("SELECT count(*) FROM outcomes").fetchone()[0])


@fault("rasa-killed-before-save")
def test_rasa_killed_between_the_actions_reply_and_the_save(sound: Plant) -> None:
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    before = recorded(sound)
    lock = sqlite3.connect(sound.home / "db" / "tracker.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")  # the save waits, for 2 s
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(caller.ask, "科技成果转化找谁", "one")
        assert wait_for(lambda: recorded(sound) > before, 10, 0.02), "the action server has not answered"
        sound.kill("rasa")
        answer = asking.result()
    lock.execute("ROLLBACK")
    lock.close()
    assert answer.mode == "simple" and "简易模式" in answer.text, "a turn that is not stored is not acknowledged"
    assert [one.said for one in sound.stored(caller.sender)] == ["第17条讲什么"]
    sound.start("rasa")
    sound.wait_up("rasa")
    assert wait_for(lambda: caller.ask("科技成果转化找谁", "one").full, 20, 0.2)
    assert [one.said for one in sound.stored(caller.sender)] == ["第17条讲什么", "科技成果转化找谁"]
    caller.assert_kept()


@fault("rasa-killed-at-random")
def test_rasa_killed_at_random_moments(sound: Plant) -> None:
    """Three callers talk all the time, each with a client that sends again until it is answered."""
    dice, stop = random.Random(SEED), threading.Event()
    callers = [direct_caller(sound, f"talker-{number}") for number in range(3)]

    def talk(caller: Caller, seed: int) -> None:
        own = random.Random(seed)
        while not stop.is_set():
            caller.ask_until_full(own.choice(QUESTIONS), stop=stop.is_set)

    threads = [threading.Thread(target=talk, args=(caller, dice.random())) for caller in callers]
    for thread in threads:
        thread.start()
    try:
        for kill in range(rounds(20, 200)):
            reached = [len(caller.acknowledged) for caller in callers]
            time.sleep(dice.uniform(0.0, 0.4))
            sound.kill("rasa")
            sound.start("rasa")
            sound.wait_up("rasa")
            moved = wait_for(
                lambda reached=reached: any(len(c.acknowledged) > n for c, n in zip(callers, reached, strict=True)),
                30,
                0.05,
            )
            assert moved, f"no answer after kill {kill} (seed {SEED}):\n{sound.log('rasa')[-2000:]}"
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for caller in callers:
        caller.assert_kept()
        assert caller.ask_until_full("第4条讲什么")
        follow = caller.ask_until_full(FOLLOW_UP)
        assert follow and follow.card["measures"][0]["number"] == 4, "after a restart the conversation goes on"
        caller.assert_kept()
    assert sum(len(caller.acknowledged) for caller in callers) >= rounds(20, 200)


@fault("actions-killed")
def test_the_action_server_killed_in_the_middle_of_a_turn(sound: Plant) -> None:
    caller, other = Caller(sound), Caller(sound)
    assert caller.ask("第17条讲什么").full
    sound.signal("actions", signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(caller.ask, "第4条讲什么")
        time.sleep(0.5)
        sound.kill("actions")
        answer = asking.result()
    assert answer.readable and not answer.full and answer.took_s < 5
    during = other.ask("第1条讲什么")
    assert during.readable and during.status == 503 and during.took_s < 5
    sound.start("actions")
    sound.wait_up("actions")
    follow = caller.ask_until_full(FOLLOW_UP)
    assert follow and follow.card["measures"][0]["number"] == 17, "what was said before the fault still counts"
    statuses = [(one.said, one.status) for one in sound.stored(caller.sender)]
    assert statuses[:2] == [("第17条讲什么", "answered"), ("第4条讲什么", "error")]
    caller.assert_kept()


@fault("door-killed")
def test_the_door_killed_in_the_middle_of_a_turn(sound: Plant) -> None:
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    sound.proxy.mood = "hold"
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(caller.ask, "第4条讲什么", "one")
        assert wait_for(lambda: sound.proxy.met, 5, 0.01)
        sound.kill("web")
        assert asking.result().mode.startswith("none")
    sound.proxy.reset()
    sound.start("web")
    sound.wait_up("web")
    assert wait_for(lambda: caller.ask("第4条讲什么", "one").full, 20, 0.2)
    again = caller.ask("第4条讲什么", "one")
    assert again.full and again.text == caller.acknowledged[-1].text
    assert [one.said for one in sound.stored(caller.sender)] == ["第17条讲什么", "第4条讲什么"]
    caller.assert_kept()


@fault("same-id-again")
def test_the_same_message_sent_again_and_again_is_one_turn(sound: Plant) -> None:
    """At once, afterwards, and after the door and Rasa have been started anew: what they remembered is gone."""
    caller = Caller(sound)
    assert caller.ask("第17条讲什么").full
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: caller.ask("第4条讲什么", "one"), range(5)))
    for name in ("web", "rasa"):
        sound.kill(name)
        sound.start(name)
    sound.wait_up()
    assert caller.ask("第2条讲什么").full
    answers.append(caller.ask("第4条讲什么", "one"))
    assert {(answer.text, answer.card["turn"]) for answer in answers} == {(answers[0].text, answers[0].card["turn"])}
    assert [one.said for one in sound.stored(caller.sender)] == ["第17条讲什么", "第4条讲什么", "第2条讲什么"]
