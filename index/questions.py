"""相似问: questions in callers' words, curated per measure under data/questions/<slug>.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from index.errors import DataError
from index.notice import Notice

Questions = dict[int, tuple[str, ...]]


def load_questions(folder: Path, notice: Notice) -> Questions:
    """Measure number → its questions; empty for a notice without a file. Raises DataError naming the bad row."""
    for path in sorted(folder.glob("*.yml")):
        table = _read(path)
        if table.get("document_number") == notice.key:
            return _checked(table.get("measures"), path.name, notice)
    return {}


def _read(path: Path) -> dict[str, Any]:
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise DataError(f"{path.name} is no valid YAML: {error}") from error
    if not isinstance(table, dict) or not isinstance(table.get("document_number"), str):
        raise DataError(f"{path.name}: needs `document_number` and `measures`")
    return table


def _checked(table: Any, name: str, notice: Notice) -> Questions:
    if not isinstance(table, dict):
        raise DataError(f"{name}: `measures` must map a measure's number to its questions")
    known = {measure.number for measure in notice.measures}
    seen: dict[str, int] = {}
    for number, rows in table.items():
        if number not in known:
            raise DataError(f"{name}: {notice.key} has no measure {number!r}: correct the number")
        if not isinstance(rows, list) or not rows:
            raise DataError(f"{name}, measure {number}: must be a list with at least one question")
        for row in rows:
            if not isinstance(row, str) or not row.strip():
                raise DataError(f"{name}, measure {number}: {row!r} is no question: write it as text")
            if row in seen:
                raise DataError(f"{name}: {row!r} stands under measure {seen[row]} and {number}: keep one")
            seen[row] = number
    return {int(number): tuple(rows) for number, rows in table.items()}
