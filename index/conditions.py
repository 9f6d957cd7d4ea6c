"""Who may benefit, per measure (data/conditions/<slug>.yml): reviewed conditions, each with its verbatim clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import DataError
from index.interview_data import CUES, FIELDS, FOLDER, FieldName, InterviewData
from index.notice import Measure, Notice, Span
from index.tables import Words, flag_of, only, read_table, rows_of, text_of, words_of


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to hold: the field's value is among `accept`. `quote` is the notice's own wording."""

    field: FieldName
    title: str
    """Of the field."""
    accept: Words
    quote: str
    confirm: str
    """What to confirm with the responsible units."""

    @property
    def text(self) -> str:
        return f"{self.title}：{'、'.join(self.accept)}"


@dataclass(frozen=True, slots=True)
class Way:
    """One of the alternatives of a measure: all of its conditions are necessary. `span` is the clause that offers it."""

    span: Span
    quote: str
    needs: Words
    conditions: tuple[Condition, ...]
    confirm: str
    open: bool = False
    """The clause grants the caller nothing definite (an aim, 优先推荐, 探索设立): never more than 待确认."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """A notice's conditions. `reviewed` is False where nobody has entered any: then nothing is ever met."""

    notice: Notice
    common: tuple[Condition, ...]
    """Necessary for every measure."""
    ways: Mapping[int, tuple[Way, ...]]
    reviewed: bool = True


def load_conditions(data: Path, notice: Notice, fields: InterviewData) -> Conditions:
    """The reviewed conditions of a notice, or what its chapters allow without; DataError names the bad row."""
    for path in sorted((data / "conditions").glob("*.yml")):
        if path.name in (FIELDS, CUES):
            continue
        table = read_table(path, FOLDER)
        if text_of(table, "document_number", path.name) == notice.key:
            return _Reader(notice, fields, path.name).read(table)
    return unreviewed(notice, fields)


def unreviewed(notice: Notice, fields: InterviewData) -> Conditions:
    """Area as the notice lists it, need by chapter: all that can honestly be asked without reviewed conditions."""
    ways = {
        measure.number: (
            Way(_body(measure), notice.quote(_body(measure)), (chapter.heading or chapter.title,), (), ""),
        )
        for chapter in notice.chapters
        for measure in chapter.measures
    }
    area = (
        (Condition(FieldName.AREA, fields.title(FieldName.AREA), notice.areas, notice.quote(notice.areas_span), ""),)
        if notice.areas and notice.areas_span
        else ()
    )
    return Conditions(notice, area, ways, reviewed=False)


def _body(measure: Measure) -> Span:
    return (measure.sentences[0].span[0], measure.sentences[0].span[1]) if measure.sentences else measure.span


class _Reader:
    """Checks one file against its notice and the fields."""

    def __init__(self, notice: Notice, fields: InterviewData, file: str) -> None:
        self._notice = notice
        self._fields = fields
        self._file = file

    def read(self, table: dict[str, Any]) -> Conditions:
        only(table, {"document_number", "common", "measures"}, self._file)
        common = tuple(
            self._condition(row, at, self._notice.text) for row, at in rows_of(table, "common", self._file, empty=True)
        )
        measures = table.get("measures")
        if not isinstance(measures, dict):
            raise DataError(f"{self._file}: `measures` must map a measure's number to its ways")
        known = {measure.number: measure for measure in self._notice.measures}
        for number in measures:
            if number not in known:
                raise DataError(f"{self._file}: {self._notice.key} has no measure {number!r}: correct the number")
        missing = sorted(set(known) - set(measures))
        if missing:
            raise DataError(f"{self._file}: no ways for the measures {missing}: enter them")
        ways = {number: tuple(self._ways(measures, number, known[number])) for number in measures}
        return Conditions(self._notice, common, ways)

    def _ways(self, measures: dict[Any, Any], number: int, measure: Measure) -> Iterable[Way]:
        for row, at in rows_of(measures, number, f"{self._file}, measure"):
            only(row, {"quote", "needs", "conditions", "confirm", "open"}, at)
            quote = self._quote(row, at, measure.text)
            start = measure.span[0] + measure.text.index(quote)
            conditions = tuple(
                self._condition(one, place, measure.text) for one, place in rows_of(row, "conditions", at, empty=True)
            )
            yield Way(
                span=(start, start + len(quote)),
                quote=quote,
                needs=self._accept(FieldName.NEED, words_of(row, "needs", at), at),
                conditions=conditions,
                confirm=text_of(row, "confirm", at),
                open=flag_of(row, "open", at),
            )

    def _condition(self, row: dict[str, Any], at: str, text: str) -> Condition:
        only(row, {"field", "accept", "quote", "confirm"}, at)
        raw = text_of(row, "field", at)
        if raw not in set(FieldName) - {FieldName.NEED}:
            raise DataError(f"{at}: {raw!r} is no field of a condition: use area, subject or qualification")
        name = FieldName(raw)
        accept = self._accept(name, words_of(row, "accept", at), at)
        title = self._fields.title(name)
        return Condition(name, title, accept, self._quote(row, at, text), text_of(row, "confirm", at))

    def _accept(self, field: FieldName, values: Words, at: str) -> Words:
        for value in values:
            known = value in self._notice.areas if field is FieldName.AREA else self._fields.has(field, value)
            if not known:
                source = "the notice's areas" if field is FieldName.AREA else FIELDS
                raise DataError(f"{at}: {value!r} is no value of {field}: take one of {source}")
        return values

    def _quote(self, row: dict[str, Any], at: str, text: str) -> str:
        quote = text_of(row, "quote", at)
        if quote not in text:
            raise DataError(f"{at}: {quote!r} does not stand in the notice there: quote it letter by letter")
        return quote
