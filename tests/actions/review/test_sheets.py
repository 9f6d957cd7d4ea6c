"""Tables for people with Excel: nothing in them becomes a formula; a sheet comes in whole or not at all."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from actions.review.sheets import Sheet, from_xlsx, to_csv, to_xlsx
from actions.review.similar import COLUMNS, read_sheet, sheet_of
from index.errors import DataError
from index.settings import ROOT
from tests.actions.review.rows import KEY

HOSTILE = ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "|calc", "%x", "=1\nA"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text: str) -> None:
    sheet = Sheet("表", ("问题", "次数"), [(text, 3)])
    raw = to_csv(sheet)
    assert raw.startswith(b"\xef\xbb\xbf")
    [_, row] = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert row[0].startswith("'") and row[1] == "3"
    cell = load_workbook(io.BytesIO(to_xlsx(sheet))).active["A2"]
    assert cell.data_type in ("s", "inlineStr") and cell.quotePrefix


def test_ordinary_texts_numbers_and_gaps_stay_as_they_are() -> None:
    sheet = Sheet("表", ("甲", "乙"), [("找谁，“x”", -3), (None, 0), ("无\x00\ud800效", 1)])
    rows = list(csv.reader(io.StringIO(to_csv(sheet).decode("utf-8-sig"))))
    assert rows == [["甲", "乙"], ["找谁，“x”", "-3"], ["", "0"], ["无效", "1"]]
    assert from_xlsx(to_xlsx(sheet))[1:3] == [(2, ["找谁，“x”", -3]), (3, [None, 0])]


def book(*rows: tuple[object, ...], header: tuple[str, ...] = COLUMNS) -> bytes:
    made = Workbook()
    made.active.append(header)
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


GOOD = (KEY, 4, "", "找谁", "两张皮的问题找哪个解决")


def test_what_was_exported_comes_in_unchanged() -> None:
    sheet = sheet_of(ROOT / "data")
    assert len(sheet.rows) > 2000
    read = read_sheet(to_xlsx(sheet), ROOT / "data")
    assert (read.entries, read.known, read.bad) == ((), len(sheet.rows), ())


def test_new_rows_are_taken_and_blank_ones_passed_over(data: Path) -> None:
    raw = book(
        (None,) * 5, (KEY, "第4条", "随便", "contact", " 科研生产两张皮咋办 "), (KEY, None, None, None, None), GOOD
    )
    read = read_sheet(raw, data)
    assert [entry["text"] for entry in read.entries] == ["科研生产两张皮咋办", GOOD[4]]
    assert {(entry["measure"], entry["kind"]) for entry in read.entries} == {(4, "contact")} and read.bad == ()


def test_every_bad_row_is_told_by_its_number_with_the_reason(data: Path) -> None:
    raw = book(
        GOOD,
        (KEY, 99, "", "找谁", "九十九条的问题"),
        (KEY, 4, "", "别的", "种类不对的问题"),
        (KEY, "四", "", "找谁", "条号不对的问题"),
        (KEY, 4, "", "找谁", None),
        (KEY, 4, "", "找谁", "=1+1"),
        (KEY, 4, "", "找谁", "两张皮的问题，找哪个解决"),
        ("某发〔2024〕1号", 4, "", "找谁", "别的通知的问题"),
        (KEY, 4, "", "找谁", "我的电话是［电话］"),
        (KEY, 4.5, "", "找谁", "条号是小数的问题"),
        (KEY, True, "", "找谁", "条号是真假的问题"),
    )
    read = read_sheet(raw, data)
    assert [one.row for one in read.bad] == list(range(3, 13))
    said = " ".join(one.reason for one in read.bad)
    for part in (
        "没有第 99 条",
        "没有种类 '别的'",
        "不是整数",
        "是空的",
        "公式",
        "只能出现一次",
        "没有收录通知",
        "隐去",
    ):
        assert part in said


def bomb() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (70 * 1024 * 1024))
    return out.getvalue()


def empty_zip() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "不是 xlsx"),
        (b"PK\x03\x04 broken", "不是 xlsx"),
        (empty_zip(), "不是 xlsx"),
        (bomb(), "解压后太大"),
        (b"x" * (4 * 1024 * 1024 + 1), "字节"),
        (book(header=("甲", "乙")), "第1行缺少列名"),
    ],
    ids=["empty", "broken", "zip", "bomb", "large", "header"],
)
def test_what_is_no_sheet_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read_sheet(raw, ROOT / "data")
