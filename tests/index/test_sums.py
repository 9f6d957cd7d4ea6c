"""Sums of money are read as people say them; numbers of other things are no sums."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import normalise_query
from index.sums import SaidSum, said_sums

WAN, YI = 10**4, 10**8

SAYINGS = [
    ("3200万", 3200 * WAN),
    ("3,200万元", 3200 * WAN),
    ("五千万", 5000 * WAN),
    ("伍仟万元", 5000 * WAN),
    ("三千二百万", 3200 * WAN),
    ("两千零五十万", 2050 * WAN),
    ("一百五十万", 150 * WAN),
    ("廿万", 20 * WAN),
    ("千万", 1000 * WAN),
    ("百万元", 100 * WAN),
    ("2千万", 2000 * WAN),
    ("3百万", 300 * WAN),
    ("两个亿", 2 * YI),
    ("1.5亿", 150_000_000),
    ("0.5亿", 50_000_000),
    ("一亿两千万", 120_000_000),
    ("2亿5千万", 250_000_000),
    ("50w", 50 * WAN),
    ("5000W", 5000 * WAN),
    ("50 万", 50 * WAN),
    ("5000元", 5000),
    ("八千块", 8000),
    ("两百块钱", 200),
    ("三十多万", 30 * WAN),  # the lower bound
    ("二十来万", 20 * WAN),
    ("十几万", 10 * WAN),
    ("3000多万", 3000 * WAN),
    ("５０万", 50 * WAN),
    ("3000萬元", 3000 * WAN),
    ("2万5", 25_000),  # the digit is tenths of the unit before it
    ("2万五", 25_000),
    ("1亿5", 150_000_000),
    ("3万亿", 3 * WAN * YI),
]


@pytest.mark.parametrize(("said", "value"), SAYINGS)
def test_a_saying_is_read_and_kept_as_said(said: str, value: int) -> None:
    """In the middle of a question, after it has been normalised as every question is."""
    query = normalise_query(f"我们实缴{said}，够不够")
    [found] = said_sums(query)
    assert (found.value, found.text) == (value, normalise_query(said))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "第17条讲什么",
        "第3万名",
        "17条",
        "2021年12月20日",
        "12345",
        "5000",
        "几百万",  # no number
        "数百万人口",
        "万元户",
        "50wifi",
        "wuhan",
        "1.2.3万",
        "十百万",
        "百十一万",
        "厂里有30万人",  # people, tons, square metres
        "三十多万人",
        "年产3万吨",
        "5万平方米的厂房",
        "5万度电",
        "一元化管理",
        "两千块地",
    ],
)
def test_what_names_no_sum(query: str) -> None:
    assert said_sums(query) == ()


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("3000万到5000万", [3000 * WAN, 5000 * WAN]),
        ("不是说最高8000万吗，怎么成了5000万", [8000 * WAN, 5000 * WAN]),
        ("3000万，就是三千万元", [3000 * WAN]),  # each value once
        ("一千万两亿", [1000 * WAN, 2 * YI]),  # the larger after the smaller is another one
        ("1亿，2000万", [YI, 2000 * WAN]),  # not side by side
    ],
)
def test_several_sums_come_in_order_and_each_value_once(query: str, values: list[int]) -> None:
    assert [found.value for found in said_sums(query)] == values


FORMS = {
    "digits": lambda n: (f"{n}万", n * WAN),
    "digits and unit": lambda n: (f"{n}万元", n * WAN),
    "commas": lambda n: (f"{n:,}万元", n * WAN),
    "letter": lambda n: (f"{n}w", n * WAN),
    "han": lambda n: (f"{cn2an.an2cn(str(n), 'low')}万", n * WAN),
    "capital han": lambda n: (f"{cn2an.an2cn(str(n), 'up')}万元", n * WAN),
    "yuan": lambda n: (f"{n}元", n),
    "han yuan": lambda n: (f"{cn2an.an2cn(str(n), 'low')}块钱", n),
    "about": lambda n: (f"{n}多万", n * WAN),
    "hundred millions": lambda n: (f"{n}亿", n * YI),
    "tenths": lambda n: (f"{n / 10:.1f}亿", n * YI // 10),
    "two parts": lambda n: (f"{n}亿{n}万", n * YI + n * WAN),
}


@pytest.mark.parametrize("form", FORMS)
@given(st.integers(1, 9999))
def test_the_printed_forms_of_a_value_are_read_back(form: str, number: int) -> None:
    said, value = FORMS[form](number)
    assert said_sums(f"我们有{said}够不够") == (SaidSum(said, value),)


@given(st.integers(0, 10**12))
def test_a_number_without_a_unit_is_no_sum(number: int) -> None:
    assert said_sums(f"编号{number}的企业") == ()


@given(st.text("第几数0123456789.,零一二两十百千万亿元块钱多来个wa -，", max_size=14))
def test_any_text_gives_sums_that_stand_in_it_and_no_value_twice(query: str) -> None:
    found = said_sums(query)
    assert all(said.text in query and said.value >= 0 for said in found)
    assert len({said.value for said in found}) == len(found)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("1亿零500万", [105_000_000]),
        ("半个亿", [50_000_000]),
        ("5000万人民币", [5000 * WAN]),
        ("拿5000万人才基金", [5000 * WAN]),
        ("给500万平台建设费", [500 * WAN]),
    ],
)
def test_sums_before_other_words(query: str, values: list[int]) -> None:
    assert [found.value for found in said_sums(query)] == values
