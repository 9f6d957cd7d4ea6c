"""Questions → groups of like ones. Pure and deterministic: the same questions give the same groups.

Likeness is the cosine of tf-idf weighted pairs of characters, small words left out. A question joins the
likest group whose head it is like by LIKE_FROM; else it heads a new one. Heads are taken in the order of how often they
were asked, so a group is named by its most frequent wording, and groups do not chain into each other.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import numpy as np

from actions.review.pairs import weighted_pairs, without_filler
from actions.review.unanswered import Unanswered, Why
from index.query import normalise_query

T = TypeVar("T")
LIKE_FROM = 0.4
"""Of the pairs among the notice's 2,200 相似问 that are so alike, 94 % (80 of 85) belong to one measure; from 0.45 on
all do, but they are half as many, and from 0.3 on 90 %. Callers' own repetitions are far more alike."""
AT_ONCE = 512
SHOWN = 5
"""Kinds, measures and expectations that are told of a group."""
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Member:
    """One wording of a group."""

    text: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Like questions. `id` belongs to its most frequent wording, `question`; members most frequent first."""

    id: str
    question: str
    count: int
    first: datetime
    last: datetime
    whys: Mapping[Why, int]
    kinds: tuple[str, ...]
    """Kinds that were read, most frequent first."""
    measures: tuple[int, ...]
    """Measures that were cited, most frequent first."""
    expected: tuple[str, ...]
    """What operators said it should be."""
    members: tuple[Member, ...]


def wording_of(text: str) -> str:
    """What makes two messages the same wording: normalised, without punctuation and blanks."""
    return _NO_LETTER.sub("", normalise_query(text)) or text


def heads_of(times: Mapping[str, int], filler: Iterable[str]) -> dict[str, str]:
    """Wording → wording that heads its group. `times` tells how often each was asked."""
    order = sorted(times, key=lambda wording: (-times[wording], wording))
    vectors = weighted_pairs(without_filler(order, filler))
    heads: list[int] = []
    found: dict[str, str] = {}
    for start in range(0, len(order), AT_ONCE):
        rows = range(start, min(start + AT_ONCE, len(order)))
        joined = _joined(vectors, rows, heads)
        for row in rows:
            head = joined.get(row, row)
            if head == row:
                heads.append(row)
            found[order[row]] = order[head]
    return found


def _joined(vectors: Any, rows: range, heads: Sequence[int]) -> dict[int, int]:
    """Row → its head, for the rows that join an older head or one among themselves; rows that head are left out."""
    block = vectors[rows.start : rows.stop]
    joined: dict[int, int] = {}
    if heads:
        likeness = (block @ vectors[list(heads)].T).toarray()
        best = likeness.argmax(axis=1)
        for i, row in enumerate(rows):
            if likeness[i, best[i]] >= LIKE_FROM:
                joined[row] = heads[best[i]]
    among = (block @ block.T).toarray()
    leads = np.zeros(len(rows), dtype=bool)
    for i, row in enumerate(rows):
        if row in joined:
            continue
        likeness_here = np.where(leads, among[i], -1.0)
        near = int(likeness_here.argmax())
        if likeness_here[near] >= LIKE_FROM:
            joined[row] = rows.start + near
        else:
            leads[i] = True
    return joined


def groups_of(rows: Iterable[tuple[str, Unanswered]], heads: Mapping[str, str]) -> list[Group]:
    """Groups of rows with their wordings, in the order of their first row."""
    sorted_in: dict[str, list[tuple[str, Unanswered]]] = {}
    for wording, row in rows:
        sorted_in.setdefault(heads[wording], []).append((wording, row))
    return [_group(head, members) for head, members in sorted_in.items()]


def _group(head: str, rows: list[tuple[str, Unanswered]]) -> Group:
    by_wording: dict[str, list[Unanswered]] = {}
    for wording, row in rows:
        by_wording.setdefault(wording, []).append(row)
    members = [Member(said[0].text, len(said), max(one.at for one in said)) for said in by_wording.values()]
    members.sort(key=lambda member: (-member.count, member.text))
    times = [row.at for _, row in rows]
    return Group(
        id=hashlib.sha256(head.encode()).hexdigest()[:16],
        question=by_wording[head][0].text if head in by_wording else members[0].text,
        count=len(rows),
        first=min(times),
        last=max(times),
        whys=_counted(row.why for _, row in rows),
        kinds=_frequent(row.kind for _, row in rows if row.kind),
        measures=_frequent(number for _, row in rows for number in row.measures),
        expected=_frequent(row.expected for _, row in rows if row.expected),
        members=tuple(members),
    )


def _frequent(values: Iterable[T]) -> tuple[T, ...]:
    found = list(values)
    return tuple(value for value, _ in Counter(found).most_common(SHOWN)) if len(found) > 1 else tuple(found)


def _counted(whys: Iterable[Why]) -> dict[Why, int]:
    """Most frequent first."""
    found = list(whys)
    return dict(Counter(found).most_common()) if len(found) > 1 else {found[0]: 1}
