"""Which measures of a large library are scored: those that may win by meaning, words, the learned head or their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.passages import PassageKind
from index.scope import NO_ROW, Ints, PassageTable, union
from index.scoring import Asked, Row, best_of

NEAR = 1024
"""Passages asked of the vector index. Many, for a measure with hundreds of 相似问 fills the nearest places alone."""
WORDED, FIRST = 512, 8
"""How many measures by words; of how many first ones the notices are looked at whole."""
MOST_SCORED = 2000
"""Measures that filters admit, or that are named by number, up to which all of these are scored."""


class Candidates:
    """Finds candidates of a library. Rows are 0..m-1 in the notices' order. Immutable."""

    def __init__(
        self, rows: Sequence[Row], table: PassageTable, head_rows: Ints, few_questions: NDArray[np.bool_]
    ) -> None:
        self._table = table
        self._head_rows = head_rows
        self._numbers = np.array([measure.number for _, measure in rows], dtype=np.int64)
        keys = {key: i for i, key in enumerate(dict.fromkeys(notice.key for notice, _ in rows))}
        self._notice = np.array([keys[notice.key] for notice, _ in rows], dtype=np.int64)
        everything, owned = table.everything, table.owner != NO_ROW
        self._texts = np.flatnonzero(everything.are(PassageKind.MEASURE) & owned)
        questions = np.flatnonzero(everything.are(PassageKind.QUESTION) & owned)
        self._questions = questions[~few_questions[table.owner[questions]]]

    def of(self, asked: Asked, near: Ints, numbers: Iterable[int], admitted: Ints | None) -> Ints:
        """Rows, ascending. `near`: passages, nearest first; `numbers`: said in the question; `admitted`: by filters."""
        words = asked.keywords
        if admitted is not None:  # by words exactly, by meaning as far as `near` reaches
            words = np.where(np.isin(self._table.owner, admitted), words, 0)
        by_meaning = self._table.rows_of(near, NEAR)
        by_words = self._best(self._texts, words, WORDED)
        by_questions = self._best(self._questions, words, WORDED)
        learned = self._head_rows[best_of(asked.head, FIRST)].tolist()
        first = [*by_meaning[:FIRST], *by_words[:FIRST], *by_questions[:FIRST]]
        beside = np.flatnonzero(np.isin(self._notice, self._notice[first])).tolist()
        found = union((by_meaning, by_words, by_questions, learned, beside, self._named(numbers, words)))
        if admitted is None:
            return found
        kept = np.intersect1d(found, admitted)
        return kept if len(kept) else admitted[:NEAR]

    def _best(self, ids: Ints, words: NDArray[np.float32], limit: int) -> list[int]:
        return self._table.rows_of(ids[best_of(words[ids], limit)], limit)

    def _named(self, numbers: Iterable[int], words: NDArray[np.float32]) -> list[int]:
        """Every notice has a 第7条: all of these, or of very many the best by words."""
        rows = np.flatnonzero(np.isin(self._numbers, list(numbers)))
        if len(rows) <= MOST_SCORED:
            return rows.tolist()
        texts = self._texts[np.isin(self._table.owner[self._texts], rows)]
        return self._best(texts, words, MOST_SCORED)
