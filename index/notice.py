"""A notice as typed, located objects. Spans are half-open character ranges in `Notice.text`; `None` where the notice is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money as printed: `text` = notice.text[span]; `value` in whole `unit` (元)."""

    value: int
    unit: str
    text: str
    span: Span
    qualifier: str | None
    """Words before it that bound it, as printed: 最高, 最高不超过, 实缴金额最低可降至, 不低于 …"""
    recipient: str | None
    """Who or what it is for, as printed (对…，), or None."""
    purpose: str | None
    """What the money is, as printed (综合支持, 股权投资), else the clause that it depends on."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a measure's body, its closing mark included."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Programme:
    """A named programme or document as printed with its marks: 《…》 or “…”."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Measure:
    """One numbered measure (条). `text` runs from its number to its end, responsible units included."""

    number: int
    heading: str
    text: str
    span: Span
    chapter_number: int
    """Number of its chapter, 1..n; 0 where the notice has no chapters."""
    sentences: tuple[Sentence, ...]
    units: tuple[str, ...]
    """Responsible units as printed, in order; empty where none are named."""
    units_span: Span | None
    """The bracket that names them, marks included."""
    amounts: tuple[Amount, ...]
    programmes: tuple[Programme, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """`label` is the number as printed (六、), `heading` the words after it; `title` both."""

    number: int
    label: str
    heading: str
    span: Span
    measures: tuple[Measure, ...]

    @property
    def title(self) -> str:
        return self.label + self.heading


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the normalised text and what it is (title, issuer, preamble, chapter, measure, …). Segments tile the text."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Notice:
    """A parsed notice. `text` is the normalised text: pages joined, wording as published."""

    document_number: str | None
    title: str
    issued: date | None
    effective_from: date | None
    effective_until: date | None
    issuers: tuple[str, ...]
    addressees: tuple[str, ...]
    areas: tuple[str, ...]
    areas_span: Span | None
    """The sentence that names the areas; None where no areas are listed."""
    effective_span: Span | None
    """The sentence that says from when it applies."""
    preamble_span: Span | None
    text: str
    chapters: tuple[Chapter, ...]
    segments: tuple[Segment, ...]
    sha256: str
    """Of the published file's bytes."""

    @property
    def key(self) -> str:
        """What identifies it in a library: its document number, else its title."""
        return self.document_number or self.title

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(self.iter_measures())

    def iter_measures(self) -> Iterator[Measure]:
        for chapter in self.chapters:
            yield from chapter.measures

    def quote(self, span: Span) -> str:
        return self.text[span[0] : span[1]]


def label_of(notice_key: str, measure_number: int) -> str:
    """Name of a measure among the labels of what is learned."""
    return f"{notice_key}\t{measure_number}"
