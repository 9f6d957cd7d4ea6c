"""One measure's paragraphs → heading, sentences, units, amounts, programmes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.amounts import find_amounts
from index.layout import Paragraph
from index.notice import Measure, Programme, Sentence, Span
from index.text import squeeze
from index.units import Units, find_units

_SENTENCE = re.compile(r"[^。！？\n]+(?:[。！？]+[”’」』）)]*)?")
_PART = re.compile(r"[^，；]+[，；]?")
_ADDRESSED = re.compile(
    r"对(?![接外内照标比口策])|针对|经(?![济营费办验过])|由(?![此于])|凡|属于|获得|获批|首次|(?:被|新)?认定[为的]|其中"
)
"""Words by which a part of a sentence rules on somebody of its own: 对…，给予; 经认定的…可享受."""
_SHORTEST_PART = 8
_HEADING_MARK = re.compile(r"[【\[](?P<name>[^】\]]{1,30})[】\]]")
_FIRST_SENTENCE = re.compile(r"[^。！？\n]+")
_CLAUSE = re.compile(r"[^，。；：！？,;:\n]+")
_LONGEST_HEADING = 30
_LONGEST_CLAUSE = 30
_RULING = re.compile(
    r"应当|应(?!用|急|对|聘|届)|可以|不得|是指|所称|本办法|本规定|本政策|由.*负责|自.*起|为了?.*，|对.*，"
)
"""Words by which a short first sentence is a rule of its own and no heading."""
_PROGRAMME = re.compile(r"《[^《》\n]{1,80}(?:《[^《》\n]{1,80}》[^《》\n]{0,40})?》|“[^“”\"\n]{1,40}[”\"]")


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_heading(words: str, rest: str) -> bool:
    if not words or not re.search(r"\w", rest):
        return False
    return len(squeeze(words)) <= _LONGEST_HEADING and _RULING.search(words) is None and words.count("，") <= 2


def _first_clause(text: str, start: int, end: int) -> Span:
    found = _CLAUSE.search(text, start, end)
    first, last = found.span() if found else (start, end)
    return _trim(text, first, min(last, first + _LONGEST_CLAUSE))


def _find_heading(text: str, start: int, end: int, units: Units) -> tuple[Span, int]:
    """(heading, where the body begins); without a heading of its own the first clause serves, and the body keeps it."""
    marked = _HEADING_MARK.match(text, start, end)
    if marked:
        return marked.span("name"), marked.end()
    first = _FIRST_SENTENCE.match(text, start, end)
    if first is None:
        return _first_clause(text, start, end), start
    stop = _stop_at_colon(text, start, first.end())
    after = stop + 1 if stop < end else stop
    if _is_heading(text[start:stop], _without(text, after, end, units)):
        named = text[start:stop].rstrip("：:，, ")
        return _trim(text, start, start + len(named)), after
    return _first_clause(text, start, end), start


def _stop_at_colon(text: str, start: int, end: int) -> int:
    """A short name before a colon is a heading too: 租金补贴：在区内…"""
    found = re.search("[：:]", text[start:end])
    return start + found.start() if found and 2 <= found.start() <= 16 and found.end() < end - start else end


def _without(text: str, start: int, end: int, units: Units) -> str:
    kept = []
    for first, last in units.spans:
        kept.append(text[start:first])
        start = max(start, last)
    return "".join([*kept, text[start:end]])


def _closing_brackets(text: str, start: int, units: Units) -> list[Span]:
    """Unit brackets that stand after a full stop, so that sentences are cut there; others stay inside a sentence."""
    return [(first, last) for first, last in units.spans if text[start:first].rstrip()[-1:] in ("", *"。！？；\n")]


def _sentences(text: str, start: int, end: int, units: Units) -> Iterator[Sentence]:
    for first, last in [*_closing_brackets(text, start, units), (end, end)]:
        for found in _SENTENCE.finditer(text, start, max(first, start)):
            for part in _parts(text, *found.span()):
                span = _trim(text, *part)
                if re.search(r"\w", text[span[0] : span[1]]):
                    yield Sentence(text[span[0] : span[1]], span)
        start = max(start, last)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence cut where a part of it rules on somebody else: two rulings joined by a comma are quoted apart."""
    for part in _PART.finditer(text, start, end):
        place = part.start()
        if place - start >= _SHORTEST_PART and _ADDRESSED.match(text, place):
            yield start, place - 1
            start = place
    if start < end:
        yield start, end


def _programmes(text: str, start: int, end: int) -> tuple[Programme, ...]:
    return tuple(Programme(found.group(), found.span()) for found in _PROGRAMME.finditer(text, start, end))


def build_measure(text: str, paragraphs: Sequence[Paragraph], number: int, chapter: int) -> Measure:
    """Read one measure; `text` is the whole notice, `paragraphs` (at least one) those of the measure."""
    start, end = paragraphs[0].span[0], paragraphs[-1].span[1]
    marker = paragraphs[0].marker
    units = find_units(text[start:end], start)
    heading, body = _find_heading(text, start + (marker.end if marker else 0), end, units)
    return Measure(
        number=number,
        heading=text[heading[0] : heading[1]],
        text=text[start:end],
        span=(start, end),
        chapter_number=chapter,
        sentences=tuple(_sentences(text, body, end, units)),
        units=units.names,
        units_span=units.spans[-1] if units.spans else None,
        amounts=find_amounts(text[start:end], start),
        programmes=_programmes(text, start, end),
    )
