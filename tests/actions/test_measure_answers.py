"""A sum is told only of what it is for: which sentences of a measure may answer, and how far from the best."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.answer import Answer, Finding, Relation, Status
from actions.measure_answers import CLOSE_TO_BEST, FAR_FROM_BEST, NEAR_BEST
from actions.responder import respond
from tests.actions.bench import Bench, Found, reading

CLOSE, NEAR, FAR, NOWHERE = CLOSE_TO_BEST + 0.02, NEAR_BEST + 0.02, FAR_FROM_BEST + 0.02, FAR_FROM_BEST - 0.02
HIGH_END, LARGE, NEW = "给予最高 5000", "综合类大院大所", "经认定的新型研发机构"


def asked(bench: Bench, text: str, scores: dict[str, float], number: int = 1) -> Answer:
    """The answer about a measure whose sentences score as given, by words that stand in them; the others a tenth."""
    context = bench.context(reading(text, "ask_funding"), (Found(number),))
    measure = bench.measure(number)
    assert all(any(words in sentence.text for sentence in measure.sentences) for words in scores)
    scored = [(s, max((v for words, v in scores.items() if words in s.text), default=0.1)) for s in measure.sentences]
    ranked = tuple(sorted(scored, key=lambda pair: -pair[1]))
    return respond(replace(context, hits=(replace(context.hits[0], sentences=ranked),)))


def values(answer: Answer) -> list[float]:
    return [amount.value for citation in answer.citations for amount in citation.amounts]


@pytest.mark.parametrize(
    "text",
    ["新型研发机构每年多少经费", "新型研发机构最高能拿多少", "新型研发机构补贴上限是多少", "新型研发机构给好多钱"],
)
@pytest.mark.parametrize("score", [NEAR, CLOSE, 0.99])
def test_the_sum_of_another_sentence_is_not_told(bench: Bench, text: str, score: float) -> None:
    """最高5000万元 is for 高端研发机构, however close its sentence comes."""
    answer = asked(bench, text, {NEW: 1.0, HIGH_END: score})
    assert (answer.status, answer.finding, values(answer)) == (Status.NOT_IN_NOTICE, Finding.SUM_NOT_NAMED, [])


def test_a_sum_that_the_caller_names_is_told_with_whom_it_is_for(bench: Bench) -> None:
    """Though it is of another sentence: else 5000万 is said not to be there."""
    answer = asked(bench, "新型研发机构补贴是5000万吧", {NEW: 1.0, HIGH_END: NEAR})
    assert (answer.finding, values(answer)) == (Finding.SUM, [50_000_000])
    assert answer.citations[0].quote.startswith("对新认定的高端研发机构")


@pytest.mark.parametrize("text", ["大院大所奖补封顶多少", "大院大所最多给多少", "综合类大院大所补助上限多少"])
@pytest.mark.parametrize("score", [FAR, NEAR, CLOSE])
def test_the_most_is_told_from_a_sentence_farther_off(bench: Bench, text: str, score: float) -> None:
    """大院大所 is named in one sentence, the sum stands in the next."""
    answer = asked(bench, text, {LARGE: 1.0, HIGH_END: score})
    assert (answer.status, answer.finding, values(answer)) == (Status.ANSWERED, Finding.SUM, [50_000_000])
    assert "5000 万元" in answer.citations[0].quote


def test_a_sum_claimed_is_set_beside_that_of_a_sentence_farther_off(bench: Bench) -> None:
    answer = asked(bench, "大院大所补贴是两个亿吧", {LARGE: 1.0, HIGH_END: FAR})
    assert (answer.finding, values(answer)) == (Finding.SUM, [50_000_000])
    assert [(remark.relation, remark.said) for remark in answer.remarks] == [(Relation.NOT_STATED, "两个亿")]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("大院大所奖补封顶多少", NOWHERE),  # too far for anything
        ("大院大所给多少", FAR),  # not the most that is asked for
    ],
)
def test_a_sum_is_not_fetched_from_anywhere(bench: Bench, text: str, score: float) -> None:
    assert values(asked(bench, text, {LARGE: 1.0, HIGH_END: score})) == []


def test_a_threshold_is_not_fetched_for_the_most(bench: Bench) -> None:
    """最低可降至3000万元 is the least to bring along."""
    answer = asked(bench, "国开金融最高补多少", {"国开金融": 1.0, "实缴金额": FAR}, number=17)
    assert (answer.finding, values(answer)) == (Finding.SUM_NOT_NAMED, [])


@pytest.mark.parametrize(("text", "expected"), [("大院大所有没有支持", []), ("大院大所给多少", [50_000_000])])
def test_where_no_quantity_is_asked_a_sum_must_come_closer(bench: Bench, text: str, expected: list[float]) -> None:
    assert values(asked(bench, text, {LARGE: 1.0, HIGH_END: NEAR})) == expected
