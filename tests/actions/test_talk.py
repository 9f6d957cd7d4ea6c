"""What the conversation has come to survives slots of JSON, stays small, and counts failures in a row."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.talk import KEPT, Asked, Talk, slots_from_talk, talk_from_slots


def talk(*failed: bool) -> Talk:
    made = Talk()
    for number, one in enumerate(failed):
        made = made.with_question(Asked(f"t{number}", f"问题{number}", "某发", (number,), one))
    return made


def test_slots_keep_everything() -> None:
    one = Talk((Asked("t1", "找谁", "某发", (4, 5), True), Asked("t2", "多少")), rated="t1")
    assert talk_from_slots(json.loads(json.dumps(slots_from_talk(one)))) == one


@pytest.mark.parametrize("rows", [None, 1, "x", [1, None], [{"turn": 1}], [{"turn": "a", "question": "b"}]])
def test_unexpected_slots_count_as_nothing(rows: Any) -> None:
    assert talk_from_slots({"asked": rows, "rated": 5}) == Talk()
    assert talk_from_slots({}) == Talk()


def test_the_slot_does_not_grow_with_the_conversation() -> None:
    made = Talk()
    for number in range(100):
        made = made.with_question(Asked(f"{number:032}", "很长的问题" * 100, "某发", tuple(range(20))))
    assert len(made.asked) == KEPT and len(json.dumps(slots_from_talk(made), ensure_ascii=False)) < 1200
    assert made.asked[-1].question.endswith("…") and made.asked[-1].measures == (0, 1, 2)


@pytest.mark.parametrize(
    ("failed", "count"),
    [((), 0), ((True,), 1), ((True, True, True), 3), ((True, True, False), 0), ((False, True, True), 2)],
)
def test_only_failures_in_a_row_count(failed: tuple[bool, ...], count: int) -> None:
    assert talk(*failed).failures == count


def test_a_rating_turns_an_answer_into_a_failure_and_back() -> None:
    assert talk(True, True, False).with_rating("t2", useful=False).failures == 3
    assert talk(True, True, True).with_rating("t2", useful=True).failures == 0
    assert talk(True).with_rating("unknown", useful=True).failures == 1


def test_a_hand_over_clears_the_failures_and_keeps_the_questions() -> None:
    after = talk(True, True, True).handed_over()
    assert after.failures == 0 and [one.question for one in after.asked] == ["问题0", "问题1", "问题2"]


def test_a_new_question_ends_the_waiting_for_a_reason() -> None:
    assert Talk(rated="t1").with_question(Asked("t2", "找谁")).rated is None
