"""Raw published text → clean lines; folding to NFKC without blanks, with a way back; Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import cn2an

from index.notice import Span

INVISIBLE = frozenset("\ufeff\u200b\u200c\u200d\u2060\u00ad")
"""Characters of publishing systems that nobody sees; dropped like blanks."""

HAN_DIGITS = "〇零一二三四五六七八九十百千万亿两"
_LINE_END = re.compile(r"\r\n|\r|\n")
_OTHER_BLANKS = re.compile(r"[^\S ]")
_DASH = r"[-‐‑–—―─－_·•~～]"
_PAGE_MARK = re.compile(
    rf"""{_DASH}+ \s* \d{{1,4}} \s* {_DASH}+            # — 2 —
    |    第 \s* \d{{1,4}} \s* 页 (?: \s* [,/]? \s* 共 \s* \d{{1,4}} \s* 页 )?  # 第 2 页, 共 9 页
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without outer blanks. `number` counts from 1, `gap` is the number of empty lines before it."""

    text: str
    number: int
    gap: int


@dataclass(frozen=True, slots=True)
class Folded:
    """NFKC text without blanks, for patterns; `starts[i]` is the place of its i-th character in the source text."""

    text: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The range of the source text behind folded[start:end] (end > start)."""
        return self.starts[start], self.starts[end - 1] + 1


def fold(text: str, base: int = 0, *, keep_blanks: bool = False) -> Folded:
    """Fold `text`; `base` is added to every place, for a text that is itself a slice."""
    characters: list[str] = []
    starts: list[int] = []
    for place, character in enumerate(text, base):
        for folded in unicodedata.normalize("NFKC", character):
            if keep_blanks or not folded.isspace():
                characters.append(" " if folded.isspace() else folded)
                starts.append(place)
    return Folded("".join(characters), tuple(starts))


def squeeze(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


def is_white(character: str) -> bool:
    """Whether layout alone may add or drop this character."""
    return character.isspace() or character in INVISIBLE


def is_page_mark(text: str) -> bool:
    """Whether a line is only a page number such as “— 2 —”."""
    return _PAGE_MARK.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def _visible(printed: str) -> str:
    kept = "".join(character for character in printed if character not in INVISIBLE)
    return _OTHER_BLANKS.sub(lambda found: "\u3000" if found.group() == "\u3000" else " ", kept).strip()


def clean_lines(raw: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Split into (lines of text, page marks that were taken out); a page mark counts as an empty line."""
    lines: list[Line] = []
    marks: list[Line] = []
    gap = 0
    for number, printed in enumerate(_LINE_END.split(raw), 1):
        line = Line(_visible(printed), number, gap)
        if line.text and not is_page_mark(line.text):
            lines.append(line)
            gap = 0
            continue
        gap += 1
        if line.text:
            marks.append(line)
    return tuple(lines), tuple(marks)


def chinese_number(printed: str) -> int | None:
    """The whole number written as 二十三, 23 or 2 3; None when it is no number."""
    digits = squeeze(printed).replace("○", "〇")
    if digits.isdecimal():
        return int(digits)
    if not digits or not set(digits) <= set(HAN_DIGITS):
        return None
    try:
        return int(cn2an.cn2an(digits, "normal"))
    except (ValueError, KeyError, IndexError):  # cn2an's ways of saying that 百十 or 万万 is no number
        return None


def columns(text: str) -> int:
    """Width of a printed line, a Chinese character counting two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
