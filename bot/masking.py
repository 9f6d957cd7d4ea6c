"""Personal data in a text → a label in its place, before the text reaches a log or a table. Pure.

Masked: telephone numbers (mobile, landline, 400/800), identity-card and bank-card numbers, e-mail addresses; with blanks or
hyphens between the digits, in full width, in Chinese numerals. Sums, dates, document numbers and numbers of measures stay.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NUMERALS = {
    numeral: str(digit)
    for digit, numerals in enumerate(
        ("〇零○洞", "一壹幺么吆弌", "二贰两弍貳", "三叁弎參", "四肆", "五伍", "六陆陸", "七柒拐", "八捌", "九玖勾")
    )
    for numeral in numerals
}
_INVISIBLE = "\u200b"
"""Stands for every formatting mark in the folded text."""
_SIGNS = dict.fromkeys("‐‑–—―－−﹣ー_~～", "-")

_S = rf"[\s{_INVISIBLE}-]{{0,3}}"
"""What may stand between two digits of one number."""
_B = rf"[\s{_INVISIBLE}-]{{1,2}}"
"""What stands between two groups of digits."""
_D = rf"{_S}\d"
_ALONE = r"(?<![\d¥$])(?<!\d\.)"
_END = r"(?!\d)"
_CURRENCY = r"[元圆块]|人民币|rmb|美金|美元|欧元|港元|港币|日元"
_NO_SUM = rf"(?!\s*[多余]?\s*(?:{_CURRENCY}))"
"""After a number as long as a telephone's only a currency makes it a sum: in 13812345678万一打不通 it is none."""
_NO_SHORT_SUM = rf"(?!\s*[多余]?\s*(?:[百千万萬亿億w%]|{_CURRENCY}))"
_NO_LIST = r"(?!\d\d(?:[\s-]+\d\d){4})"
"""13 14 15 16 17 18: numbers of measures."""
_EXTENSION = rf"(?:{_S}(?:转|分机|ext\.?)\s*\d{{1,6}})?"
_TELL = r"(?P<tell>(?:电话|座机|手机|传真|号码|致电|热线|拨打|tel)[\s:是为打.]{0,4})"
_MONTH = rf"(?:0{_S}[1-9]|1{_S}[0-2])"
_DAY = rf"(?:0{_S}[1-9]|[12]{_D}|3{_S}[01])"


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of personal data: what stands in its place, and what it looks like in a folded text."""

    label: str
    pattern: re.Pattern[str]


def _sort(label: str, *patterns: str) -> _Sort:
    return _Sort(label, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))


_SORTS = (
    _sort(
        "［邮箱］",
        # zhang.san@qq.com, zhang @ qq . com, zhang(at)qq.com
        r"[a-z0-9][a-z0-9._%+-]*\s*(?:@|\(at\)|\[at\]|艾特)\s*[a-z0-9-]+(?:\s?[.。]\s?[a-z0-9-]+)*\s?[.。]\s?[a-z]{2,}",
    ),
    _sort(
        "［身份证号］",
        # 50010119900101123X, 500101 1990 0101 1234; the date must be one, the check digit need not be right
        rf"{_ALONE}[1-9](?:{_D}){{5}}{_S}(?:1{_S}[89]|2{_S}0)(?:{_D}){{2}}{_S}{_MONTH}{_S}{_DAY}(?:{_D}){{3}}{_S}[\dx]{_END}",
    ),
    _sort(
        "［银行卡号］",
        # 6222021234567890123; identity cards of fifteen digits too
        rf"{_ALONE}(?!00861[3-9]\d{{9}}(?!\d))\d{{15,}}{_END}{_NO_SUM}",
        # 6222 0212 3456 7890 123, but not 2021 2022 2023 2024 and not 1000 2000 3000 4000
        rf"{_ALONE}(?!(?:(?:19|20)\d\d{_B}){{3}}|\d\d00{_B}\d\d00{_B})"
        rf"\d{{4}}(?:{_B}\d{{4}}){{3}}(?:{_B}\d{{1,3}})?{_END}",
        # 6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0
        rf"{_ALONE}\d(?:[\s{_INVISIBLE}]{{1,2}}\d){{14,18}}{_END}",
    ),
    _sort(
        "［电话］",
        # 13812345678, +86 138 1234 5678, 一三八 1234 5678
        rf"(?:{_ALONE}\+?(?:00)?86{_S}|{_ALONE}){_NO_LIST}1{_S}[3-9](?:{_D}){{9}}{_END}{_NO_SUM}",
        # 138.1234.5678, 138,1234,5678
        r"(?<!\d)1[3-9]\d([.,、/·])\d{4}\1\d{4}(?!\d)",
        # 023-67513000, (023)6751 3000, 0838 675 1300 转 8001; not the end of 2021-01-02
        rf"(?<!\d)(?<!\d[.-])\(?0(?:10|2\d|[3-9]\d\d)\)?{_S}[2-9](?:{_D}){{6,7}}{_END}{_EXTENSION}",
        # 0 2 3 6 7 5 1 3 0 0 0
        rf"(?<!\d)0(?:[\s{_INVISIBLE}]{{1,2}}\d){{9,11}}{_END}",
        # 400-123-4567, 8001234567; 4000000000 is a sum
        rf"{_ALONE}[48]00(?!0{{7}}){_S}\d(?:{_D}){{6}}{_END}{_NO_SUM}{_EXTENSION}",
        # 电话：67513000, without an area code
        rf"{_TELL}[2-8](?:{_D}){{6,7}}{_END}{_NO_SHORT_SUM}{_EXTENSION}",
    ),
)
LABELS = tuple(sort.label for sort in _SORTS)


def masked(text: str) -> str:
    """`text` with a label in the place of every piece of personal data; other characters stay as they are."""
    for sort in _SORTS:
        for numerals in (False, True):  # 星期一13812345678: the numeral before it is no digit of it
            text = _masked_sort(text, sort, numerals)
    return text


def _masked_sort(text: str, sort: _Sort, numerals: bool) -> str:
    parts, end = [], 0
    for found in sort.pattern.finditer(_folded(text, numerals)):
        start = found.end("tell") if found.groupdict().get("tell") else found.start()
        parts += [text[end:start], sort.label]
        end = found.end()
    return "".join([*parts, text[end:]])


def _folded(text: str, numerals: bool) -> str:
    """As many characters as `text`: digits of every script, and `numerals` of Chinese, as 0–9; signs in half width."""
    return "".join(_NUMERALS[sign] if numerals and sign in _NUMERALS else _folded_sign(sign) for sign in text)


def _folded_sign(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(sign) == "Cf":
        return _INVISIBLE
    folded = _SIGNS.get(sign) or unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign
