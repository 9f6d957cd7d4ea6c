"""A question's scores over a scope, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.notice import Measure, Notice
from index.passages import PassageKind
from index.scope import Ints, Scope
from index.sums import said_sums

Scores = NDArray[np.float64]
Row = tuple[Notice, Measure]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its text with official terms, its vector, BM25 of every passage [n], the head's scores [labels]."""

    text: str
    vector: Vectors
    keywords: NDArray[np.float32]
    head: Scores


@dataclass(frozen=True, slots=True)
class Scored:
    """Parts of the fused score per row of a scope [m], and cosine and BM25 scales per passage of it [k]."""

    parts: dict[str, Scores]
    cosines: Scores
    keywords: Scores

    def nearest(self, scope: Scope, kind: PassageKind) -> float:
        return float(self.cosines[scope.are(kind)].max(initial=0.0))


def best(scores: Scores, scope: Scope, kinds: Iterable[PassageKind]) -> Scores:
    """Per row of the scope the highest score among its passages of these kinds, 0 where it has none."""
    found = np.zeros(len(scope.rows))
    for kind in kinds:
        mask = scope.are(kind)
        np.maximum.at(found, scope.owner[mask], scores[mask])
    return found


def best_of(scores: NDArray[np.floating[Any]], limit: int) -> Ints:
    """Places of the `limit` highest scores above 0, highest first."""
    found = np.flatnonzero(scores > 0)
    if len(found) > limit:
        found = found[np.argpartition(-scores[found], limit)[:limit]]
    return found[np.argsort(-scores[found], kind="stable")]


def holding_sum(query: str, rows: Sequence[Row]) -> Scores:
    """Per measure 1 where it names a sum that the question names (五千万, 5000w), else 0."""
    said = {one.value for one in said_sums(query)}
    if not said:
        return np.zeros(len(rows))
    return np.array([float(any(a.value in said for a in measure.amounts)) for _, measure in rows])
