"""Who says what in a reply: a line is made of pieces, and a piece that the notice does not answer for says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Voice(StrEnum):
    NOTICE = "notice"
    """Must stand in the quotes or the parsed table: what the number guard checks."""
    CALLER = "caller"
    """The caller's own words, marked as such in the text (您说的「…」)."""
    COUNT = "count"
    """Counted or compared from the parsed table."""
    OPERATOR = "operator"
    """The site's own contacts, marked as such in the text (本站登记的…)."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    voice: Voice = Voice.NOTICE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reply."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def line(*parts: str | Piece) -> Line:
    """A line of pieces; plain text is the notice's voice."""
    return Line(tuple(Piece(part) if isinstance(part, str) else part for part in parts if part != ""))


def as_line(part: str | Line) -> Line:
    return part if isinstance(part, Line) else line(part)


def yours(words: Sequence[str] | str) -> Piece:
    """您说的「…」: the caller's words, marked as the caller's."""
    return Piece(f"您说的「{words if isinstance(words, str) else '、'.join(words)}」", Voice.CALLER)


def counted(number: int | None, after: str) -> Piece:
    """A number from the table with what is counted: 5个."""
    return Piece(f"{number}{after}", Voice.COUNT)


def operators(text: str) -> Piece:
    return Piece(text, Voice.OPERATOR)
