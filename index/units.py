"""Responsible units: （责任单位：…）, （牵头单位：…；配合单位：…）, （负责部门：…）, （甲局牵头，乙局配合）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.notice import Span
from index.text import Folded, fold

_ROLE = (
    r"(?:主要|责任|牵头|配合|负责|协助|协同|实施|落实|参与|参加|主管|主办|协办|承办|承接|支持|组织|监管|管理|执行|会同)"
)
_LABEL = rf"(?:{_ROLE}){{1,3}}(?:及{_ROLE}{{1,2}})?(?:单位|部门|机构|主体|科室|处室)"
_INSIDE = r"(?:[^()\n]|\([^()\n]{0,60}\))"
_LABELLED = re.compile(rf"\((?P<fields>{_LABEL}[:]{_INSIDE}{{1,600}})\)")
# A field of its own at the end of a sentence or paragraph, without brackets
_BARE = re.compile(rf"(?:^|(?<=[。;]))(?P<fields>{_LABEL}[:][^。\n]{{1,400}})(?:。|$)", re.MULTILINE)
_DUTY = (
    r"(?:按(?:照)?(?:各自)?职责(?:分工)?|分别|共同|具体|统筹)*"
    r"(?:牵头负责|分工负责|牵头|负责|配合|参与|参加|协助|落实|分头落实|组织实施|实施|会同|按职责分工)"
)
_UNLABELLED = re.compile(rf"\((?P<clauses>{_INSIDE}{{2,300}}?{_DUTY})\)")
_FIELD = re.compile(rf"(?:^|[,;。、])(?P<label>{_LABEL}|[一-龥]{{2,6}})[:]")
_UNIT_END = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|部|院|署|行|会|中心|政府|单位|部门|机构|公司|集团|所|社|校|大学|总队|支队|海关|组|团|区|县|市|镇|乡|街道|联|馆|处)$"
)
_TRAILER = re.compile(rf"(?:等(?:有关|相关)?(?:部门|单位)?|{_DUTY}|等)+[。.]?$")
_OPENINGS, _CLOSINGS = "(（", ")）"


@dataclass(frozen=True, slots=True)
class Units:
    """Names as printed, each once, and every bracket (or labelled line) that holds some."""

    names: tuple[str, ...]
    spans: tuple[Span, ...]


def _split(text: str, marks: str) -> Iterator[tuple[int, int]]:
    """Ranges between `marks` that stand outside brackets."""
    depth = start = 0
    for place, character in enumerate(text):
        depth += (character in _OPENINGS) - (character in _CLOSINGS)
        if character in marks and depth <= 0:
            yield start, place
            start = place + 1
    yield start, len(text)


def _names(folded: Folded, start: int, end: int, source: str, base: int) -> Iterator[str]:
    """Printed names in folded[start:end], words of duty at the end taken off."""
    for first, last in _split(folded.text[start:end], "、,;"):
        name = folded.text[start + first : start + last]
        kept = _TRAILER.sub("", name)
        if kept:
            begin, stop = folded.span(start + first, start + first + len(kept))
            yield source[begin - base : stop - base]


def _labelled_names(folded: Folded, found: re.Match[str], source: str, base: int) -> Iterator[str]:
    """Units of the fields that name units; 适用范围 and other fields are passed over."""
    start, end = found.span("fields")
    fields = [
        field for field in _FIELD.finditer(folded.text[start:end]) if _depth(folded.text[start:end], field.start()) == 0
    ]
    edges = [*(field.start() for field in fields[1:]), end - start]
    for field, edge in zip(fields, edges, strict=False):
        if re.fullmatch(_LABEL, field["label"]):
            yield from _names(folded, start + field.end(), start + edge, source, base)


def _depth(text: str, place: int) -> int:
    return text.count("(", 0, place) - text.count(")", 0, place)


def _unlabelled_names(folded: Folded, found: re.Match[str], source: str, base: int) -> list[str]:
    """Units of （甲局、乙局牵头，丙局配合）; [] if a clause has no duty or a name is no unit."""
    start, end = found.span("clauses")
    names = list(_names(folded, start, end, source, base))
    plain = [re.sub(r"\(.*\)$", "", fold(name).text) for name in names]
    return names if names and all(_UNIT_END.search(name) and len(name) <= 30 for name in plain) else []


def find_units(text: str, base: int = 0) -> Units:
    """Read the responsible units of a measure; spans count from `base`."""
    folded = _fold_lines(text, base)
    names: list[str] = []
    spans: list[Span] = []
    for form in (_LABELLED, _BARE):
        for found in form.finditer(folded.text):
            names += _labelled_names(folded, found, text, base)
            spans.append(folded.span(*found.span()))
        if spans:
            return Units(tuple(dict.fromkeys(names)), tuple(spans))
    for found in _UNLABELLED.finditer(folded.text):
        units = _unlabelled_names(folded, found, text, base)
        if units:
            names += units
            spans.append(folded.span(*found.span()))
    return Units(tuple(dict.fromkeys(names)), tuple(spans))


def _fold_lines(text: str, base: int) -> Folded:
    """Fold, but keep line breaks, which end a labelled line."""
    characters: list[str] = []
    starts: list[int] = []
    for place, line in _lines(text):
        folded = fold(line, base + place)
        characters.append(folded.text + "\n")
        starts += [*folded.starts, base + place + len(line)]
    return Folded("".join(characters)[:-1], tuple(starts[:-1]))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for line in text.split("\n"):
        yield place, line
        place += len(line) + 1
