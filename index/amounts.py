"""Sums of money: 5000 万元, １０００ 万 元, 1.5亿元, 五千万元, 50、30、20万元, 1500元/月; percentages are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.markers import find_marker
from index.notice import Amount, Span
from index.text import Folded, chinese_number, fold

_MULTIPLES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_MULTIPLE = r"(?:十万|百万|千万|亿|万|千|百)"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_HAN = r"[一二三四五六七八九两十][一二三四五六七八九两零〇十百千万亿]{0,15}[十百千万亿]"
_CURRENCY = r"(?:元|美元|欧元|港元|港币|日元|英镑)(?:人民币)?"
_PER = r"(?:/(?:人|户|年|月|日|天|次|平方米|平米|m2|亩|台|套|张|吨|件|个|家|项|千瓦时|度|小时|学期|班|床|名|位|公里))"
_NUMBER = rf"(?:(?P<digits>{_DIGITS})(?P<multiple>{_MULTIPLE})?|(?P<han>{_HAN}))"
_MEMBER = rf"(?:{_DIGITS}{_MULTIPLE}?|{_HAN})"
_JOINT = r"(?:[、和或及]|至|到|-|~|—|–)"
_AMOUNT = re.compile(
    rf"""(?<![\d.第])(?<!\d,) {_NUMBER} (?:余|多)?
         (?: (?P<currency>{_CURRENCY}) (?P<per>{_PER}{{0,3}})
           | (?= (?:{_JOINT}{_MEMBER}){{1,12}}(?P<shared>{_MULTIPLE})?{_CURRENCY}) )""",
    re.VERBOSE,
)
_MEMBERS = re.compile(rf"(?P<numbers>(?:{_JOINT}{_MEMBER})+){_CURRENCY}")
# 一元化, 二元结构: 元 that is no money never follows 十百千万亿, which _HAN demands
_EACH = r"每(?:人|户|家|个|项|件|台|套|年|月|季度|天|日|次|班|床|名|位|亩|平方米|吨|企业|单位|机构|项目|证|种)"
_BOUND = (
    rf"(?:最高|最多|最低|最少|最大|不超过|不得超过|不高于|不多于|不大于|不低于|不得低于|不少于|不小于|不足|至少|高达|可达到?|达到|达|超过|超出|超|"
    rf"首次突破|突破|低于|高于|少于|大于|小于|上限|下限|限额|封顶|累计|合计|总计|总额|单个|一次性|{_EACH})"
)
_GIVE = r"(?:可)?(?:给予|奖励|补助|资助|补贴|补偿|扶持|支持|授信|贷款)"
_BOUND_CHAIN = re.compile(rf"(?:(?:最高|最多|最低){_GIVE}(?={_BOUND}|$)|{_BOUND}(?:可达|为|是|在|至|到|约)?)+$")
_MOVED = re.compile(
    r"(?P<words>[一-龥]{0,8}?(?:最低|最高)?可?(?:降至|降到|降低至|降低到|下调至|提高至|提高到|上调至|放宽至|放宽到|增加至|增加到))$"
)
_LIST_BEFORE = re.compile(rf"(?:{_MEMBER}(?:{_CURRENCY}{_PER}?)?(?:以上|以下|及以上)?(?:的)?{_JOINT})+$")
_LIST_AFTER = re.compile(rf"(?:{_JOINT}{_MEMBER}(?:{_CURRENCY}{_PER}?)?)*")
_MONEY_NOUN = (
    r"(?:支持|奖励|奖金|奖补|补助|补贴|补偿|资助|扶持|股权投资|直接投资|跟投|贷款|经费|资金|贴息|津贴|"
    r"额度|费用|基金|配套|担保|授信|保费|注册资本|让利)"
)
_SIZE = r"(?:总额|金额|标准|规模|额)"
_PURPOSE_AFTER = re.compile(
    rf"(?:\([^()]*\))?(?:的|作为)?(?:标准)?(?:给予|予以|发放)?(?P<noun>(?!及?以[上下内]|左右|至|的|且|并)[一-龥“”]{{0,12}}?{_MONEY_NOUN}{{1,3}})"
)
_PURPOSE_BEFORE = re.compile(
    rf"(?:(?:(?<![一-龥])|给予|予以|发放|享受|对每[一-龥])(?P<whole>[一-龥]{{0,14}}?{_MONEY_NOUN}{_SIZE}?)|(?P<noun>{_MONEY_NOUN}{_SIZE}?))(?:按|为|是)?$"
)
_VERB_HEAD = re.compile(r".*(?:给予|予以|发放|享受|增加)")
_RECIPIENT = re.compile(r"(?:^|(?<=[。,;:]))(?:其中,)?(?:针对|对于|对)(?P<who>[^。;]{2,120}?),")
_GIVEN_TO = re.compile(
    r"(?:给予|奖励|补贴|补助|资助|支持)(?P<who>[一-龥]{0,6}(?:企业|单位|个人|机构|团队|园区|平台|人才|申请人|主体|孵化器|载体|高校|院所))$"
)
_REFERENCE = re.compile(r"(?:按照|根据|依据|参照|依照)[^,;。]*(?:规定|要求|精神|《)")
_REACH = 400


@dataclass(frozen=True, slots=True)
class _Found:
    """A sum in folded[start:end]; the 50 of 50、30万元 is shown with all that follows, so that its unit is seen."""

    start: int
    end: int
    value: Decimal
    unit: str


def _last_multiple(members: str) -> int:
    """In 50、30、20万元 the 万 of the last one counts for all."""
    found = re.search(rf"({_MULTIPLE})$", members)
    return _MULTIPLES[found[1]] if found else 1


def _read_value(found: re.Match[str], members: str) -> Decimal | None:
    """`members`: what follows in the same list, without its currency."""
    if found["digits"] is None:
        number = chinese_number(found["han"])
        return Decimal(number) if number else None
    value = Decimal(found["digits"].replace(",", ""))
    return value * (_MULTIPLES[found["multiple"]] if found["multiple"] else _last_multiple(members))


def _scan(text: str) -> Iterator[_Found]:
    for found in _AMOUNT.finditer(text):
        members = _MEMBERS.match(text, found.end()) if found["currency"] is None else None
        value = _read_value(found, members["numbers"] if members else "")
        if value is None:
            continue
        bare = members is not None and found["multiple"] is None and found["digits"] is not None
        unit = (found["currency"] or "元").replace("人民币", "") + (found["per"] or "")
        if value != value.to_integral_value():  # 0.5元/度
            value, unit = value * 100, unit.replace("元", "分", 1)
        if value == value.to_integral_value():
            yield _Found(found.start(), members.end() if members and bare else found.end(), value, unit)


def _sentence_start(text: str, place: int) -> int:
    """Where the sentence of `place` begins, as far back as its words can still bear on a sum."""
    nearest = max(0, place - _REACH)
    return max(nearest, max(text.rfind(mark, nearest, place) for mark in "。;\n!?") + 1)


def _clause(text: str, start: int, end: int) -> str:
    """The words between commas that hold text[start:end]."""
    first = max(text.rfind(mark, 0, start) for mark in ",;。:\n") + 1
    after = [place for mark in ",;。:\n" if (place := text.find(mark, end)) >= 0]
    return text[first : min([*after, len(text)])]


class _Reader:
    """Reads what surrounds each sum of one stretch of text."""

    def __init__(self, text: str, base: int) -> None:
        self.source, self.base = text, base
        self.folded: Folded = fold(text, base)
        self.text = self.folded.text

    def printed(self, start: int, end: int) -> str | None:
        """The words of the source behind folded[start:end]; None when there are none."""
        if end <= start:
            return None
        first, last = self.folded.span(start, end)
        return self.source[first - self.base : last - self.base]

    def qualifier(self, start: int) -> tuple[str | None, int]:
        """Bounding words and where they begin; those before a list of sums hold for each of it."""
        floor = _sentence_start(self.text, start)
        listed = _LIST_BEFORE.search(self.text, floor, start)
        end = listed.start() if listed else start
        found = _MOVED.search(self.text, floor, end) or _BOUND_CHAIN.search(self.text, floor, end)
        return (self.printed(found.start(), end), found.start()) if found else (None, end)

    def recipient(self, start: int) -> str | None:
        """Whom the nearest 对…， before it names, else the noun right after 给予."""
        floor = _sentence_start(self.text, start)
        named = list(_RECIPIENT.finditer(self.text, floor, start))
        found = named[-1] if named else _GIVEN_TO.search(self.text, floor, start)
        if found is None or (not named and re.search(_BOUND, found["who"])):
            return None
        first, last = found.span("who")
        return self.printed(first, last - 1 if self.text[last - 1] == "的" and last - first > 2 else last)

    def purpose(self, found: _Found, begin: int) -> str | None:
        """What the money is: the noun after it, else before it, else the clause that it depends on."""
        after = found.end
        listed = _LIST_AFTER.match(self.text, after)
        noun = _PURPOSE_AFTER.match(self.text, listed.end() if listed else after)
        if noun:
            return self.printed(*noun.span("noun"))
        before = _PURPOSE_BEFORE.search(self.text, _sentence_start(self.text, begin), begin)
        if before:
            first, last = before.span("whole" if before["whole"] else "noun")
            verb = _VERB_HEAD.match(self.text, first, last)
            return self.printed(verb.end() if verb else first, last)
        given = re.search(_MONEY_NOUN, self.text[begin : found.start])
        if given:
            return given.group()
        return self._governing_clause(found, begin)

    def _governing_clause(self, found: _Found, begin: int) -> str | None:
        floor = _sentence_start(self.text, found.start)
        first = max(self.text.rfind(mark, floor, begin) for mark in ",:") + 1 or floor
        first = max(first, floor)
        if begin - first >= 4:
            end = found.end + len(_clause(self.text[found.end :], 0, 0))
            return self._without_label(self.printed(first, end))
        clauses = _clauses_before(self.text, floor, first)
        kept = [(start, end) for start, end in clauses if not _REFERENCE.match(self.text, start)]
        return self._without_label(self.printed(*kept[-1])) if kept else None

    @staticmethod
    def _without_label(words: str | None) -> str | None:
        """（一）A类人才 → A类人才."""
        marker = find_marker(words) if words else None
        return words[marker.end :] or None if words and marker else words


def _clauses_before(text: str, floor: int, stop: int) -> list[Span]:
    clauses: list[Span] = []
    start = floor
    for place in range(floor, stop):
        if text[place] in ",:":
            clauses.append((start, place))
            start = place + 1
    return [(first, last) for first, last in clauses if last > first]


def find_amounts(text: str, base: int = 0) -> tuple[Amount, ...]:
    """All sums of money in `text`, in order; spans count from `base`."""
    reader = _Reader(text, base)
    amounts: list[Amount] = []
    for found in _scan(reader.text):
        span = reader.folded.span(found.start, found.end)
        qualifier, begin = reader.qualifier(found.start)
        amounts.append(
            Amount(
                value=int(found.value),
                unit=found.unit,
                text=text[span[0] - base : span[1] - base],
                span=span,
                qualifier=qualifier,
                recipient=reader.recipient(found.start),
                purpose=reader.purpose(found, begin),
            )
        )
    return tuple(amounts)
