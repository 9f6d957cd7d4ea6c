"""Whether there is such a thing: stated where it stands in just these words."""

from __future__ import annotations

import pytest

from actions.whether import asks_whether_it_stands

TEXT = "建立科技创业投资风险补偿机制，通过挂牌奖励吸引企业入板。"


@pytest.mark.parametrize(
    "question",
    [
        "想问风险补偿有没有",
        "有没有挂牌奖励",
        "有没得风险补偿机制嘛",
        "亏了有补偿机制不",
        "有挂牌奖励没",
        "有挂牌奖励没 哪条",
    ],
)
def test_what_stands_in_the_text_is_there(question: str) -> None:
    assert asks_whether_it_stands(question, TEXT)


@pytest.mark.parametrize(
    "question",
    [
        "有没有贷款贴息",  # another thing
        "有没有风险补偿券",  # something about it
        "奖励有没有",  # only a sort of thing
        "风险补偿比例是多少",  # not whether
        "风险补偿有没有上限",
    ],
)
def test_nothing_else_is(question: str) -> None:
    assert not asks_whether_it_stands(question, TEXT)
