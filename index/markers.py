"""What stands at the head of a paragraph: 第一章, 一、, （一）, 1., （1）, 第三条; and lines known by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index.text import chinese_number, fold, squeeze

_HAN = r"[〇零一二三四五六七八九十百]"


class Level(Enum):
    """The forms of numbering, as printed."""

    PART = "第一章"
    SECTION = "第一节"
    ARTICLE = "第一条"
    HAN = "一、"
    HAN_BRACKET = "（一）"
    ARABIC = "1."
    ARABIC_BRACKET = "（1）"


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the head of a paragraph; the label is paragraph[:end], blanks after it included."""

    level: Level
    number: int
    end: int


_ORDINAL = rf"第\s*(?P<number>(?:\d\s*){{1,4}}|(?:{_HAN}\s*){{1,7}})"
_FORMS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PART, re.compile(rf"{_ORDINAL}章\s*")),  # 第一章    总 则
    (Level.SECTION, re.compile(rf"{_ORDINAL}节\s*")),
    # 第 2 3 条; a line that begins 第三条规定 or 第三条第二款 only refers to one
    (Level.ARTICLE, re.compile(rf"{_ORDINAL}条(?!规定|所|第|[款项之和的中、,;])\s*")),
    # 一、; 一、二类企业 only lists
    (Level.HAN, re.compile(rf"(?P<number>{_HAN}{{1,4}})\s*[、.](?!{_HAN}+[、类级等档])\s*")),
    (Level.HAN_BRACKET, re.compile(rf"\(\s*(?P<number>{_HAN}{{1,4}})\s*\)[、.]?\s*")),
    # 1. 1、 １．; not the 1. of 1.5
    (Level.ARABIC, re.compile(r"(?P<number>\d{1,3})\s*(?:\.(?!\d)|、)\s*")),
    (Level.ARABIC_BRACKET, re.compile(r"\(?\s*(?P<number>\d{1,3})\s*\)[、.]?\s*")),
)
_LONGEST_LABEL = 40


def find_marker(paragraph: str) -> Marker | None:
    """The number that a paragraph begins with, or None."""
    folded = fold(paragraph[:_LONGEST_LABEL], keep_blanks=True)
    for level, form in _FORMS:
        found = form.match(folded.text)
        number = chinese_number(found["number"]) if found else None
        if found and number is not None:
            return Marker(level, number, folded.span(0, found.end())[1])
    return None


def find_inline(paragraph: str, marker: Marker) -> int | None:
    """Where the next number of the same form stands inside a paragraph, right after a full stop or bracket; or None.

    “…（责任单位：市科技局）１０．大力培育…”: two measures that were printed without a break.
    """
    if marker.level not in (Level.ARABIC, Level.HAN_BRACKET, Level.ARTICLE):
        return None
    for place in range(marker.end, len(paragraph)):
        if paragraph[place - 1] in "。）)" and not paragraph[place].isspace():
            found = find_marker(paragraph[place:])
            if found and found.level is marker.level and found.number == marker.number + 1:
                return place
    return None


def climb(numbers: Sequence[int], gap: int) -> list[int]:
    """Places in `numbers` of a run that starts near 1 and rises by 1 to `gap` each time; others are left out.

    climb([1, 2, 1, 2, 3], 1) → [0, 1, 4]: the second 1 and 2 belong to a list inside the second.
    """
    places: list[int] = []
    last = 0
    for place, number in enumerate(numbers):
        if last < number <= last + gap:
            places.append(place)
            last = number
    return places


DOCUMENT_NOUN = (
    r"(?:通知|通告|公告|办法|措施|举措|意见|细则|规定|方案|政策|规划|计划|要点|"
    r"决定|条例|指引|指南|规则|章程|批复|若干条)"
)
_BRACKETED = r"(?:\([^()]{1,20}\))"
TITLE_LINE = re.compile(rf"[^。;:]{{0,90}}{DOCUMENT_NOUN}{_BRACKETED}*")
_ORGAN_END = (
    r"(?:局|委员会|委|办公室|办公厅|厅|部|政府|银行|分行|支行|院|署|中心|管委会|集团|公司|总队|支队|海关|联合会|协会|"
    r"党组|工委|领导小组|指挥部|大学|学院|处|所|组)"
)
_ORGAN = re.compile(rf"[A-Za-z0-9一-龥()“”]{{1,28}}{_ORGAN_END}(?:\([^()]{{1,10}}\))?")
_HAN_DATE = r"[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
DATE = rf"(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日|{_HAN_DATE})"
_DATE_LINE = re.compile(rf"\(?{DATE}\)?")
_SPECIAL = re.compile(
    r"""(?: 附件 | 附 [::] | 抄送 | 抄报 | 主送 [::] | 公开方式 | 信息公开选项 | \(此件 | \(联系人
    | 索引号 | 主题分类 | 发文机关 | 发文机构 | 发文字号 | 发布机构 | 发布日期 | 公开日期 | 成文日期
    | 标题 [::] | 主题词 | 有效性 | 扫一扫 | 点击 | 打印 | 关闭 | 分享 | 来源 [::] | 字号 [::] | 浏览次数
    | 当前位置 | 政策解读 | 相关解读 | 相关附件 | 责任编辑 )""",
    re.VERBOSE,
)


def is_date_line(text: str) -> bool:
    """2021年12月20日 and nothing else, brackets allowed."""
    return len(text) <= 60 and _DATE_LINE.fullmatch(squeeze(text)) is not None


def organs(text: str) -> tuple[str, ...]:
    """The public bodies that make up a line (市科技局 市财政局), or () when it holds anything else."""
    parts = [part for part in re.split(r"[\s、]+", text) if part]
    if len(text) > 200 or not parts:
        return ()
    if all(_ORGAN.fullmatch(squeeze(part)) for part in parts):
        return tuple(parts)
    whole = squeeze(text)  # 重 庆 市 人 民 政 府: blanks that only spread the letters
    return (whole,) if len(parts) > 2 and max(map(len, parts)) <= 2 and _ORGAN.fullmatch(whole) else ()


def is_special(text: str) -> bool:
    """Whether a line belongs to the frame of a publication: 附件, 抄送, a metadata table, a web page's own words."""
    return _SPECIAL.match(squeeze(text[:40])) is not None


def is_title_line(text: str) -> bool:
    """Whether a line ends as titles of notices do (…的通知, …办法（试行）)."""
    return len(text) <= 120 and find_marker(text) is None and TITLE_LINE.fullmatch(squeeze(text)) is not None
