"""Whatever is put in: a notice that accounts for every character, or a NoticeError; nothing else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from index.amounts import find_amounts
from index.dates import find_validity, parse_date
from index.errors import NoticeError
from index.layout import lay_out
from index.parse import parse_notice
from index.text import chinese_number, fold
from index.units import find_units
from tests.fuzzing import fuzz
from tests.index.notice_checks import assert_round_trip, assert_segments_tile, assert_spans_hold

PIECES = (
    *(
        "一、",
        "二、",
        "三、支持发展",
        "（一）",
        "（二）",
        "(三)",
        "1. ",
        "２．",
        "3、",
        "第一条 ",
        "第 2 条",
        "第三章 ",
        "第一节",
    ),
    *("支持创新。", "给予最高 5000 万元", "50、30万元", "五千万元", "的奖励", "对新认定的企业，", "①", "㈠", "A", "a1"),
    *("（责任单位：市科技局、市财政局）", "（省大数据局牵头，各市政府配合）", "责任单位：市商务局"),
    *("关于印发《支持办法》的通知", "《支持办法》", "支持办法", "某发〔2021〕3号", "各区人民政府：", "某市财政局"),
    *("2021年12月20日", "二〇二一年一月一日", "本办法自印发之日起施行，", "有效期三年。", "附件：名单", "附件1"),
    *("抄送：各部门", "目录", "— 2 —", "索引号：", "（包括甲区、乙县，以下简称“区”）"),
    *(
        "“",
        "”",
        "（",
        "）",
        "《",
        "》",
        "，",
        "。",
        "；",
        "：",
        " ",
        "\u3000",
        "\n",
        "\n\n",
        "\n",
        "\r\n",
        "\f",
        "\u200b",
    ),
)
noticelike = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def check(raw: str) -> None:
    try:
        notice = parse_notice(raw)
    except NoticeError as error:
        assert re.match(r"line \d+: .+; give the notice", str(error), re.DOTALL)
        return
    assert notice.measures
    assert_spans_hold(notice)
    assert_segments_tile(notice)
    assert_round_trip(raw, notice.text)
    numbers = [measure.number for measure in notice.measures]
    assert numbers == sorted(set(numbers))


@given(st.text())
def test_arbitrary_text_gives_a_notice_or_a_notice_error(raw: str) -> None:
    check(raw)


@fuzz(300)
@given(noticelike)
def test_notice_like_text_gives_a_whole_notice_or_a_notice_error(raw: str) -> None:
    check("关于支持发展的政策措施\n" + raw)


@given(st.text(alphabet=st.sampled_from("一二三百万亿两0123456789.,、至-—元万年月日/第 　自起施行有效期至")))
def test_readers_of_numbers_never_fail(text: str) -> None:
    amounts = find_amounts(text)
    assert all(text[amount.span[0] : amount.span[1]] == amount.text for amount in amounts)
    validity = find_validity(text, parse_date(text))
    assert validity.span is None or text[validity.span[0] : validity.span[1]].strip()
    number = chinese_number(text)
    assert number is None or number >= 0


@given(noticelike)
def test_unit_names_stand_in_the_text(text: str) -> None:
    units = find_units(text)
    assert all(name in text for name in units.names)
    assert all(0 <= start < end <= len(text) for start, end in units.spans)


@given(st.text())
def test_folded_text_leads_back_to_its_source(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts)
    for place, character in enumerate(folded.text):
        start, end = folded.span(place, place + 1)
        assert character in fold(text[start:end]).text


@given(noticelike)
def test_laying_out_twice_changes_nothing_more(raw: str) -> None:
    """The characters stay; what is joined stays joined."""
    once = lay_out(raw)
    assert_round_trip(raw, once.text)
    assert len(lay_out(once.text).paragraphs) <= len(once.paragraphs)
