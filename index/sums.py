"""Sums of money as people say them: 3200万, 五千万, 伍仟万元, 两个亿, 1.5亿, 50w, 三十多万, 八千块."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cn2an

_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HAN = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟幺廿"
_ABOUT = "[多来几余]?"
_SUM = re.compile(
    rf"(?<![\d.第几数{_HAN[1:]}])(?P<number>{_DIGITS}|半|[{_HAN[1:]}][{_HAN}]*)(?P<thousand>千|仟|百|十)?{_ABOUT}个?\s*"
    rf"(?:(?P<scale>万亿|万|亿|w(?![a-z]))(?!\s*(?:人(?!民币|才)|吨|平(?!台)|亩|户|家|台|辆|套|张|个|件|名|公里|米|度|兆|立方))(?P<rest>[1-9一二三四五六七八九](?![\d.{_HAN}万亿年月日天个家]))?"
    rf"\s*{_ABOUT}(?:元|块|人民币)?|(?P<plain>元(?!化|旦|宵|素)|块钱|块(?!地|田|儿)))",
    re.IGNORECASE,
)
_SCALES = {"万": 10**4, "w": 10**4, "亿": 10**8, "万亿": 10**12, "千": 10**3, "仟": 10**3, "百": 100, "十": 10}
_ROUND = {"千": 10**3, "仟": 10**3, "百": 100, "佰": 100, "十": 10, "拾": 10}


MOST_NUMBER = 1e15
"""Four hundred digits are no sum, and no float."""


@dataclass(frozen=True, slots=True)
class SaidSum:
    """A sum in a question: `text` as said, `value` in whole yuan (the lower bound of 三十多万)."""

    text: str
    value: int


def said_sums(query: str) -> tuple[SaidSum, ...]:
    """All sums named in a normalised query, in order, each value once. Not read: 2千5百万, and the 3000 of 3000到5000万."""
    found: list[tuple[SaidSum, int, int]] = []
    for match in _SUM.finditer(query):
        number = _number(match["number"])
        if number is None or number > MOST_NUMBER:
            continue
        scale = _SCALES.get((match["scale"] or "").lower(), 1) * _SCALES.get(match["thousand"] or "", 1)
        further = (_number(match["rest"]) or 0) * scale / 10 if match["rest"] else 0  # 2万5
        said = SaidSum(match.group().strip(), round(number * scale + further))
        start = match.start()
        joined = bool(found) and query[found[-1][2] : start] in ("", "零")
        if joined and said.value < found[-1][0].value:  # 一亿 + 两千万
            larger, start, _ = found.pop()
            said = SaidSum(query[start : match.end()].strip(), larger.value + said.value)
        found.append((said, start, match.end()))
    return tuple({said.value: said for said, _, _ in found}.values())


def _number(said: str) -> float | None:
    if said[0].isdigit():
        return float(said.replace(",", ""))
    if said == "半":
        return 0.5
    if said in _ROUND:  # 千万, 百万
        return float(_ROUND[said])
    try:
        return float(cn2an.cn2an(said.replace("〇", "零"), "smart"))
    except (ValueError, KeyError, IndexError):  # 十百, 百零: no number, so no sum was named
        return None
