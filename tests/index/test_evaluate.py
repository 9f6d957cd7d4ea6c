"""Figures carry their interval, and evaluation rows that cannot be judged are refused with their line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DataError
from index.evaluate import comparable, load_rows, share_line, wilson
from index.settings import ROOT

ROW: dict[str, Any] = {
    "id": "dev-1", "text": "第17条讲什么", "status": ["answered"], "kind": "content", "first": [17], "all": None,
    "must": ["优化金融服务保障"], "must_not": [], "tags": [],
}  # fmt: skip


def written(folder: Path, *lines: str) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def row(**changes: Any) -> str:
    return json.dumps({**ROW, **changes}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_interval_is_wilsons(right: int, total: int, low: float, high: float) -> None:
    assert list(wilson(right, total)) == pytest.approx([low, high], abs=5e-5)


def test_nothing_asked_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_interval_holds_the_share_and_mirrors(counts: tuple[int, int]) -> None:
    """Wrong answers have the mirrored interval of right ones."""
    right, total = counts
    low, high = wilson(right, total)
    assert -1e-12 <= low <= right / total + 1e-12 and right / total - 1e-12 <= high <= 1 + 1e-12
    other_low, other_high = wilson(total - right, total)
    assert [low, high] == pytest.approx([1 - other_high, 1 - other_low])


def test_a_figure_is_printed_with_its_counts_and_interval() -> None:
    assert " ".join(share_line("right first", 81, 263).split()) == "right first 81 / 263 30.8% [25.5%, 36.6%]"
    assert "0 / 0" in share_line("nothing", 0, 0)


def test_a_row_is_read(tmp_path: Path) -> None:
    [read] = load_rows(written(tmp_path, row(), ""))
    assert (read.id, read.status, read.first, read.all) == ("dev-1", ("answered",), (17,), None)
    assert read.asks_one_measure


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "list", "all": [1, 17, 20]},  # lists are not the look-up's business
        {"kind": "count"},
        {"status": ["not_in_notice"]},
        {"first": []},
    ],
)
def test_rows_on_which_the_look_up_is_not_judged(tmp_path: Path, changes: dict[str, Any]) -> None:
    [read] = load_rows(written(tmp_path, row(**changes)))
    assert not read.asks_one_measure


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no evaluation row"),
        ("[]", "no evaluation row"),
        ("17", "no evaluation row"),
        (json.dumps({key: value for key, value in ROW.items() if key != "must"}), "KeyError.*must"),
        (row(first=None), "no evaluation row"),
        (row(status=17), "no evaluation row"),
        (row(text=""), "text is empty"),
        (row(status=[]), "is not of the contract"),
        (row(status=["answerd"]), "answerd.*is not of the contract"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DataError, match=f"rows.jsonl:2: .*{message}"):
        load_rows(written(tmp_path, row(), line))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="id 'dev-1' stands twice: rename one"):
        load_rows(written(tmp_path, row(), row(text="别的问题")))


@pytest.mark.parametrize("changes", [{"must": "5000万元"}, {"must_not": "免费"}, {"tags": "typo"}, {"first": "17"}])
def test_a_word_where_a_list_belongs_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    """must: "5000万元" would be checked character by character, and pass."""
    with pytest.raises(DataError):
        load_rows(written(tmp_path, row(**changes)))


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_rows_delivered_can_be_read(name: str) -> None:
    rows = load_rows(ROOT / "data" / "evaluation" / f"{name}.jsonl")
    assert len(rows) > 200 and all(read.text.strip() == read.text for read in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5000 万元", "5000万元"),
        ("５０００万元", "5000万元"),
        ("1,000，000元", "1000000元"),
        ("第 17\n条", "第17条"),
        ("", ""),
    ],
)
def test_checks_compare_without_blanks_commas_and_widths(text: str, expected: str) -> None:
    assert comparable(text) == expected
