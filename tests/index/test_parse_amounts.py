"""Sums of money as notices print them."""

from __future__ import annotations

import pytest

from index.amounts import find_amounts

VALUES = (
    # printed, [(value, unit, text)]
    ("给予最高 5000 万元的综合支持", [(50_000_000, "元", "5000 万元")]),
    ("奖励１０００ 万 元", [(10_000_000, "元", "１０００ 万 元")]),  # full-width, blanks inside
    ("设立1.5亿元基金", [(150_000_000, "元", "1.5亿元")]),
    ("不超过五千万元", [(50_000_000, "元", "五千万元")]),
    ("补助两万元", [(20_000, "元", "两万元")]),
    ("补助1,200,000元", [(1_200_000, "元", "1,200,000元")]),
    ("租金30元/平方米/月", [(30, "元/平方米/月", "30元/平方米/月")]),
    ("电价补贴0.5元/度", [(50, "分/度", "0.5元/度")]),  # whole 分, since half a yuan is no whole number
    ("分别奖励50万元、30万元", [(500_000, "元", "50万元"), (300_000, "元", "30万元")]),
    ("给予50、30万元奖励", [(500_000, "元", "50、30万元"), (300_000, "元", "30万元")]),  # 万元 counts for both
    ("给予20—50万元补助", [(200_000, "元", "20—50万元"), (500_000, "元", "50万元")]),
    ("投资500万至1000万元", [(5_000_000, "元", "500万"), (10_000_000, "元", "1000万元")]),
    ("注册资本100万美元", [(1_000_000, "美元", "100万美元")]),
)


@pytest.mark.parametrize(("sentence", "expected"), VALUES)
def test_value_unit_and_text_are_as_printed(sentence: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(amount.value, amount.unit, amount.text) for amount in find_amounts(sentence)] == expected


NO_MONEY = ("按30%给予补贴", "打破二元结构", "一元化管理", "建设3个园区", "2021年12月", "每万元产值能耗", "第1、2、3名")


@pytest.mark.parametrize("sentence", NO_MONEY)
def test_percentages_counts_and_元_in_words_are_no_amounts(sentence: str) -> None:
    assert find_amounts(sentence) == ()


QUALIFIERS = (
    ("给予最高500万元支持", "最高"),
    ("可给予最高不超过 2000 万元的股权投资", "最高不超过"),
    ("实缴金额最低可降至 3000 万元", "实缴金额最低可降至"),
    ("总规模不低于1亿元的基金", "不低于"),
    ("补贴上限为每年200 万元", "上限为每年"),
    ("每人每月1500元", "每人每月"),
    ("每户每年最高不超过８ 万 元", "每户每年最高不超过"),
    ("累计不超过20万元", "累计不超过"),
    ("单个项目最高补助100万元", "最高补助"),
    ("门槛提高到100万元", "门槛提高到"),
    ("给予20万元奖励", None),
)


@pytest.mark.parametrize(("sentence", "qualifier"), QUALIFIERS)
def test_the_qualifier_is_the_bounding_words_right_before(sentence: str, qualifier: str | None) -> None:
    (amount,) = find_amounts(sentence)
    assert amount.qualifier == qualifier


def test_a_qualifier_before_a_ladder_holds_for_each_step() -> None:
    sentence = "对收入首次突破100亿元、50亿元的企业，分别给予最高300万元、200万元奖励。"
    assert [amount.qualifier for amount in find_amounts(sentence)] == ["首次突破", "首次突破", "最高", "最高"]


SURROUNDINGS = (
    # sentence, recipient, purpose
    ("对新认定的机构，给予最高100万元的综合支持。", "新认定的机构", "综合支持"),
    ("对获评的，给予一次性奖励二十万元。", "获评", "一次性奖励"),
    ("对县域企业，按每证50万元给予一次性奖励。", "县域企业", "一次性奖励"),
    ("给予企业20万元奖励。", "企业", "奖励"),
    ("每人每月发放高温津贴不低于300元。", None, "高温津贴"),
    ("购房的，按照首付款的10%给予补贴，最高10万元。", None, "按照首付款的10%给予补贴"),
    ("（一）A类人才，每人每月1500元；", None, "A类人才"),
    ("降低门槛，按照《办法》规定，实缴金额最低可降至 3000 万元。", None, "降低门槛"),
)


@pytest.mark.parametrize(("sentence", "recipient", "purpose"), SURROUNDINGS)
def test_recipient_and_purpose_are_printed_words(sentence: str, recipient: str | None, purpose: str | None) -> None:
    (amount,) = find_amounts(sentence)
    assert (amount.recipient, amount.purpose) == (recipient, purpose)


def test_spans_count_from_the_base() -> None:
    (amount,) = find_amounts("奖励 5 万元", 100)
    assert amount.span == (103, 107)
