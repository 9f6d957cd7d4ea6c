"""What is learned from open questions: by what is left of them, and by those that a question is most like."""

from __future__ import annotations

import numpy as np
import pytest

from index.beyond import Beyond, Examples, beyond_from_bytes, learn_beyond
from index.encoder import Vectors
from index.errors import IndexNotReady
from index.unstated import OPEN, STATED, Example, blotted

THINGS = ("公寓", "厂房", "仪器", "贷款")
ASKED = ("一共几套", "租金多少", "哪年发")
TOLD = ("有没有支持", "能不能用", "怎么保障")
NOTHING = np.zeros(4, dtype=np.float32)


def examples() -> list[Example]:
    return [
        Example(thing, f"{thing}{tail}", blotted(f"{thing}{tail}", thing), label)
        for thing in THINGS
        for tails, label in ((ASKED, OPEN), (TOLD, STATED))
        for tail in tails
    ]


def learned(chosen: list[Example]) -> Beyond:
    beyond = learn_beyond(chosen, no_vectors(len(chosen)))
    assert beyond is not None
    return beyond


def no_vectors(count: int) -> Vectors:
    return np.zeros((count, 4), dtype=np.float32)


def test_what_is_asked_beyond_a_measure_that_nobody_wrote_questions_for() -> None:
    beyond = learned(examples())
    open_, stated = (beyond.log_odds("码头", "建设码头", text, NOTHING) for text in ("码头一共几套", "码头有没有支持"))
    assert open_ > 0 > stated


def test_the_questions_of_the_very_measure_count_most() -> None:
    """The words that are open for other measures are stated in this one."""
    told = [Example("码头", text, blotted(text, "码头"), STATED) for text in ("码头租金多少", "码头租金多少钱")]
    told += [Example("码头", "码头能停几天", "#能停几天", OPEN)]
    beyond = learned(examples() + told)
    assert beyond.log_odds("码头", "码头租金三千元", "码头租金多少呢", NOTHING) < beyond.log_odds(
        "仓库", "建设码头", "码头租金多少呢", NOTHING
    )


def test_likeness_is_the_mean_of_the_three_nearest_of_each_sort() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [0, -1], [0.6, 0.8]], dtype=np.float32)
    some = Examples(("甲", "乙", "丙", "丁", "戊"), ["a"] * 5, np.array([True] * 4 + [False]), vectors)
    by_vector, by_text = some.likeness("a", "甲乙", np.array([1, 0], dtype=np.float32))
    assert by_vector == pytest.approx((1 + 0.8 + 0) / 3 - 0.6, abs=1e-6)
    assert by_text == pytest.approx((2 / 3 + 2 / 3 + 0) / 3, abs=1e-3)


def test_a_question_left_out_is_not_compared_with_itself() -> None:
    vectors = np.eye(2, dtype=np.float32)
    some = Examples(("甲", "乙"), ["a", "a"], np.array([True, False]), vectors)
    assert some.likeness("a", "甲", vectors[0]) == (1.0, 1.0)
    assert some.likeness("a", "甲", vectors[0], leave=0) == (0.0, 0.0)
    assert some.likeness("b", "甲", vectors[0]) == (0.0, 0.0)


@pytest.mark.parametrize("label", [OPEN, STATED])
def test_of_one_sort_alone_nothing_is_learned(label: str) -> None:
    chosen = [one for one in examples() if one.label == label]
    assert learn_beyond(chosen, no_vectors(len(chosen))) is None
    assert learn_beyond([], no_vectors(0)) is None


def test_a_few_examples_are_enough_not_to_fail() -> None:
    """One sort may then be missing among those that a fold is judged by."""
    few = [examples()[0], examples()[3]]
    assert isinstance(learned(few).log_odds("公寓", "公寓", "公寓几套", NOTHING), float)


def test_what_is_written_reads_the_same() -> None:
    beyond = learned(examples())
    again = beyond_from_bytes(beyond.to_bytes())
    asked = ("公寓", "筹集公寓", "公寓哪年发", NOTHING)
    assert again.log_odds(*asked) == pytest.approx(beyond.log_odds(*asked), abs=1e-5)
    assert learned(examples()).to_bytes() == beyond.to_bytes()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"text"])
def test_what_cannot_be_read_says_what_to_do(data: bytes) -> None:
    with pytest.raises(IndexNotReady, match="run `make index`"):
        beyond_from_bytes(data)
