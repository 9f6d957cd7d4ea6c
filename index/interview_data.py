"""What the eligibility interview asks and hears (data/conditions/fields.yml, cues.yml): fields, values, everyday words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from index.errors import DataError
from index.query import normalise_query
from index.tables import Words, flag_of, only, read_table, rows_of, text_of, words_of

FOLDER = "data/conditions"
FIELDS, CUES = "fields.yml", "cues.yml"
CUE_NAMES = frozenset({
    "start", "wish", "which", "accept", "stop", "show", "restart", "skip", "none", "correct", "revise", "asks", "asks_weak",
    "eligible", "negation",
})  # fmt: skip


class FieldName(StrEnum):
    AREA = "area"
    SUBJECT = "subject"
    NEED = "need"
    QUALIFICATION = "qualification"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field. `words` are heard at any time, `answers` only while its field is being asked."""

    name: str
    words: Words
    answers: Words = ()
    broader: Words = ()
    """Values that whoever has this one has too."""
    may_be: Words = ()
    """Values that whoever has this one may have as well."""
    offered: bool = True
    """Whether it is shown as a button."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. The values of an area come from the notice."""

    name: FieldName
    title: str
    ask: str
    again: str
    """How it is asked a second time, more narrowly."""
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class InterviewData:
    fields: Mapping[FieldName, Field]
    """In the order in which they are asked."""
    ignored: Words
    """Words that look like values and are none."""
    cues: Mapping[str, Words]

    @cached_property
    def values(self) -> Mapping[tuple[FieldName, str], Value]:
        return {(field.name, value.name): value for field in self.fields.values() for value in field.values}

    def has(self, field: FieldName, name: str) -> bool:
        return (field, name) in self.values

    def title(self, field: FieldName) -> str:
        return self.fields[field].title

    def with_needs(self, needs: Iterable[Value]) -> InterviewData:
        """The same with other values of need: those that a notice without reviewed conditions allows."""
        need = replace(self.fields[FieldName.NEED], values=tuple(needs))
        return InterviewData({**self.fields, FieldName.NEED: need}, self.ignored, self.cues)

    def may_be(self, field: FieldName, name: str) -> Words:
        """Values that may go together with this one."""
        value = self.values.get((field, name))
        return value.may_be if value else ()

    def closure(self, field: FieldName, name: str) -> frozenset[str]:
        """A value and everything broader that it is too."""
        return self._closures.get((field, name)) or frozenset({name})

    @cached_property
    def _closures(self) -> Mapping[tuple[FieldName, str], frozenset[str]]:
        return {(field, name): self._everything_broader(field, name) for field, name in self.values}

    def _everything_broader(self, field: FieldName, name: str) -> frozenset[str]:
        found, left = {name}, [name]
        while left:
            value = self.values.get((field, left.pop()))
            fresh = [other for other in (value.broader if value else ()) if other not in found]
            found.update(fresh)
            left += fresh
        return frozenset(found)

    def has_cue(self, name: str, text: str) -> bool:
        return any(word in text for word in self.cues[name])


def load_interview_data(data: Path) -> InterviewData:
    """Read data/conditions/fields.yml and cues.yml; DataError names file, row and what to do."""
    path = data / "conditions" / FIELDS
    table = read_table(path, FOLDER)
    only(table, {"fields", "ignored"}, path.name)
    fields = [_field(row, at) for row, at in rows_of(table, "fields", path.name)]
    names = [field.name for field in fields]
    if sorted(names) != sorted(FieldName):
        raise DataError(f"{path.name}: needs each of {', '.join(FieldName)} once, found {', '.join(names)}")
    for field in fields:
        _check_names(field, path.name)
    ignored = _folded(words_of(table, "ignored", path.name, optional=True))
    return InterviewData({field.name: field for field in fields}, ignored, _cues(data / "conditions" / CUES))


def _field(row: dict[str, Any], at: str) -> Field:
    only(row, {"name", "title", "ask", "again", "values"}, at)
    raw = text_of(row, "name", at)
    if raw not in set(FieldName):
        raise DataError(f"{at}: {raw!r} is no field: use {', '.join(FieldName)}")
    name = FieldName(raw)
    if name is FieldName.AREA and "values" in row:
        raise DataError(f"{at}: an area has no `values`: they come from the notice and lexicon/regions.yml")
    values = (
        () if name is FieldName.AREA else tuple(_value(value, place) for value, place in rows_of(row, "values", at))
    )
    return Field(name, text_of(row, "title", at), text_of(row, "ask", at), text_of(row, "again", at), values)


def _value(row: dict[str, Any], at: str) -> Value:
    only(row, {"name", "words", "answers", "is", "may_be", "offered"}, at)
    return Value(
        name=text_of(row, "name", at),
        words=_folded(words_of(row, "words", at)),
        answers=_folded(words_of(row, "answers", at, optional=True)),
        broader=words_of(row, "is", at, optional=True),
        may_be=words_of(row, "may_be", at, optional=True),
        offered=flag_of(row, "offered", at, default=True),
    )


def _check_names(field: Field, file: str) -> None:
    names = [value.name for value in field.values]
    for value in field.values:
        if names.count(value.name) > 1:
            raise DataError(f"{file}, {field.name}: {value.name!r} stands there twice: remove one")
        for other in (*value.broader, *value.may_be):
            if other not in names or other == value.name:
                raise DataError(
                    f"{file}, {field.name}, {value.name}: {other!r} is no other value of the field: correct it"
                )


def _cues(path: Path) -> Mapping[str, Words]:
    table = read_table(path, FOLDER)
    if set(table) != CUE_NAMES:
        raise DataError(f"{path.name}: cues differ by {sorted(map(str, set(table) ^ CUE_NAMES))}: correct the names")
    return {name: _folded(words_of(table, name, path.name)) for name in table}


def _folded(words: Words) -> Words:
    """As a question is compared: half-width, simplified, lower case."""
    return tuple(dict.fromkeys(normalise_query(word) for word in words))
