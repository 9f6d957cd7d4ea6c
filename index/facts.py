"""Facts of the whole notice, from its front matter and tail: title, issuers, 文号, addressees, day of issue, areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.dates import parse_date
from index.frame import METADATA_LABEL, NUMBER, Part
from index.layout import Paragraph
from index.markers import DATE, organs
from index.notice import Span
from index.text import fold, squeeze

Labelled = Sequence[tuple[Paragraph, Part]]

_AREA_END = r"(?:自治县|自治州|新区|高新区|经开区|开发区|示范区|园区|城区|街道|地区|区|县|市|镇|乡|州|盟|旗|岛|新城)"
_AREA = rf"[一-龥A-Za-z0-9]{{1,12}}?{_AREA_END}"
_AREA_LIST = (
    rf"(?P<list>{_AREA}(?:[、和及与]{_AREA})+)(?:等[一二三四五六七八九十\d]*个?(?:区县|县市|区|县|市|地区|地))?"
)
_AREAS = (
    # （包括甲区、乙县，以下简称“示范区”）
    re.compile(
        rf"(?:包括|包含|涵盖|覆盖|是指|指|含|范围为|范围包括):?{_AREA_LIST}(?=[^。;]{{0,12}}(?:以下|简称|统称))"
    ),
    # 本措施适用于甲区、乙县
    re.compile(
        rf"(?:本[^。,]{{1,16}}(?:适用于|适用范围[为是:]?|实施范围[为是:]?)|适用范围[为是:]|实施范围[为是:])(?:在)?{_AREA_LIST}"
    ),
    # 所称示范区，是指甲区、乙县
    re.compile(rf"所称[^。]{{1,20}}(?:是指|包括|指):?{_AREA_LIST}(?=[。;,)])"),
)
_TITLE_PREFIX = re.compile(r"(?P<organ>[^关]{3,60}?)关于")
_PRINTED_BY = re.compile(rf"(?P<organ>[^\d]{{3,40}}?){DATE}印发")


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas that a notice is for, as printed, and the sentence that lists them."""

    names: tuple[str, ...]
    span: Span | None


def _texts(labelled: Labelled, part: Part) -> list[str]:
    return [paragraph.text for paragraph, label in labelled if label is part]


def _metadata(labelled: Labelled) -> dict[str, str]:
    """Rows of a metadata table, the value behind the label or on the next line; keys without blanks."""
    rows: dict[str, str] = {}
    label: str | None = None
    for text in _texts(labelled, Part.METADATA):
        folded = squeeze(text)
        found = METADATA_LABEL.match(folded)
        if found is None:
            if label:
                rows.setdefault(label, text)
            label = None
        elif found.end() < len(folded):
            rows.setdefault(found[1], re.split("[:：]", text, maxsplit=1)[-1].strip())
            label = None
        else:
            label = found[1]
    return rows


def find_number(labelled: Labelled) -> str | None:
    """The 文号 as printed, or None."""
    for text in [*_texts(labelled, Part.NUMBER), *_metadata(labelled).values()]:
        folded = fold(text)
        found = re.search(NUMBER, folded.text)
        if found and found.end() == len(folded.text):
            start, end = folded.span(*found.span())
            return text[start:end]
    return None


def find_title(labelled: Labelled, name: str | None) -> str:
    """Name of the document sent, else the title line, else the metadata's; "" when the text holds no title."""
    titles = _texts(labelled, Part.TITLE)
    return name or (titles[0] if titles else _metadata(labelled).get("标题", ""))


def find_issuers(front: Labelled, tail: Labelled) -> tuple[str, ...]:
    """Bodies on lines of their own, in printed order, each once; else from the title, the table, or 印发."""
    lines = _texts(front, Part.ISSUER) or _texts(tail, Part.ISSUER)
    found = dict.fromkeys(organ for text in lines for organ in organs(text))
    if found:
        return tuple(found)
    return next((organ for organ in _other_issuers(front, tail) if organ), ())


def _other_issuers(front: Labelled, tail: Labelled) -> Iterator[tuple[str, ...]]:
    for text in _texts(front, Part.TITLE):
        prefix = _TITLE_PREFIX.match(text)
        yield organs(prefix["organ"]) if prefix else ()
    table = _metadata(front)
    yield organs(table.get("发文机关", table.get("发文机构", "")))
    for text in [*_texts(tail, Part.DISTRIBUTION), *_texts(tail, Part.DATE)]:
        printed = _PRINTED_BY.match(squeeze(text))
        yield organs(printed["organ"]) if printed else ()


def find_addressees(front: Labelled) -> tuple[str, ...]:
    """Groups of addressees as printed between commas; 、 inside a group stays, since 各区、县人民政府 is one."""
    joined = "，".join(text.rstrip("：: ") for text in _texts(front, Part.ADDRESSEE))
    return tuple(group.strip() for group in re.split("[，,；;]", joined) if group.strip())


def find_issued(front: Labelled, tail: Labelled) -> date | None:
    """Date under the letter, else of the metadata table, else under the text, else of 印发."""
    table = _metadata(front)
    places = [
        *_texts(front, Part.DATE),
        table.get("成文日期", ""),
        *_texts(tail, Part.DATE),
        *_texts(tail, Part.DISTRIBUTION),
        table.get("发布日期", ""),
    ]
    return next((found for text in places if (found := parse_date(text))), None)


def _sentence_around(text: str, place: int) -> Span:
    start = max(text.rfind(mark, 0, place) for mark in "。！？\n") + 1
    ends = [end + 1 for mark in "。！？" if (end := text.find(mark, place)) >= 0]
    line_end = text.find("\n", place)
    end = min([*ends, line_end if line_end >= 0 else len(text)])
    return start, end


def find_areas(text: str) -> Areas:
    """The first list of at least two districts, counties or towns that the notice says it is for."""
    folded = fold(text)
    for form in _AREAS:
        found = form.search(folded.text)
        if found:
            start, end = folded.span(*found.span("list"))
            names = tuple(name.strip() for name in re.split("[、和及与]", text[start:end]))
            return Areas(names, _sentence_around(text, start))
    return Areas((), None)
