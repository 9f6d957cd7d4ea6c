"""Whether a question asks for more than a measure states: learned from reviewed questions of both sorts.

What stands in the measure is blotted out of the question first, so that the rest tells what is asked beyond it (一亩什么
价, 叫什么名字); that carries over to measures and notices that nobody wrote such questions for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.errors import DataError
from index.notice import Notice, label_of
from index.query import asking_part, normalise_query
from index.questions import Questions

FOLDER = "unstated"
OPEN, STATED = "open", "stated"
BLOT = "#"
SHORTEST = 2
"""Characters of the shortest run that is blotted out."""
LEARNED_KINDS = frozenset({"content", "funding", "eligibility", "definition", "contact"})
"""Kinds of 相似问 that show what a measure does state; how to get it is not judged by it."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question on a measure's matter. `is_stated`: the measure answers it, however much it sounds like a detail."""

    number: int
    text: str
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the measure `owner` (normalised, without the story before it), what is `left` of it when blotted,
    and OPEN or STATED."""

    owner: str
    text: str
    left: str
    label: str


def load_open_questions(folder: Path, notice: Notice) -> tuple[OpenQuestion, ...]:
    """The reviewed questions of a notice; none for a notice without a file. Raises DataError naming the bad row."""
    for path in sorted(folder.glob("*.yml")):
        try:
            table = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise DataError(f"{path.name} is no valid YAML: {error}") from error
        if not isinstance(table, dict) or not isinstance(table.get("document_number"), str):
            raise DataError(f"{path.name}: needs `document_number`, `{OPEN}` and `{STATED}`")
        if table["document_number"] == notice.key:
            return tuple(_checked(table, path.name, notice))
    return ()


def _checked(table: Mapping[str, Any], name: str, notice: Notice) -> Iterable[OpenQuestion]:
    known = {measure.number for measure in notice.measures}
    seen: set[str] = set()
    for sort in (OPEN, STATED):
        groups = table.get(sort) or {}
        if not isinstance(groups, dict):
            raise DataError(f"{name}: `{sort}` must map a measure's number to its questions")
        for number, rows in groups.items():
            if number not in known:
                raise DataError(f"{name}, {sort}: {notice.key} has no measure {number!r}: correct the number")
            for row in rows if isinstance(rows, list) else [rows]:
                if not isinstance(row, str) or not row.strip():
                    raise DataError(f"{name}, {sort}, measure {number}: {row!r} is no question: write it as text")
                if row in seen:
                    raise DataError(f"{name}, {sort}, measure {number}: {row!r} stands there twice: keep one")
                seen.add(row)
                yield OpenQuestion(int(number), row, sort == STATED)


def blotted(query: str, text: str) -> str:
    """A normalised `query` with every run of at least two characters that stands in `text` blotted out."""
    left, place = [], 0
    while place < len(query):
        end = _end_of_run(query, place, text)
        left.append(BLOT if end > place else query[place])
        place = max(end, place + 1)
    return "".join(left)


def _end_of_run(query: str, start: int, text: str) -> int:
    """Where the longest run of `query` from `start` that stands in `text` ends; `start` where there is none."""
    end = start + SHORTEST
    while end <= len(query) and query[start:end] in text:
        end += 1
    return end - 1 if end > start + SHORTEST else start


def examples_of(notice: Notice, questions: Questions, opened: Sequence[OpenQuestion]) -> list[Example]:
    """What to learn from; empty where nothing is open."""
    texts = {measure.number: normalise_query(measure.text) for measure in notice.measures}
    rows = [(one.number, one.text, STATED if one.is_stated else OPEN) for one in opened]
    if rows:
        rows += [
            (number, question.text, STATED)
            for number, similar in questions.items()
            for question in similar
            if question.kind in LEARNED_KINDS
        ]
    return [_example(notice, number, text, label, texts[number]) for number, text, label in rows]


def _example(notice: Notice, number: int, text: str, label: str, stated: str) -> Example:
    asked = asking_part(normalise_query(text))
    return Example(label_of(notice.key, number), asked, blotted(asked, stated), label)
