"""What counts as not answered, in both databases; groups, filters, order and the time that it takes."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from actions.answer import Finding
from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Feedback
from actions.review.board import Board, Wanted
from actions.review.periods import Period, period_of
from actions.review.unanswered import IMPROVABLE, Why, read_unanswered
from index.errors import QueryError
from index.lexicon import load_lexicon
from index.settings import ROOT
from tests.actions.review.rows import NOW, days_ago, fill, outcome, report

MONTH = Period(date(2026, 10, 25), date(2026, 11, 23))
FILLER = load_lexicon(ROOT / "data" / "lexicon").cues["filler"]
ALL = frozenset(Why)


def whys(store: OutcomeStore) -> dict[str, Why]:
    return {row.text: row.why for row in read_unanswered(store, 100)}


def test_declined_asked_back_failed_useless_and_reported_questions_count(store: OutcomeStore) -> None:
    store.write(
        [
            outcome("1" * 8, "反问", "clarify"),
            outcome("2" * 8, "没有", "not_in_notice", finding=Finding.NOT_MENTIONED),
            outcome("3" * 8, "没写", "not_in_notice", finding=Finding.RATE_NOT_NAMED),
            outcome("4" * 8, "域外", "out_of_scope", finding=Finding.OUT_OF_SCOPE),
            outcome("5" * 8, "故障", "error", finding=Finding.FAULT),
            outcome("6" * 8, "没用", "answered", finding=Finding.CLAUSE),
            outcome("7" * 8, "好的", "answered", finding=Finding.CLAUSE),
            outcome("8" * 8, "寒暄", "social", finding=Finding.GREETING),
            outcome("9" * 8, "有用", "clarify"),
            outcome("a" * 8, "？！", "clarify"),
            report(question="错配"),
            Feedback("6" * 8, "c", NOW, useful=False, reason="答非所问"),
            Feedback("9" * 8, "c", NOW, useful=True),
        ]
    )
    assert whys(store) == {
        "反问": Why.ASKED_BACK,
        "没有": Why.NOT_FOUND,
        "没写": Why.NOT_STATED,
        "域外": Why.OUT_OF_SCOPE,
        "故障": Why.FAULT,
        "没用": Why.USELESS,
        "错配": Why.REPORTED,
    }
    assert Why.NOT_STATED not in IMPROVABLE


def test_a_report_is_written_once_kept_as_long_as_turns_and_purged(store: OutcomeStore) -> None:
    store.write([report(), report(), outcome("1" * 8)])
    assert [row.why for row in read_unanswered(store, 9)].count(Why.REPORTED) == 1
    assert store.purge(days_ago(-1)) == 1
    assert read_unanswered(store, 9) == []


def test_like_questions_are_one_group_with_counts_and_dates(store: OutcomeStore) -> None:
    said = ["两张皮的问题找哪个解决", "请问两张皮的问题找哪个解决？", "两张皮问题 找哪个解决", "公积金怎么提取"]
    store.write([outcome(f"{n:08x}", text, at=days_ago(n)) for n, text in enumerate(said)])
    store.write([outcome("f" * 8, said[0], at=days_ago(9)), report(question=said[0])])
    listing = Board(store, lambda: FILLER).listing(Wanted(MONTH, ALL))
    assert [(group.question, group.count) for group in listing.groups] == [(said[0], 5), (said[3], 1)]
    group = listing.groups[0]
    assert (group.first, group.last) == (days_ago(9), NOW)
    assert group.whys == {Why.ASKED_BACK: 4, Why.REPORTED: 1} and group.expected == ("第4条",)
    assert [member.count for member in group.members] == [3, 1, 1]


def test_period_reason_order_and_words_choose(store: OutcomeStore) -> None:
    store.write(
        [
            outcome("1" * 8, "甲乙丙丁", at=days_ago(3)),
            outcome("2" * 8, "甲乙丙丁", at=days_ago(2)),
            outcome("3" * 8, "戊己庚辛", "error", finding="fault"),
            outcome("4" * 8, "旧的问题", at=days_ago(60)),
        ]
    )
    board = Board(store, lambda: FILLER)

    def found(wanted: Wanted) -> list[str]:
        return [group.question for group in board.listing(wanted).groups]

    assert found(Wanted(MONTH, ALL)) == ["甲乙丙丁", "戊己庚辛"]
    assert found(Wanted(MONTH, ALL, "last")) == ["戊己庚辛", "甲乙丙丁"]
    assert found(Wanted(MONTH, ALL, "first")) == ["甲乙丙丁", "戊己庚辛"]
    assert found(Wanted(MONTH, frozenset([Why.FAULT]))) == ["戊己庚辛"]
    assert found(Wanted(MONTH, ALL, words="丙丁")) == ["甲乙丙丁"]
    assert found(Wanted(Period(date(2026, 9, 1), date(2026, 9, 30)), ALL)) == ["旧的问题"]


def test_a_group_keeps_its_name_and_the_list_is_read_anew_when_asked(store: OutcomeStore) -> None:
    store.write([outcome("1" * 8)])
    board = Board(store, lambda: FILLER)
    first = board.listing(Wanted(MONTH, ALL))
    store.write([outcome("2" * 8)])
    assert board.listing(Wanted(MONTH, ALL)) is first
    again = board.listing(Wanted(MONTH, ALL), fresh=True)
    assert [group.id for group in again.groups] == [group.id for group in first.groups]
    assert again.questions == 2


def test_the_same_questions_give_the_same_groups_in_any_order(store: OutcomeStore) -> None:
    texts = [json.loads(line)["text"] for line in (ROOT / "data/evaluation/dev.jsonl").open(encoding="utf-8")][:600]
    fill(store, [outcome(f"{n:08x}", text) for n, text in enumerate(texts)])
    one = Board(store, lambda: FILLER).listing(Wanted(MONTH, ALL))
    store.purge(days_ago(-1))
    fill(store, [outcome(f"{n:08x}", text) for n, text in enumerate(reversed(texts))])
    other = Board(store, lambda: FILLER).listing(Wanted(MONTH, ALL))
    assert {(g.id, g.count) for g in one.groups} == {(g.id, g.count) for g in other.groups}


def test_ten_thousand_questions_are_grouped_once_and_paged_without_that(store: OutcomeStore) -> None:
    """Shares of the process time of the first listing, since machines differ: the groups are made once, and a page costs
    a fraction of that."""
    texts = [json.loads(line)["text"] for line in (ROOT / "data/evaluation/dev.jsonl").open(encoding="utf-8")]
    openings = ("", "请问", "我想问下", "你好，", "麻烦问一下", "那个")
    fill(
        store,
        [outcome(f"{n:08x}", f"{openings[n // len(texts)]}{texts[n % len(texts)]}{n % 97}") for n in range(10_000)],
    )
    board = Board(store, lambda: FILLER)
    took = []
    for wanted in (
        Wanted(MONTH, ALL),
        Wanted(MONTH, ALL),
        Wanted(MONTH, ALL, "last"),
        Wanted(MONTH, ALL, words="资金"),
    ):
        started = time.process_time()
        board.listing(wanted)
        took.append(time.process_time() - started)
    assert took[0] < 5.0 and max(took[1:]) < 0.5, took
    assert took[1] < 0.01
    assert max(took[1:]) < took[0] / 3, took


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2026-13-01", "", "不是日期"),
        ("2026-11-24", "2026-11-23", "晚于"),
        ("1999-01-01", "", "不在"),
        ("x", "", "from='x'"),
    ],
)
def test_a_bad_period_is_refused(first: str, last: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        period_of(first, last, NOW)


def test_a_period_is_of_days_in_china() -> None:
    period = period_of("", "", NOW)
    assert (period.first, period.last, len(period.days)) == (date(2026, 10, 25), date(2026, 11, 23), 30)
    assert period.until.isoformat() == "2026-11-23T16:00:00+00:00"
