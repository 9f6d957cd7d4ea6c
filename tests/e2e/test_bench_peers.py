"""What is made of the other engines' answers: thresholds, figures, agreement; and the one of them that is installed here too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.bench.peers.asking import Asked, ask
from tests.bench.peers.engines import Bm25s
from tests.bench.peers.handed import Handed, Question, read, write
from tests.bench.peers.judging import disagreements, figures, table, threshold
from tests.bench.peers.ours import VectorsOnly

VECTORS = np.eye(4, dtype=np.float32)
WORDS = ["土地", "人才", "基金", "公寓"]


def question(text: str, split: str, *first: int) -> Question:
    return Question(text, split, list(first), [text])


QUESTIONS = [
    question("土地", "dev", 1),
    question("人才", "dev", 2),
    question("天气", "dev"),
    question("基金", "test", 3),
    question("公寓", "test", 2),
    question("公寓", "test", 1),
    question("天气", "test"),
]
HANDED = Handed(
    WORDS,
    [1, 2, 3, 2],
    [[word] for word in WORDS],
    QUESTIONS,
    ["温差"],
    VECTORS,
    VECTORS[[0, 1, 0, 2, 3, 3, 0]],
    VECTORS[0],
)


def answers(*scores: float) -> Asked:
    """Measures 1, 2, 1, 3, 2, 2, 1 are found first."""
    measures = [[number, 4] for number in (1, 2, 1, 3, 2, 2, 1)]
    return Asked(measures, list(scores), [], [1, 1, 1, 2, 4, 6, 8], 0.5, 100, 0.25)


SCORED = answers(0.9, 0.7, 0.4, 0.8, 0.6, 0.9, 0.5)


def test_an_engine_answers_from_the_score_that_parts_the_development_questions_best() -> None:
    assert threshold(HANDED, SCORED) == 0.7


def test_figures_are_of_the_test_questions() -> None:
    found = figures(HANDED, [SCORED, replace(SCORED, cold_s=0.7, memory_mib=120, edit_s=0.5)])
    assert (found.first, found.mrr) == (2 / 3, 2 / 3)
    assert (found.wrong, found.refused_wrongly, found.refused_rightly) == (1 / 3, 1 / 3, 1.0)
    assert (found.p50, found.p95, found.cold, found.memory, found.edit) == (4.0, 8.0, 0.6, 110.0, 0.375)


def test_what_is_refused_is_not_answered_wrongly() -> None:
    found = figures(HANDED, [answers(0.9, 0.7, 0.65, 0.8, 0.6, 0.66, 0.5)])
    assert (found.wrong, found.refused_wrongly, found.refused_rightly) == (0.0, 2 / 3, 1.0)


def test_an_engine_without_an_edit_has_a_dash() -> None:
    lines = table({"one": figures(HANDED, [replace(SCORED, edit_s=None)])})
    assert lines[-1].startswith("| one | 66.7% | 0.667 | 33.3% | 100.0% | 33.3% |") and lines[-1].endswith("| — |")


def test_rankings_may_differ_in_the_order_of_equal_cosines_only() -> None:
    ours = replace(SCORED, places=[[(0, 1.0), (1, 0.0), (2, 0.0)]] * len(QUESTIONS))
    equal = replace(SCORED, places=[[(0, 1.0), (2, 0.0), (1, 0.0)]] * len(QUESTIONS))
    assert not list(disagreements(HANDED, ours, ours))
    assert [line[:2] for line in disagreements(HANDED, ours, equal)] == ["人才", "基金"]


@pytest.mark.parametrize("engine", [Bm25s(), VectorsOnly()])
def test_an_engine_finds_what_it_was_handed_and_what_was_edited(engine: Bm25s | VectorsOnly, tmp_path: Path) -> None:
    write(tmp_path, HANDED)
    handed = read(tmp_path)
    engine.build(handed.texts, handed.tokens, handed.vectors, tmp_path)
    found = ask(engine, handed, tmp_path, begun=0.0, edits=True)
    assert [measures[0] for measures in found.measures[:2]] == [1, 2] and found.measures[3][0] == 3
    assert found.edit_s is not None and found.memory_mib > 1 and len(found.times_ms) == len(QUESTIONS)
