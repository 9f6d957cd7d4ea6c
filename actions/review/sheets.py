"""Tables → CSV and xlsx that a spreadsheet opens as text: what a caller typed never becomes a formula. And xlsx → rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from index.errors import DataError

Cell = str | int | None
_FORMULA = re.compile(r"\s*[=+\-@|%]|[\t\r]")
"""Beginnings that Excel, LibreOffice or WPS read as a formula or a command."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_000
MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
WIDEST = 80


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name and the names of its columns."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def to_csv(sheet: Sheet) -> bytes:
    """UTF-8 with the mark that Excel needs to see that it is; texts like formulas begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheet.columns)
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = _UNPRINTABLE.sub("", cell)
    return f"'{text}" if _FORMULA.match(text) else text


def to_xlsx(sheet: Sheet) -> bytes:
    """One worksheet, its first row fixed; texts are cells of text whatever they begin with."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    for number, name in enumerate(sheet.columns):
        widest = max((len(str(row[number])) for row in sheet.rows[:500] if row[number] is not None), default=0)
        page.column_dimensions["ABCDEFGHIJKLMNOP"[number]].width = min(2 * max(widest, len(name)) + 2, WIDEST)
    page.append([_cell(page, name, bold=True) for name in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, cell) if isinstance(cell, str) else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: object, text: str, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(page)
    cell.value = _UNPRINTABLE.sub("", text)[:LONGEST_CELL]
    cell.data_type = "s"  # openpyxl takes a leading = for a formula
    cell.quotePrefix = bool(_FORMULA.match(text))
    if bold:
        cell.font = Font(bold=True)
    return cell


def from_xlsx(raw: bytes) -> list[tuple[int, list[object]]]:
    """Rows of the first worksheet with their numbers as Excel shows them; formulas stay the text that they are.

    Raises DataError for what is no xlsx, or is too large.
    """
    if len(raw) > MOST_BYTES:
        raise DataError(f"表格有 {len(raw)} 字节：最多 {MOST_BYTES} 字节，请分成几个")
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise DataError("表格解压后太大：请只留要导入的那一张工作表")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        page = book.worksheets[0]
        page.reset_dimensions()  # what a file says of its own size need not be true
        return [(n, list(row)) for n, row in enumerate(page.iter_rows(values_only=True), 1)]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise DataError("不是 xlsx 表格，或文件已损坏：请用 Excel 或 WPS 另存为 .xlsx") from error
