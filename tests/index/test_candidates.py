"""Which measures of a large library are scored: a generated library, scores given by hand, no model."""

from __future__ import annotations

import numpy as np
import pytest

import index.candidates
from index.candidates import Candidates
from index.passages import Passage, PassageKind
from index.scope import PassageTable
from index.scoring import Asked, Row
from tests.index.generated import generate

MEASURES, PER_NOTICE = 60, 20
CLAUSES = ["加强统筹协调", "优化审批流程", "完善服务体系"]
ROWS: list[Row] = [(notice, measure) for notice in generate(MEASURES, CLAUSES).notices for measure in notice.measures]
MANY = 300


def candidates(head_rows: tuple[int, ...] = ()) -> tuple[Candidates, PassageTable]:
    """Passages: a text and a sentence of every measure, then MANY 相似问 of measure 0 and one of measure 1."""
    kinds = [kind for _ in ROWS for kind in (PassageKind.MEASURE, PassageKind.SENTENCE)]
    kinds += [PassageKind.QUESTION] * (MANY + 1)
    owner = np.array([row for row in range(len(ROWS)) for _ in range(2)] + [0] * MANY + [1])
    table = PassageTable([Passage("", 0, kind, "", None) for kind in kinds], owner, len(ROWS))
    few = np.array([row != 0 for row in range(len(ROWS))])
    return Candidates(ROWS, table, np.array(head_rows, dtype=np.int64), few), table


def asked(table: PassageTable, words: dict[int, float] | None = None, head: tuple[float, ...] = ()) -> Asked:
    keywords = np.zeros(table.size, dtype=np.float32)
    for place, score in (words or {}).items():
        keywords[place] = score
    return Asked("", np.zeros(1, dtype=np.float32), keywords, np.array(head))


NONE = np.zeros(0, dtype=np.int64)


@pytest.fixture(autouse=True)
def nothing_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.candidates, "FIRST", 0)


def test_by_words_a_measure_with_many_questions_leaves_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of texts and those of questions are ranked apart."""
    monkeypatch.setattr(index.candidates, "WORDED", 10)
    found, table = candidates()
    first = 2 * len(ROWS)
    crowd = {first + place: 9.0 for place in range(MANY)}
    texts = {2 * row: 1.0 + row / 100 for row in range(5, 15)}
    assert found.of(asked(table, crowd | texts), NONE, (), None).tolist() == [0, *range(5, 15)]


def test_questions_of_a_measure_that_has_few_do_not_count() -> None:
    found, table = candidates()
    assert found.of(asked(table, {table.size - 1: 9.0}), NONE, (), None).tolist() == []


def test_by_meaning_and_by_the_head(monkeypatch: pytest.MonkeyPatch) -> None:
    found, table = candidates(head_rows=(7, 8))
    assert found.of(asked(table), np.array([2 * 9 + 1, 3]), (), None).tolist() == [1, 9]
    monkeypatch.setattr(index.candidates, "FIRST", 1)
    every = found.of(asked(table, head=(0.1, 0.6)), NONE, (), None)
    assert every.tolist() == [8]


def test_the_notices_of_the_first_ones_are_there_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.candidates, "FIRST", 1)
    found, table = candidates()
    assert found.of(asked(table), np.array([2 * 25, 2 * 45]), (), None).tolist() == [*range(20, 40), 45]


def test_a_number_means_that_measure_of_every_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    found, table = candidates()
    assert found.of(asked(table), NONE, (7, 9), None).tolist() == [6, 8, 26, 28, 46, 48]
    monkeypatch.setattr(index.candidates, "MOST_SCORED", 2)
    words = {2 * 26: 3.0, 2 * 46: 2.0, 2 * 6: 1.0}
    monkeypatch.setattr(index.candidates, "WORDED", 1)
    assert found.of(asked(table, words), NONE, (7,), None).tolist() == [26, 46]


def test_only_what_is_admitted() -> None:
    found, table = candidates()
    some = asked(table, {2 * 3: 1.0, 2 * 30: 2.0})
    assert found.of(some, np.array([2 * 31]), (), np.arange(20, 40)).tolist() == [30, 31]
    assert found.of(some, NONE, (), np.array([50, 51])).tolist() == [50, 51]
