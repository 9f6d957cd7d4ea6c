"""相似问: questions in callers' words, curated per measure and kind under data/questions/<slug>.yml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.errors import DataError
from index.notice import Notice

KINDS = frozenset({"content", "funding", "contact", "eligibility", "definition", "procedure"})
OTHER = "other"
"""Of no kind in particular: found by the search, not learned from as an example of a kind."""


@dataclass(frozen=True, slots=True)
class SimilarQuestion:
    """One 相似问. `kind` is what it asks for (one of KINDS), None where that is open."""

    text: str
    kind: str | None


Questions = dict[int, tuple[SimilarQuestion, ...]]


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
    questions: Questions = {}
    for number, groups in table.items():
        if number not in known:
            raise DataError(f"{name}: {notice.key} has no measure {number!r}: correct the number")
        questions[int(number)] = tuple(_of_measure(groups, f"{name}, measure {number}"))
        for question in questions[int(number)]:
            if question.text in seen:
                first = seen[question.text]
                raise DataError(f"{name}: {question.text!r} stands under measure {first} and {number}: keep one")
            seen[question.text] = number
    return questions


def _of_measure(groups: Any, place: str) -> Iterable[SimilarQuestion]:
    if not isinstance(groups, Mapping) or not groups:
        raise DataError(f"{place}: must map kinds ({', '.join(sorted(KINDS))}, {OTHER}) to lists of questions")
    for kind, rows in groups.items():
        if kind not in KINDS and kind != OTHER:
            raise DataError(f"{place}: {kind!r} is no kind: use {', '.join(sorted(KINDS))} or {OTHER}")
        if not isinstance(rows, list) or not rows:
            raise DataError(f"{place}, {kind}: must be a list with at least one question")
        for row in rows:
            if not isinstance(row, str) or not row.strip():
                raise DataError(f"{place}, {kind}: {row!r} is no question: write it as text")
            yield SimilarQuestion(row, kind if kind in KINDS else None)
