"""Which passages a question is scored over: all of a small library, of a large one those of the measures that may win.

Measures are rows 0..m-1, passages ids 0..n-1. What is no measure's (foreign questions) belongs to every scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.passages import Passage, PassageKind

NO_ROW = -1
_KINDS = tuple(PassageKind)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows [m] and passages [k], both ascending. `owner` [k]: the place in `rows` of a passage's measure, or NO_ROW."""

    rows: Ints
    ids: Ints
    owner: Ints
    kind: NDArray[np.int8]

    def are(self, kind: PassageKind) -> NDArray[np.bool_]:
        return self.kind == _KINDS.index(kind)


class PassageTable:
    """Owners and kinds of all passages as arrays, and each measure's passages. Immutable."""

    def __init__(self, passages: Sequence[Passage], owner: Ints, rows: int) -> None:
        self.size, self.rows = len(passages), rows
        self.owner = owner
        code = {kind: number for number, kind in enumerate(_KINDS)}
        self._kind = np.fromiter((code[p.kind] for p in passages), np.int8, len(passages))
        self._order = np.argsort(owner, kind="stable")
        self._starts = np.searchsorted(owner[self._order], np.arange(rows + 1))
        self._ownerless = np.flatnonzero(owner == NO_ROW)
        self.everything = Scope(np.arange(rows), np.arange(self.size), owner, self._kind)

    def has(self, kind: PassageKind) -> bool:
        return bool(self.everything.are(kind).any())

    def counts(self, kind: PassageKind) -> Ints:
        """How many passages of a kind each measure has, shape [rows]."""
        return np.bincount(self.owner[self.everything.are(kind) & (self.owner != NO_ROW)], minlength=self.rows)

    def of_row(self, row: int, kind: PassageKind) -> Ints:
        """Ids of a measure's passages of a kind, ascending."""
        own = self._order[self._starts[row] : self._starts[row + 1]]
        return own[self._kind[own] == _KINDS.index(kind)]

    def scope(self, rows: Ints) -> Scope:
        """The scope of these rows (ascending, each once)."""
        starts, lengths = self._starts[rows], self._starts[rows + 1] - self._starts[rows]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        own = self._order[np.repeat(starts, lengths) + within]
        ids = np.concatenate([own, self._ownerless])
        owner = np.concatenate([np.repeat(np.arange(len(rows)), lengths), np.full(len(self._ownerless), NO_ROW)])
        order = np.argsort(ids, kind="stable")
        return Scope(rows, ids[order], owner[order], self._kind[ids[order]])

    def rows_of(self, ids: Ints, limit: int) -> list[int]:
        """The measures of passages that stand best first: the first `limit` different ones."""
        rows = dict.fromkeys(row for row in self.owner[ids].tolist() if row != NO_ROW)
        return list(rows)[:limit]


def union(parts: Iterable[Iterable[int]]) -> Ints:
    """Every number of the parts once, ascending."""
    return np.array(sorted({number for part in parts for number in part}), dtype=np.int64)
