"""Evaluation questions and dialogues, and the figures of retrieval alone on them: right first, among the first three, MRR."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from index.errors import DataError
from index.settings import Settings

STATUSES = {"answered", "clarify", "not_in_notice", "out_of_scope", "social", "form", "error"}
LISTS = {"list", "count"}
Z95 = 1.959964
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One evaluation question; fields are described in data/evaluation/README.md."""

    id: str
    text: str
    status: tuple[str, ...]
    kind: str | None
    first: tuple[int, ...]
    all: tuple[int, ...] | None
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def asks_one_measure(self) -> bool:
        """Whether the look-up alone can be right or wrong on it."""
        several = self.all is not None and len(self.all) > 1  # 第5条和第6条分别由哪些单位负责
        return "answered" in self.status and bool(self.first) and self.kind not in LISTS and not several


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns of one conversation, in order: each a row whose id is `<dialogue>.<turn>`, with the dialogue's tags."""

    id: str
    tags: tuple[str, ...]
    turns: tuple[Row, ...]


def load_rows(path: Path) -> list[Row]:
    """Read a JSONL file of rows; raises DataError naming file, line and field."""
    rows = [_row(table, at) for table, at in _tables(path)]
    _refuse_twice([row.id for row in rows], path)
    return rows


def load_dialogues(path: Path) -> list[Dialogue]:
    """Read a JSONL file of dialogues; raises DataError naming file, line, turn and field."""
    dialogues = [_dialogue(table, at) for table, at in _tables(path)]
    _refuse_twice([dialogue.id for dialogue in dialogues], path)
    return dialogues


def _tables(path: Path) -> Iterator[tuple[Any, str]]:
    """What stands in each line that is not empty, and where: `dialogues/dev.jsonl:3`."""
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        at = f"{path.parent.name}/{path.name}:{n}"
        if line:
            try:
                yield json.loads(line), at
            except ValueError as error:
                raise _no_row(at, error) from error


def _refuse_twice(ids: list[str], path: Path) -> None:
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice:
        raise DataError(f"{path.parent.name}/{path.name}: id {twice!r} stands twice: rename one")


def _no_row(at: str, error: Exception) -> DataError:
    return DataError(f"{at}: no evaluation row ({error!r}): see data/evaluation/README.md")


def _row(table: dict[str, Any], at: str, text: str = "text") -> Row:
    try:
        row = Row(
            id=_typed(table, "id", str),
            text=_typed(table, text, str),
            status=_listed(table, "status", str),
            kind=None if table["kind"] is None else _typed(table, "kind", str),
            first=_listed(table, "first", int),
            all=None if table["all"] is None else _listed(table, "all", int),
            must=_listed(table, "must", str),
            must_not=_listed(table, "must_not", str),
            tags=_listed(table, "tags", str),
        )
    except (KeyError, TypeError) as error:
        raise _no_row(at, error) from error
    if not row.text or not row.status or not set(row.status) <= STATUSES:
        raise DataError(f"{at}: {text} is empty or status {row.status} is not of the contract")
    return row


def _dialogue(table: dict[str, Any], at: str) -> Dialogue:
    try:
        name, tags, turns = _typed(table, "id", str), _listed(table, "tags", str), _listed(table, "turns", dict)
    except (KeyError, TypeError) as error:
        raise _no_row(at, error) from error
    if not turns:
        raise DataError(f"{at}: turns is empty: a dialogue has at least one")
    rows = (
        _row({**turn, "id": f"{name}.{n}", "tags": list(tags)}, f"{at}, turn {n}", text="say")
        for n, turn in enumerate(turns, 1)
    )
    return Dialogue(name, tags, tuple(rows))


def _typed(table: dict[str, Any], field: str, of: type[T]) -> T:
    value = table[field]
    if type(value) is not of:  # not isinstance: true is no number
        raise TypeError(f"{field} must be {of.__name__}, found {value!r}")
    return value


def _listed(table: dict[str, Any], field: str, of: type[T]) -> tuple[T, ...]:
    values = table[field]
    if not isinstance(values, list) or not all(type(value) is of for value in values):
        raise TypeError(f"{field} must be a list of {of.__name__}, found {values!r}")
    return tuple(values)


def comparable(text: str) -> str:
    """Text as checks compare it: NFKC, without blanks and commas."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace() and char not in ",，")


def wilson(right: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if total == 0:
        return 0.0, 1.0
    share, z2 = right / total, Z95**2
    centre = share + z2 / (2 * total)
    spread = Z95 * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return (centre - spread) / (1 + z2 / total), (centre + spread) / (1 + z2 / total)


def share_line(name: str, right: int, total: int) -> str:
    low, high = wilson(right, total)
    return f"{name:<30}{right:>4} / {total:<4} {right / max(total, 1):6.1%}   [{low:.1%}, {high:.1%}]"


def evaluate_retrieval(settings: Settings, name: str, misses: bool = False) -> str:
    """Print-ready figures of the search on data/evaluation/<name>.jsonl; loads index and model."""
    from index.search import open_searcher

    rows = [row for row in load_rows(settings.data / "evaluation" / f"{name}.jsonl") if row.asks_one_measure]
    searcher = open_searcher(settings)
    ranks: list[tuple[Row, int, list[int]]] = []
    for row in rows:
        found = [hit.measure.number for hit in searcher.search(row.text, limit=20).hits]
        rank = next((place for place, number in enumerate(found, 1) if number in row.first), 0)
        ranks.append((row, rank, found))
    lines = [
        f"retrieval on {name}: {len(rows)} questions that ask for one measure",
        *_figures([rank for _, rank, _ in ranks]),
    ]
    if misses:
        lines += [
            f"  {row.id} {row.text[:60]}  expected {row.first}, found {found[:3]}"
            for row, rank, found in ranks
            if rank != 1
        ]
    return "\n".join(lines)


def _figures(ranks: Iterable[int]) -> list[str]:
    ranks = list(ranks)
    mrr = sum(1 / rank for rank in ranks if rank) / max(len(ranks), 1)
    return [
        share_line("right first", sum(rank == 1 for rank in ranks), len(ranks)),
        share_line("right among first three", sum(1 <= rank <= 3 for rank in ranks), len(ranks)),
        f"{'MRR':<30}{mrr:.3f}",
    ]
