"""Personal data never reaches a log or the table of outcomes; what policy questions are made of stays readable."""

# ruff: noqa: RUF001  (letters in full width are what is tested)

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.masking import masked
from actions.search_words import without_personal_data
from index.library import load_library
from index.settings import ROOT

HANGS_S = 60.0
"""Seconds after which a process hangs; going back and forth would take hours."""
PHONE, IDENTITY, CARD, MAIL = "［电话］", "［身份证号］", "［银行卡号］", "［邮箱］"

PERSONAL = [
    # mobile
    ("我的电话13812345678", f"我的电话{PHONE}"),
    ("138 1234 5678联系我", f"{PHONE}联系我"),
    ("138-1234-5678", PHONE),
    ("138.1234.5678", PHONE),
    ("138，1234，5678", PHONE),
    ("138—1234—5678", PHONE),
    ("+86 138 1234 5678", PHONE),
    ("008613812345678", PHONE),
    ("8613812345678", PHONE),
    ("１３８１２３４５６７８", PHONE),
    ("１３８－１２３４－５６７８", PHONE),
    ("1 3 8 1 2 3 4 5 6 7 8", PHONE),
    ("一三八一二三四五六七八", PHONE),
    ("幺三八〇〇零一二三四五", PHONE),
    ("壹叁捌 壹贰叁肆 伍陆柒捌", PHONE),
    ("一三八 1234 5678", PHONE),
    ("138\u200b1234\u200b5678", PHONE),
    ("星期一13812345678打给我", f"星期一{PHONE}打给我"),
    ("13812345678一直打不通", f"{PHONE}一直打不通"),
    ("13812345678万一打不通", f"{PHONE}万一打不通"),
    ("13812345678 13987654321", f"{PHONE} {PHONE}"),
    ("张三13812345678，李四13987654321", f"张三{PHONE}，李四{PHONE}"),
    ("①③⑧①②③④⑤⑥⑦⑧", PHONE),
    # landline, 400 and 800
    ("023-67513000", PHONE),
    ("02367513000", PHONE),
    ("(023)67513000", PHONE),
    ("（023）6751 3000", PHONE),
    ("010 6751 3000 转 8001", PHONE),
    ("0838-6751300", PHONE),
    ("０２３－６７５１３０００", PHONE),
    ("零二三 六七五一三零零零", PHONE),
    ("电话：67513000", f"电话：{PHONE}"),
    ("座机6751-3000分机12", f"座机{PHONE}"),
    ("400-123-4567", PHONE),
    ("4001234567", PHONE),
    ("８００ １２３ ４５６７", PHONE),
    # identity cards
    ("身份证500101199001011234", f"身份证{IDENTITY}"),
    ("50010119900101123X", IDENTITY),
    ("50010119900101123x的", f"{IDENTITY}的"),
    ("５００１０１１９９００１０１１２３Ｘ", IDENTITY),
    ("500101 19900101 1234", IDENTITY),
    ("500101-1990-0101-1234", IDENTITY),
    ("五零零一零一一九九零零一零一一二三四", IDENTITY),
    ("500101900101123", CARD),
    # bank cards
    ("卡号6222021234567890123", f"卡号{CARD}"),
    ("6222 0212 3456 7890 123", CARD),
    ("6222-0212-3456-7890", CARD),
    ("６２２２０２１２３４５６７８９０", CARD),
    ("6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0", CARD),
    ("六二二二 零二一二 三四五六 七八九零", CARD),
    # e-mail
    ("发到zhang.san@example.com吧", f"发到{MAIL}吧"),
    ("zhang@qq.com", MAIL),
    ("ｚｈａｎｇ＠ｑｑ．ｃｏｍ", MAIL),
    ("zhang @ qq . com", MAIL),
    ("zhang(at)qq.com", MAIL),
    ("zhang艾特qq.com", MAIL),
    ("a_b+c@mail.example.com.cn", MAIL),
]


@pytest.mark.parametrize(("said", "kept"), PERSONAL)
def test_personal_data_become_a_label_and_nothing_else_changes(said: str, kept: str) -> None:
    assert masked(said) == kept


HARMLESS = [
    "高端研发机构最高补5000万元",
    "实缴50000000够吗",
    "我们注册资本是 3,200,000 元",
    "投了13800000000元",
    "￥13812345678",
    "4000000000",
    "1.38123456789",
    "渝发改规范〔2021〕12号",
    "自2022年1月1日起施行",
    "2021-12-20 到 2022-01-01",
    "2021-12-20 10:30:00",
    "2021.12.20-2022.1.1",
    "2021-2025年",
    "第13、14、15、16、17、18条",
    "第13 14 15 16 17 18条",
    "3000-5000有没有",
    "3000—5000万元的补贴",
    "2021 2022 2023 2024 四年",
    "1000 2000 3000 4000",
    "一共二十条，分六章",
    "一、二、三、四、五、六、七、八、九、十",
    "二〇二一年十二月二十日",
    "五千万元、三千二百万、两个亿",
    "打12345能不能问",
    "电话50000000元补贴",
    "第17条讲什么，100%",
    "50w、30%、0.5个百分点",
    "GB 2260-2007",
    "项目代码2101-500000-04-01-123456",
    "统一社会信用代码91500000MA5U12345X",
    "微信@我",
    "今年3.14，3.1415926",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_sums_dates_and_numbers_of_documents_stay(text: str) -> None:
    assert masked(text) == text


def test_the_notice_itself_holds_nothing_to_mask() -> None:
    for notice in load_library(ROOT / "data"):
        assert masked(notice.text) == notice.text


HAN = ("〇零", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
SEPARATORS = st.sampled_from(["", " ", "-", "－", "—", "　", "\u200b"])


@st.composite
def written(draw: st.DrawFn, digits: str, groups: tuple[int, ...]) -> str:
    """`digits` as people write them: half or full width or Chinese numerals, with something between the groups."""
    way, separator = draw(st.sampled_from(["half", "full", "han"])), draw(SEPARATORS)
    signs = [
        draw(st.sampled_from(HAN[int(digit)])) if way == "han" else chr(ord(digit) + (0xFEE0 if way == "full" else 0))
        for digit in digits
    ]
    ends = [sum(groups[:place]) for place in range(1, len(groups))]
    return "".join((separator if place in ends else "") + sign for place, sign in enumerate(signs))


MOBILE = st.tuples(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.just((3, 4, 4)))
LANDLINE = st.tuples(st.from_regex(r"023[2-8][0-9]{7}", fullmatch=True), st.just((3, 8)))
BANK = st.tuples(st.from_regex(r"62[1-9]{14}", fullmatch=True), st.just((4, 4, 4, 4)))
PERSON = st.tuples(
    st.from_regex(r"[1-6][0-9]{5}(19[4-9][0-9]|200[0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{4}", fullmatch=True),
    st.just((6, 8, 4)),
)
AROUND = st.text(alphabet="我们的电话是请问找谁申请，。？ abc", max_size=12)


@given(data=st.data(), before=AROUND, after=AROUND, what=st.one_of(MOBILE, LANDLINE, BANK, PERSON))
def test_however_a_number_is_written_it_is_gone(
    data: st.DataObject, before: str, after: str, what: tuple[str, tuple[int, ...]]
) -> None:
    number = data.draw(written(*what))
    kept = masked(before + number + after)
    assert number not in kept
    assert kept.startswith(before) and kept.endswith(after)


@given(st.integers(0, 99_999_999), st.sampled_from(["", "元", "万元", "万", "亿", "元整", "多万"]), AROUND)
@example(50_000_000, "", "够吗")
def test_a_sum_stays(number: int, unit: str, after: str) -> None:
    text = f"我们投了{number}{unit}，{after}"
    assert masked(text) == text


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"]), AROUND)
def test_a_date_stays(day: object, form: str, after: str) -> None:
    text = f"是{format(day, form)}，{after}"
    assert masked(text) == text


@given(st.text(max_size=120))
def test_any_text_is_masked_without_an_error_and_masking_again_changes_nothing(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


def test_a_long_text_does_not_hang() -> None:
    """No pattern goes back and forth: a text ten times as long as any message is done long before a process is given up."""
    hostile = ("1 ", "-", "a.", "0-", "电话", "6222 ", "a@")
    code = "import sys; from actions.masking import masked; print(*(len(masked(text * 2500)) for text in sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *hostile], cwd=ROOT, timeout=HANGS_S, capture_output=True, text=True, check=True
    )
    assert len(done.stdout.split()) == len(hostile)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我的电话13812345678，想问人才公寓找谁", "，想问人才公寓找谁"),
        ("身份证号500101199001011234 能申请吗", "能申请吗"),
        ("13812345678", "13812345678"),
        ("第17条的3000 万元怎么算", "第17条的3000 万元怎么算"),
    ],
)
def test_what_is_searched_holds_no_personal_data(text: str, left: str) -> None:
    """With the words before it, which would be taken for a question for a telephone number."""
    assert without_personal_data(text).strip() == left
