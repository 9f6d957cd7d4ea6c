"""Conditions: every clause stands in the notice, every value can be said, and every kind of bad row is refused by name."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.conditions import Condition, Conditions, load_conditions
from index.errors import DataError
from index.interview_data import FieldName, InterviewData, load_interview_data
from index.library import load_library
from index.notice import Notice
from index.settings import ROOT

DATA = ROOT / "data"
INVENTED = ROOT / "tests" / "fixtures" / "library"
Table = dict[str, Any]


@pytest.fixture(scope="module")
def notice() -> Notice:
    return load_library(DATA)[0]


@pytest.fixture(scope="module")
def fields() -> InterviewData:
    return load_interview_data(DATA)


@pytest.fixture(scope="module")
def conditions(notice: Notice, fields: InterviewData) -> Conditions:
    return load_conditions(DATA, notice, fields)


def every(conditions: Conditions) -> list[Condition]:
    return [*conditions.common, *(one for ways in conditions.ways.values() for way in ways for one in way.conditions)]


def test_every_measure_has_its_ways(conditions: Conditions, notice: Notice) -> None:
    assert conditions.reviewed
    assert sorted(conditions.ways) == [measure.number for measure in notice.measures]


def test_clauses_are_quoted_letter_by_letter(conditions: Conditions, notice: Notice) -> None:
    """At the place that the way names, and within its own measure."""
    measures = {measure.number: measure for measure in notice.measures}
    for number, ways in conditions.ways.items():
        for way in ways:
            assert notice.quote(way.span) == way.quote
            assert measures[number].span[0] <= way.span[0] < way.span[1] <= measures[number].span[1]
            assert all(one.quote in measures[number].text for one in way.conditions)
    assert all(one.quote in notice.text for one in conditions.common)


def test_the_area_is_the_notices_own_list(conditions: Conditions, notice: Notice) -> None:
    [area] = conditions.common
    assert area.field is FieldName.AREA and area.accept == notice.areas


def test_every_value_of_the_fields_decides_something(conditions: Conditions, fields: InterviewData) -> None:
    """A value that no condition accepts, nor any that it implies or may go with, would be asked for nothing."""
    accepted = {(one.field, value) for one in every(conditions) for value in one.accept}
    needs = {(FieldName.NEED, need) for ways in conditions.ways.values() for way in ways for need in way.needs}
    idle = [
        (name, value)
        for name, value in fields.values
        if not {(name, broad) for broad in fields.closure(name, value)} & (accepted | needs)
        and not any(value in fields.closure(name, other) for (_, other) in accepted)
    ]
    assert idle == []


def test_only_ways_that_say_so_are_open(conditions: Conditions) -> None:
    """Measure 1 grants recognised institutes something, measure 11 is an aim."""
    assert [way.open for way in conditions.ways[1]] == [False, False, False, False, True]
    assert [way.open for way in conditions.ways[11]] == [True]


def test_a_confirmation_states_no_promise(conditions: Conditions) -> None:
    texts = [one.confirm for one in every(conditions)]
    texts += [way.confirm for ways in conditions.ways.values() for way in ways]
    assert all(texts) and not [text for text in texts if "一定" in text or "保证" in text or text.endswith("。")]


def test_a_notice_without_conditions_allows_area_and_chapter_only(fields: InterviewData) -> None:
    [invented] = load_library(INVENTED)
    found = load_conditions(DATA, invented, fields)
    assert not found.reviewed
    assert {one.field for one in every(found)} <= {FieldName.AREA}
    chapters = {chapter.heading for chapter in invented.chapters}
    assert {need for ways in found.ways.values() for way in ways for need in way.needs} == chapters
    assert all(invented.quote(way.span) == way.quote for ways in found.ways.values() for way in ways)


def changed(change: Callable[[Table], None], folder: Path) -> Path:
    shutil.copytree(DATA / "conditions", folder / "conditions")
    path = folder / "conditions" / "yufagai-2021-12.yml"
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(table)
    path.write_text(yaml.safe_dump(copy.deepcopy(table), allow_unicode=True), encoding="utf-8")
    return folder


def way(**values: Any) -> Callable[[Table], None]:
    return lambda table: table["measures"][1][0].update(values)


def condition(**values: Any) -> Callable[[Table], None]:
    return lambda table: table["measures"][1][0]["conditions"][0].update(values)


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda t: t.update(document_number=""), "`document_number` must be a text"),
        (lambda t: t.update(more=1), "'more'.*means nothing here"),
        (lambda t: t.update(common={}), "`common` must be a list"),
        (lambda t: t.update(measures=[]), "`measures` must map"),
        (lambda t: t["measures"].update({99: []}), "has no measure 99"),
        (lambda t: t["measures"].pop(7), r"no ways for the measures \[7\]"),
        (lambda t: t["measures"].update({1: []}), "`1` must be a list of rows"),
        (way(quote="最高 9999 万元"), "does not stand in the notice there"),
        (way(quote=""), "`quote` must be a text"),
        (way(needs=[]), "`needs` must be a list of words"),
        (way(needs=["彩票"]), "'彩票' is no value of need: take one of fields.yml"),
        (way(confirm=None), "`confirm` must be a text"),
        (way(conditions=None), "`conditions` must be a list"),
        (way(offer="x"), "'offer'.*means nothing here"),
        (way(open="yes"), "`open` must be true or false, found 'yes'"),
        (way(open=None), "`open` must be true or false, found None"),
        (condition(field="need"), "'need' is no field of a condition"),
        (condition(field="size"), "'size' is no field of a condition"),
        (condition(accept=["彩票站"]), "'彩票站' is no value of subject"),
        (condition(field="area", accept=["万州区"]), "'万州区' is no value of area: take one of the notice's areas"),
        (condition(quote="没有这句"), "'没有这句' does not stand in the notice there"),
        (condition(quote="中央预算内资金"), "does not stand in the notice there"),  # of another measure
        (condition(confirm=""), "`confirm` must be a text"),
        (condition(more=1), "'more'.*means nothing here"),
    ],
)
def test_a_bad_row_is_refused_by_name(
    change: Callable[[Table], None], message: str, tmp_path: Path, notice: Notice, fields: InterviewData
) -> None:
    with pytest.raises(DataError, match=message):
        load_conditions(changed(change, tmp_path), notice, fields)
