"""Printed lines → paragraphs of the normalised text: sentences that a page end or a narrow column broke are joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.markers import (
    DOCUMENT_NOUN,
    Level,
    Marker,
    find_inline,
    find_marker,
    is_date_line,
    is_special,
    is_title_line,
    organs,
)
from index.notice import Span
from index.text import Line, clean_lines, columns, squeeze

SEPARATOR = "\n"
_TERMINAL = "。！？!?；;：:"
_OPEN_END = "、，,"
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))
_CLOSED_TAIL = re.compile(r"(?:\([^()]*\)|《[^《》]*》|[”’》」』】])+$")
_TITLE_HEAD = re.compile(rf"[^。,;:]*关于(?![^。]*{DOCUMENT_NOUN}(?:\([^()]*\))?$)[^。,;:]*")
_REACH = 600
"""Characters at the end of a paragraph that tell whether it is finished."""
_FULL_LINE = 0.85
"""A line at least this wide, of the widest usual width, was broken by the column and not by its author."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the normalised text; `line` is the first line of the raw text that it stands on."""

    text: str
    span: Span
    line: int
    marker: Marker | None

    @property
    def body(self) -> str:
        """The text after its number."""
        return self.text[self.marker.end :] if self.marker else self.text


@dataclass(frozen=True, slots=True)
class Layout:
    """The normalised text, its paragraphs (joined by one line break each), and the page marks taken out."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    page_marks: tuple[Line, ...]


@dataclass(slots=True)
class _Draft:
    """A paragraph being put together; `tail` is the printed line that ends it so far."""

    text: str
    line: int
    tail: str

    def breaks_latin(self, line: Line) -> bool:
        """Whether the line end stands between two Latin words, where a blank was meant."""
        edges = self.text[-1:] + line.text[:1]
        return edges.isascii() and edges.isalpha()

    def append(self, line: Line) -> None:
        self.text += (" " if self.breaks_latin(line) else "") + line.text
        self.tail = line.text


def column_width(lines: Sequence[Line]) -> int | None:
    """Width in columns of a text set in a narrow column with hard line ends; None for a text that flows freely."""
    widths = sorted(columns(line.text) for line in lines)
    if not widths:
        return None
    widest = widths[int(len(widths) * 0.9)]
    full = [line for line in lines if columns(line.text) >= widest * _FULL_LINE]
    broken = sum(1 for line in full if line.text[-1] not in _TERMINAL + "）)”》")
    wrapped = 30 <= widest <= 140 and len(full) >= 8 and len(full) * 4 >= len(lines) and broken * 2 >= len(full)
    return widest if wrapped else None


def _has_open_pair(text: str) -> bool:
    plain = text[-_REACH:].replace("(", "（").replace(")", "）")
    closings = plain.count('"')  # some publishers close “ with an ASCII mark
    for opening, closing in _PAIRS:
        spare = closings if opening == "“" else 0
        if plain.count(opening) > plain.count(closing) + spare:
            return True
    return False


def is_unfinished(text: str) -> bool:
    """Whether a paragraph stops in mid-sentence; titles and headings, which have no sentence marks, do not."""
    text = text[-_REACH:]
    if text[-1] in _OPEN_END:
        return True
    if text[-1] in _TERMINAL:
        return False
    if _has_open_pair(text):
        return True
    folded = squeeze(text)
    stem = _CLOSED_TAIL.sub("", folded)
    if not stem or stem[-1] in _TERMINAL:
        return False
    return any(mark in folded for mark in "。,;")


def _is_heading(text: str) -> bool:
    """A chapter heading may hold a comma and still be finished."""
    marker = find_marker(text)
    return marker is not None and marker.level in (Level.PART, Level.SECTION, Level.HAN) and "。" not in text


def _stands_alone(text: str) -> bool:
    return find_marker(text) is not None or is_special(text) or is_date_line(text)


def _continues_title(draft: _Draft, line: Line) -> bool:
    short = line.gap == 0 and len(draft.text) <= 80 and len(line.text) <= 50 and "关于" not in line.text
    return short and is_title_line(line.text) and _TITLE_HEAD.fullmatch(squeeze(draft.text)) is not None


def _was_cut(draft: _Draft, line: Line, width: int) -> bool:
    """Whether the column ended the last line; a long Latin word that did not fit leaves the line before it short."""
    return columns(draft.tail) >= width * _FULL_LINE or draft.breaks_latin(line)


def continues(draft: _Draft, line: Line, width: int | None) -> bool:
    """Whether `line` goes on with the sentence of `draft`; `width` as from `column_width`."""
    if _stands_alone(line.text) or is_special(draft.text) or is_date_line(draft.text):
        return False
    if _has_open_pair(draft.text) and draft.text[-1] not in _TERMINAL:
        return True
    if width and draft.text[-1] not in _TERMINAL and _was_cut(draft, line, width):
        return True
    if _is_heading(draft.text):
        return False
    if is_unfinished(draft.text):
        return draft.text[-1] in _OPEN_END or not organs(line.text)
    return _continues_title(draft, line)


def _drafts(lines: Sequence[Line]) -> list[_Draft]:
    width = column_width(lines)
    drafts: list[_Draft] = []
    for line in lines:
        if drafts and continues(drafts[-1], line, width):
            drafts[-1].append(line)
        else:
            drafts.append(_Draft(line.text, line.number, line.text))
    return drafts


def _split_inline(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Part two numbered measures that were printed as one paragraph, where the number is missing elsewhere."""
    pending = list(reversed(drafts))
    done: list[_Draft] = []
    while pending:
        draft = pending.pop()
        marker = find_marker(draft.text)
        place = find_inline(draft.text, marker) if marker and not _comes_later(marker, pending) else None
        if place is not None:
            pending.append(_Draft(draft.text[place:], draft.line, draft.tail))
            draft = _Draft(draft.text[:place].rstrip(), draft.line, draft.tail)
        done.append(draft)
    return done


def _comes_later(marker: Marker, pending: Sequence[_Draft]) -> bool:
    for draft in reversed(pending):
        found = find_marker(draft.text)
        if found and found.level is marker.level:
            return found.number <= marker.number + 1
    return False


def lay_out(raw: str) -> Layout:
    """Normalise a published text. Never fails; an empty text has no paragraphs."""
    lines, marks = clean_lines(raw)
    paragraphs: list[Paragraph] = []
    place = 0
    for draft in _split_inline(_drafts(lines)):
        end = place + len(draft.text)
        paragraphs.append(Paragraph(draft.text, (place, end), draft.line, find_marker(draft.text)))
        place = end + len(SEPARATOR)
    return Layout(SEPARATOR.join(paragraph.text for paragraph in paragraphs), tuple(paragraphs), marks)
