"""Which measure a place in what was listed or said means, and when it is none."""

from __future__ import annotations

import pytest

from tests.actions.bench import Bench, Found
from tests.actions.test_followup import LISTED, Spoken, after, numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("最后那个呢", 20),
        ("最后这条归谁管", 20),
        ("列表里排第一的那条谁负责", 12),
        ("打头那个找谁", 12),
        ("排最后的找谁", 20),
    ],
)
def test_first_and_last_of_a_list_in_more_words(bench: Bench, text: str, number: int) -> None:
    assert numbers(after(bench, Spoken((16,), LISTED), text, "ask_contact")) == [number]


@pytest.mark.parametrize(
    ("text", "number"), [("后头那条谁负责", 20), ("后面这个找谁", 20), ("前面那个找谁", 17), ("另一个写金额的找谁", 20)]
)
def test_of_two_the_other_one_stays_in_reach(bench: Bench, text: str, number: int) -> None:
    """Although one of them was spoken of since."""
    spoken = Spoken((17,), (17, 20)) if number == 20 else Spoken((20,), (17, 20))
    assert numbers(after(bench, spoken, text, "ask_contact")) == [number]


def test_the_last_is_what_was_said_since_the_list(bench: Bench) -> None:
    """最后这个, after another measure than those that were offered."""
    spoken = Spoken((17,), (1, 20, 12), earlier=(1, 20, 12))
    assert numbers(after(bench, spoken, "最后这个归谁管", "ask_contact")) == [17]


def test_the_first_question_of_one_alone_is_no_place(bench: Bench) -> None:
    """回到我第一个问的: the words choose among what was spoken of."""
    best = Found(5, score=0.8)
    answer = after(
        bench, Spoken((18,), earlier=(8, 5)), "回到我第一个问的，一事一议归哪几个局", "ask_contact", best=best
    )
    assert numbers(answer) == [5]


@pytest.mark.parametrize(
    ("text", "number"), [("最少的那个呢", 20), ("最多的那笔谁管", 1), ("少的那个是哪个部门在管", 20), ("多的那个呢", 1)]
)
def test_a_place_by_the_sums_that_were_told(bench: Bench, text: str, number: int) -> None:
    """Of those listed, else of those spoken of."""
    listed, talked = Spoken((17,), (1, 17, 20)), Spoken((1,), earlier=(20,))
    assert numbers(after(bench, listed, text, "ask_contact")) == [number]
    assert numbers(after(bench, talked, text, "ask_contact")) == [number]


@pytest.mark.parametrize("text", ["单位最多的那条归谁管", "最多的那个呢"])
def test_without_two_sums_nothing_is_the_most(bench: Bench, text: str) -> None:
    assert numbers(after(bench, Spoken((6,), earlier=(7, 1)), text, "ask_contact")) != [1]


def test_the_one_before_where_nothing_was_listed(bench: Bench) -> None:
    assert numbers(after(bench, Spoken((10,), earlier=(9,)), "前一个的责任单位", "ask_contact")) == [9]
