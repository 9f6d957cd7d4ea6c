"""Thresholds are read as written, or refused with the name of the bad value."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from index.calibration import FILE, STAYING_SIGNS, WITNESSES, load_calibration, read_calibration
from index.errors import DataError
from index.settings import ROOT

TABLE: dict[str, Any] = {
    "model": "fake",
    "scope": {
        "weights": {"intent": 1, "score": 2.5, "known": 3, "foreign": -4, "own": 5},
        "bias": -1.5,
        "own_from": 0.6,
    },
    "score": {"answer_from": 0.5, "ask_back_from": 0.4, "found_from": 0.3, "weak_from": 0.2},
    "staying": {
        "weights": {name: place / 4 for place, name in enumerate(STAYING_SIGNS)},
        "bias": -2,
        "stays_from": 0.55,
    },
}
NUMBERS = [
    *(("scope", "weights", name) for name in WITNESSES),
    ("scope", "bias"),
    *(("staying", "weights", name) for name in STAYING_SIGNS),
    ("staying", "bias"),
]
SHARES = [("scope", "own_from"), ("staying", "stays_from"), *(("score", name) for name in TABLE["score"])]
NO_NUMBERS: list[object] = ["0.5", None, True, [0.5], {}, "half"]


def written(*place: str, value: object = 0, drop: bool = False) -> bytes:
    """The file with another value at one place, or without it."""
    table = deepcopy(TABLE)
    room = table
    for name in place[:-1]:
        room = room[name]
    if drop:
        del room[place[-1]]
    elif place:
        room[place[-1]] = value
    return yaml.safe_dump(table).encode()


def test_values_are_read_as_written_weights_in_the_order_of_the_witnesses() -> None:
    found = load_calibration(written())
    assert (found.model, found.scope_weights, found.scope_bias) == ("fake", (1.0, 2.5, 3.0, -4.0, 5.0), -1.5)
    assert (found.own_from, found.answer_from, found.ask_back_from) == (0.6, 0.5, 0.4)
    assert (found.found_from, found.weak_from) == (0.3, 0.2)
    assert found.staying_weights == tuple(place / 4 for place in range(len(STAYING_SIGNS)))
    assert (found.staying_bias, found.stays_from) == (-2.0, 0.55)


def test_the_committed_file_loads() -> None:
    raw = read_calibration(ROOT / "data")
    assert raw == (ROOT / "data" / FILE).read_bytes()
    found, table = load_calibration(raw), yaml.safe_load(raw)
    assert found.model == table["model"] == "bundled"
    assert found.scope_weights == tuple(table["scope"]["weights"][name] for name in WITNESSES)
    assert (found.answer_from, found.weak_from) == (table["score"]["answer_from"], table["score"]["weak_from"])


@pytest.mark.parametrize("place", [*NUMBERS, *SHARES], ids=".".join)
@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_what_is_no_number_is_named(place: tuple[str, ...], value: object) -> None:
    with pytest.raises(DataError, match=rf"{place[-1]} is {re.escape(repr(value))}.*make calibrate"):
        load_calibration(written(*place, value=value))


@pytest.mark.parametrize("place", SHARES, ids=".".join)
@pytest.mark.parametrize("value", [-0.01, 1.01, 60, float("nan"), float("inf"), float("-inf")])
def test_a_share_that_is_not_from_0_to_1_is_named(place: tuple[str, ...], value: float) -> None:
    with pytest.raises(DataError, match=rf"{place[-1]} is {value}.*make calibrate"):
        load_calibration(written(*place, value=value))


@pytest.mark.parametrize("place", NUMBERS, ids=".".join)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_named(place: tuple[str, ...], value: float) -> None:
    with pytest.raises(DataError, match=rf"{place[-1]} is {value}.*make calibrate"):
        load_calibration(written(*place, value=value))


@pytest.mark.parametrize("value", [None, ["bundled"], 3, ""], ids=repr)
def test_a_model_that_is_no_name_is_refused(value: object) -> None:
    with pytest.raises(DataError, match=r"model.*make calibrate"):
        load_calibration(written("model", value=value))


@pytest.mark.parametrize(
    "place", [("model",), ("scope",), ("score",), ("scope", "weights"), *NUMBERS, *SHARES], ids=".".join
)
def test_a_value_that_is_missing_is_named(place: tuple[str, ...]) -> None:
    with pytest.raises(DataError, match=f"'{place[-1]}'.*make calibrate"):
        load_calibration(written(*place, drop=True))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_lower_threshold_never_stands_above_a_higher_one(one: float, other: float) -> None:
    for low, high in (("ask_back_from", "answer_from"), ("weak_from", "found_from")):
        table = deepcopy(TABLE)
        table["score"].update({low: one, high: other})
        raw = yaml.safe_dump(table).encode()
        if one > other:
            with pytest.raises(DataError, match="lower threshold"):
                load_calibration(raw)
        else:
            load_calibration(raw)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"3", b"model: [", b"\x80\xff", b"a: \x00", b"scope: 3\nscore: 3\nmodel: x"]
)
def test_what_is_no_table_is_refused_with_the_files_name(raw: bytes) -> None:
    with pytest.raises(DataError, match=rf"{re.escape(FILE)}.*make calibrate"):
        load_calibration(raw)


def test_a_missing_file_and_a_bad_one_are_refused_before_use(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"{re.escape(FILE)} cannot be read"):
        read_calibration(tmp_path)
    (tmp_path / FILE).write_bytes(written("scope", "bias", value="low"))
    with pytest.raises(DataError, match="bias is 'low'"):
        read_calibration(tmp_path)
