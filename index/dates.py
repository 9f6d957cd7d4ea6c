"""Dates and terms: 2021年12月20日, 二〇二一年…, 自…起施行, 有效期至…, 有效期3年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.markers import DATE, DOCUMENT_NOUN
from index.notice import Span
from index.text import Folded, chinese_number, fold

_HAN = "〇零○一二三四五六七八九十百两"
_COUNT = rf"(?:\d{{1,3}}|[{_HAN}]{{1,4}})"
_IN_FORCE = r"(?:正式)?(?:施行|实施|执行|生效|试行|施用)(?!的)"
_OWN = re.compile(rf"(?:本|以上|上述|该)[一-龥]{{0,8}}?{DOCUMENT_NOUN}")
_START = re.compile(
    rf"""(?:自|从|于)? (?: (?P<date>{DATE}) | (?P<issue>(?:印发|发布|公布|颁布|下发|发文|签发)之日) )
         (?:起)? (?:满?(?P<delay>{_COUNT})(?:日|天)后)? (?:起)? (?:开始)? {_IN_FORCE}""",
    re.VERBOSE,
)
_TERM = r"(?:有效期|有效期限|试行期|试行期限|施行期|实施期|执行期|政策期限|实施期限|执行期限|施行期限|暂行期|期限)"
_YEARS = rf"(?P<count>{_COUNT})(?P<unit>个月|年)"
_UNTIL = re.compile(
    rf"""(?: {_TERM}(?:暂定)?(?:为)?(?:截至|截止到?|止于|至|到)
           | {_IN_FORCE},?(?:有效)?(?:至|到)
           | {_TERM}(?:暂定)?为?(?:自)?\d{{4}}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?(?:起)?(?:至|到|-|—) )
         (?P<date>{DATE}|\d{{4}}年(?:\d{{1,2}}月)?(?:底|末)?)""",
    re.VERBOSE,
)
_LASTS = re.compile(
    rf"{_TERM}(?:暂定|定)?(?:为|是)?{_YEARS}|暂定{_YEARS.replace('?P<count>', '?P<c2>').replace('?P<unit>', '?P<u2>')}"
)
_LASTS_AFTER = re.compile(
    rf"{_YEARS}(?:的)?有效期|试行{_YEARS.replace('?P<count>', '?P<c2>').replace('?P<unit>', '?P<u2>')}"
)
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")


@dataclass(frozen=True, slots=True)
class Validity:
    """From when and until when (last day) a notice applies, and the sentence that says from when; None where silent."""

    effective_from: date | None
    effective_until: date | None
    span: Span | None


def _build(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:  # 2021年2月30日: printed, but no date
        return None


def parse_date(printed: str) -> date | None:
    """The first full date in `printed`; None when there is none, or no such day."""
    found = re.search(DATE, fold(printed).text)
    if not found:
        return None
    year, month, day = (chinese_number(part) for part in re.split("[年月日]", found.group())[:3])
    return _build(year, month, day)


def _last_day(printed: str) -> date | None:
    """The last day of a date, month or year: 2025年12月31日, 2025年6月, 2025年底."""
    if "日" in printed:
        return parse_date(printed)
    numbers = [int(number) for number in re.findall(r"\d+", printed)]
    year, month = numbers[0], numbers[1] if len(numbers) > 1 else 12
    following = _build(year + 1, 1, 1) if month == 12 else _build(year, month + 1, 1)
    return following - timedelta(days=1) if following else None


def _add_term(start: date, count: int, unit: str) -> date | None:
    """Last day of a term that begins on `start`: three years from 2023-09-08 end on 2026-09-07."""
    months = start.month - 1 + count * (12 if unit == "年" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    after = _build(year, month, start.day) or _build(year, month + 1, 1)
    return after - timedelta(days=1) if after else None


def _sentences(text: str) -> Iterator[tuple[Span, Folded]]:
    for found in _SENTENCE.finditer(text):
        folded = fold(found.group(), found.start())
        if folded.text:
            yield folded.span(0, len(folded.text)), folded


def _find_start(sentences: list[tuple[Span, Folded]]) -> tuple[int, re.Match[str]] | None:
    """The last sentence that says from when this notice applies; one that names the notice goes first."""
    named: tuple[int, re.Match[str]] | None = None
    other: tuple[int, re.Match[str]] | None = None
    for place, (_, folded) in enumerate(sentences):
        found = _START.search(folded.text)
        if found is None:
            continue
        before = folded.text[: found.start()]
        if _OWN.search(before):
            named = place, found
        elif not before or before[-1] in ",、;:":
            other = place, found
    return named or other


def _start_date(found: re.Match[str], issued: date | None) -> date | None:
    base = parse_date(found["date"]) if found["date"] else issued
    delay = chinese_number(found["delay"]) if found["delay"] else 0
    if base is None or delay is None:
        return None
    try:
        return base + timedelta(days=delay)
    except OverflowError:  # the year 9999
        return None


def _find_end(text: str, start: date | None) -> date | None:
    until = _UNTIL.search(text)
    if until:
        return _last_day(until["date"])
    lasts = _LASTS.search(text) or _LASTS_AFTER.search(text)
    if lasts is None or start is None:
        return None
    count = chinese_number(lasts["count"] or lasts["c2"])
    return _add_term(start, count, lasts["unit"] or lasts["u2"]) if count else None


def find_validity(text: str, issued: date | None) -> Validity:
    """Read the term of a whole notice; 自印发之日起 counts from `issued` and stays None when that is unknown."""
    sentences = list(_sentences(text))
    found = _find_start(sentences)
    start = _start_date(found[1], issued) if found else None
    candidates: list[str] = []
    if found:
        candidates += [folded.text for _, folded in sentences[found[0] : found[0] + 2]]
    candidates += [folded.text for _, folded in sentences if _OWN.search(folded.text)]
    for place, candidate in enumerate(candidates):
        end = _find_end(candidate, start) if place != 1 or candidate[:1] in "有本试暂" else None
        if end:
            return Validity(start, end, sentences[found[0]][0] if found else None)
    return Validity(start, None, sentences[found[0]][0] if found else None)
