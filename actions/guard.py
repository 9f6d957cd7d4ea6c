"""The number guard: what a reply states as the notice's must stand in its quotes or in the parsed table. Pure.

Checked are numbers with what they measure, dates, 《》 names, addresses of the net, names of government bodies and of
places. Exempt is only what is marked as another's voice: the caller's own words, counts of the table, the site's
contacts (actions/voice.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from actions.answer import Answer, Finding
from actions.voice import Line, Voice
from index.hits import chapter_of
from index.mentions import Linker
from index.notice import Amount, Notice

_HAN = "零〇一二三四五六七八九十百千两廿壹贰叁肆伍陆柒捌玖拾佰仟"
_MEASURE = (
    "万美元|亿美元|美元|万欧元|欧元|万港元|港元|万日元|日元|万元|亿元|万|亿|元|块|%|‰|个百分点|"
    "百分点|个月|个工作日|工作日|年|月|日|号|天|周|小时|倍|成|折|岁|人|名|家|亩|平方米|公里|吨"
)
_ITEM = "条|章|款|项|部分|个|次|批|期"
_DATE = r"\d+年\d+月(?:\d+日)?|\d+月\d+日"
_NUMBER = re.compile(
    rf"{_DATE}|第?\d+(?:\.\d+)?(?:{_MEASURE}|{_ITEM})?"
    rf"|[{_HAN}百]+分之[{_HAN}]+|半(?:年|个月|数)|第[{_HAN}]+(?:{_ITEM})?"
    rf"|[{_HAN}]+[万亿]?(?:{_MEASURE})|[{_HAN}万亿]{{2,}}(?:{_ITEM})?|[二三四五六七八九十两](?:{_ITEM})亿?"
)
_DOCUMENT = re.compile("《[^《》]+》")
_ADDRESS = re.compile(
    r"[a-z0-9._-]+@[a-z0-9.-]+|(?:https?://)?(?=[a-z0-9.-]*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[a-z0-9./?=&_%#-]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """All that an answer rests on, as one comparable text: its quotes, and the table's entries for what it speaks of."""

    text: str

    def holds(self, fact: str) -> bool:
        """Whether the fact stands there; a number only as a number of its own: 21 not in 2021, 5000 not in 5000万元."""
        before = r"(?<![\d.])" if fact[:1].isdecimal() else rf"(?<![{_HAN}万亿])" if fact[:1] in _HAN else ""
        after = rf"(?!\.?\d|{_MEASURE}|{_ITEM})" if fact[-1:].isdecimal() else ""
        return re.search(before + re.escape(fact) + after, self.text) is not None


def comparable(text: str) -> str:
    """NFKC, lower case, without blanks and the commas of numbers: how facts and basis are compared."""
    return re.sub(r"(?<=\d),(?=\d)", "", "".join(unicodedata.normalize("NFKC", text).lower().split()))


def basis_of(answer: Answer) -> Basis:
    """What the answer may state: quotes; number, heading, chapter and units of cited measures; the notice's own data."""
    notice = answer.notice
    if notice is None:
        return Basis("")
    parts = [f"《{notice.title}》", notice.document_number or "", *notice.areas, *_dates(notice), *notice.issuers]
    parts += [chapter.title for chapter in notice.chapters]
    parts += [notice.quote(span) for span in (notice.areas_span, notice.effective_span, answer.passage) if span]
    for citation in answer.citations:
        measure, chapter = citation.measure, chapter_of(citation.notice, citation.measure)
        quoted = (citation.quote, citation.notice.quote(citation.about) if citation.about else "")
        parts += [f"第{measure.number}条", measure.heading, *measure.units, chapter.title if chapter else "", *quoted]
        parts += [words for amount in citation.amounts for words in _printed(amount)]
    if answer.interviewed:
        parts += [one.condition.quote for match in answer.interviewed.matches for one in match.checks]
    if answer.finding is Finding.ISSUERS:
        parts += notice.addressees
    if not answer.citations:
        parts += [unit for measure in notice.measures for unit in measure.units]
    return Basis(comparable("\n".join(parts)))


def _printed(amount: Amount) -> list[str]:
    """An amount's own words; where a list cites it, the quote is the bracket of units."""
    return [words for words in (amount.text, amount.qualifier, amount.recipient, amount.purpose) if words]


def _dates(notice: Notice) -> list[str]:
    days = (notice.issued, notice.effective_from, notice.effective_until)
    return [f"{day.year}年{day.month}月{day.day}日" for day in days if day]


class Guard:
    """Finds what a reply states without basis. Build once for each notice."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker

    def unfounded(self, spoken: Line, basis: Basis) -> tuple[str, ...]:
        """The facts of a line, other voices aside, that the basis does not hold."""
        stated = comparable("\n".join(piece.text for piece in spoken.pieces if piece.voice is Voice.NOTICE))
        return tuple(dict.fromkeys(fact for fact in self._facts(stated) if not basis.holds(fact)))

    def _facts(self, text: str) -> Iterable[str]:
        for pattern in (_DOCUMENT, _ADDRESS, _NUMBER):
            yield from pattern.findall(text)
        yield from self._linker.names_in(text)
