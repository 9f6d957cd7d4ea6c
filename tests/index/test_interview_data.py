"""The interview's fields and cues: read whole, and every kind of bad row is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.errors import DataError
from index.interview_data import FieldName, InterviewData, load_interview_data
from index.settings import ROOT

Table = dict[str, Any]
DATA = ROOT / "data"


@pytest.fixture(scope="module")
def interview_data() -> InterviewData:
    return load_interview_data(DATA)


def test_the_fields_are_asked_in_the_order_of_the_file(interview_data: InterviewData) -> None:
    assert list(interview_data.fields) == [
        FieldName.AREA, FieldName.SUBJECT, FieldName.NEED, FieldName.QUALIFICATION,
    ]  # fmt: skip


def test_every_value_is_heard_by_its_own_name(interview_data: InterviewData) -> None:
    """Its name is the title of its button, so typing it has to mean the same."""
    deaf = [
        name
        for (_, name), value in interview_data.values.items()
        if value.offered and not any(word in name.lower() for word in value.words)
    ]
    assert deaf == []


def test_broader_values_are_found_through_several_steps(interview_data: InterviewData) -> None:
    found = interview_data.closure(FieldName.SUBJECT, "科技型中小微企业")
    assert {"科技型中小微企业", "科技型企业", "中小微企业", "企业"} == found


def test_an_unknown_value_is_only_itself(interview_data: InterviewData) -> None:
    assert interview_data.closure(FieldName.SUBJECT, "没有这个") == {"没有这个"}
    assert interview_data.may_be(FieldName.SUBJECT, "没有这个") == ()


def fields(**changes: Any) -> Table:
    """A small valid table of fields, the subject's row changed."""
    value = {"name": "企业", "words": ["公司"]}
    rows = [
        {"name": name, "title": name, "ask": "?", "again": "?"} for name in ("area", "subject", "need", "qualification")
    ]
    for row in rows[1:]:
        row["values"] = [dict(value)]  # type: ignore[assignment]
    rows[1].update(changes)
    return {"fields": rows}


def values(*rows: Table) -> Table:
    return fields(values=list(rows))


def written(folder: Path, table: Any, cues: Any = None) -> Path:
    (folder / "conditions").mkdir(parents=True)
    text = table if isinstance(table, str) else yaml.safe_dump(table, allow_unicode=True)
    (folder / "conditions" / "fields.yml").write_text(text, encoding="utf-8")
    own = yaml.safe_load((DATA / "conditions" / "cues.yml").read_text(encoding="utf-8"))
    (folder / "conditions" / "cues.yml").write_text(yaml.safe_dump(cues(own) if cues else own), encoding="utf-8")
    return folder


def test_a_small_table_is_read(tmp_path: Path) -> None:
    assert set(load_interview_data(written(tmp_path, fields())).fields) == set(FieldName)


@pytest.mark.parametrize(
    "table, message",
    [
        ("[", "no valid YAML"),
        ("- a", "must be a table"),
        ({}, "`fields` must be a list"),
        ({"fields": []}, "`fields` must be a list"),
        ({"fields": ["x"]}, "must be a table, found 'x'"),
        ({**fields(), "more": 1}, "'more'.*means nothing here"),
        ({"fields": fields()["fields"][:2]}, "needs each of"),
        ({"fields": [*fields()["fields"], fields()["fields"][0]]}, "needs each of"),
        (fields(name="size"), "'size' is no field"),
        (fields(name=""), "`name` must be a text"),
        (fields(title=3), "`title` must be a text"),
        (fields(ask=None), "`ask` must be a text"),
        (fields(again=[]), "`again` must be a text"),
        (fields(hint="x"), "'hint'.*means nothing here"),
        (fields(values=[]), "`values` must be a list"),
        (values({"name": "甲"}), "`words` must be a list of words"),
        (values({"name": "甲", "words": []}), "`words` must be a list of words"),
        (values({"name": "甲", "words": [3]}), "3, which is no word"),
        (values({"name": "甲", "words": ["乙", "乙"]}), "'乙' twice"),
        (values({"name": "甲", "words": ["乙"], "answers": []}), "`answers` must be a list of words"),
        (values({"name": "甲", "words": ["乙"], "offered": "no"}), "`offered` must be true or false"),
        (values({"name": "甲", "words": ["乙"], "is": ["丙"]}), "'丙' is no other value"),
        (values({"name": "甲", "words": ["乙"], "may_be": ["甲"]}), "'甲' is no other value"),
        (values({"name": "甲", "words": ["乙"]}, {"name": "甲", "words": ["丙"]}), "'甲' stands there twice"),
        (values({"name": "甲", "words": ["乙"], "word": ["丙"]}), "'word'.*means nothing here"),
    ],
)
def test_a_bad_row_is_refused_by_name(tmp_path: Path, table: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_interview_data(written(tmp_path, table))


def test_an_area_may_not_list_values(tmp_path: Path) -> None:
    table = fields()
    table["fields"][0]["values"] = [{"name": "甲", "words": ["乙"]}]
    with pytest.raises(DataError, match="an area has no `values`"):
        load_interview_data(written(tmp_path, table))


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda cues: {**cues, "more": ["x"]}, "cues differ by .'more'."),
        (lambda cues: {name: cues[name] for name in cues if name != "stop"}, "cues differ by .'stop'."),
        (lambda cues: {**cues, "stop": []}, "`stop` must be a list of words"),
    ],
)
def test_bad_cues_are_refused_by_name(tmp_path: Path, change: Callable[[Table], Table], message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_interview_data(written(tmp_path, fields(), change))


def test_a_missing_file_says_what_to_restore(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"fields.yml cannot be read .* restore it under data/conditions"):
        load_interview_data(tmp_path)
