"""相似问 as a sheet, for people without git: all of them out, new ones in. What cannot be taken is told by its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.review.drafts import Entry, Sort
from actions.review.groups import wording_of
from actions.review.rules import Rules
from actions.review.sheets import Sheet, from_xlsx
from index.errors import DataError
from index.library import load_library
from index.questions import OTHER, load_questions

COLUMNS = ("通知", "条号", "条目", "种类", "相似问")
NEEDED = ("通知", "条号", "种类", "相似问")
KIND_NAMES = {
    "content": "内容",
    "funding": "资金",
    "contact": "找谁",
    "eligibility": "条件",
    "definition": "名词",
    "procedure": "办理",
    OTHER: "其他",
}
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken; `row` as Excel numbers it, 0 for the table as a whole."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """New entries of a sheet, how many rows stand in the data already, and the bad rows. Any bad row: take nothing."""

    entries: tuple[Entry, ...]
    known: int
    bad: tuple[BadRow, ...]


def sheet_of(data: Path) -> Sheet:
    """Every 相似问 of every notice, in the order of the files."""
    rows = [
        (notice.key, measure.number, measure.heading, KIND_NAMES[question.kind or OTHER], question.text)
        for notice in load_library(data)
        for questions in [load_questions(data / "questions", notice)]
        for measure in notice.measures
        for question in questions.get(measure.number, ())
    ]
    return Sheet("相似问", COLUMNS, rows)


def read_sheet(raw: bytes, data: Path) -> Read:
    """Raises DataError for what is no sheet of this sort."""
    rows = from_xlsx(raw)
    header = [str(cell or "").strip() for cell in rows[0][1]] if rows else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise DataError(f"第1行缺少列名 {'、'.join(missing)}：请在导出的表里改，列名是 {'、'.join(COLUMNS)}")
    if len(rows) > MOST_ROWS:
        raise DataError(f"表格有 {len(rows)} 行：最多 {MOST_ROWS} 行")
    rules, standing = Rules(data), _standing(data)
    entries: list[Entry] = []
    bad: list[BadRow] = []
    known = 0
    for number, entry in _entries(rows[1:], header, bad):
        if standing.get(wording_of(entry["text"])) == (entry["notice"], entry["measure"], entry["kind"]):
            known += 1
            continue
        reason = rules.refusal(Sort.QUESTION, entry)
        if reason:
            bad.append(BadRow(number, reason))
        else:
            rules.took(Sort.QUESTION, entry)
            entries.append(entry)
    return Read(tuple(entries), known, tuple(sorted(bad, key=lambda one: one.row)))


def _entries(
    rows: Sequence[tuple[int, list[object]]], header: Sequence[str], bad: list[BadRow]
) -> Iterator[tuple[int, Entry]]:
    """Rows that have the right form; empty ones are passed over, others are told in `bad`."""
    kinds: Mapping[str, str] = {
        **{name: kind for kind, name in KIND_NAMES.items()},
        **{kind: kind for kind in KIND_NAMES},
    }
    for number, cells in rows:
        table = dict(zip(header, [*cells, *[None] * len(header)], strict=False))
        if not any(str(table[name] or "").strip() for name in ("条号", "种类", "相似问")):
            continue
        text, kind, measure = table["相似问"], str(table["种类"] or "").strip(), _whole(table["条号"])
        if not isinstance(text, str) or not text.strip():
            bad.append(BadRow(number, "相似问是空的，或不是文字"))
        elif text.lstrip().startswith("="):
            bad.append(BadRow(number, "相似问是一个公式：请写成文字"))
        elif measure is None:
            bad.append(BadRow(number, f"条号 {str(table['条号'] or '')[:20]!r} 不是整数"))
        elif kind not in kinds:
            bad.append(BadRow(number, f"没有种类 {kind[:20]!r}：可用 {'、'.join(KIND_NAMES.values())}"))
        else:
            notice = str(table["通知"] or "").strip()
            yield number, {"notice": notice, "measure": measure, "kind": kinds[kind], "text": text.strip()}


def _whole(value: object) -> int | None:
    """4, 4.0, "4" or 第4条."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == int(value) else None
    digits = str(value or "").strip().removeprefix("第").removesuffix("条")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else None


def _standing(data: Path) -> dict[str, tuple[str, int, str]]:
    return {
        wording_of(question.text): (notice.key, number, question.kind or OTHER)
        for notice in load_library(data)
        for number, questions in load_questions(data / "questions", notice).items()
        for question in questions
    }
