"""Figures are counted alike by both databases, by days in China, and hold nothing that anybody said."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Entry, Feedback
from actions.review.figures import measures_sheet, read_figures, to_json, to_sheet
from actions.review.periods import Period
from actions.review.sheets import to_csv
from tests.actions.review.rows import KEY, NOW, days_ago, outcome, report

WEEK = Period(date(2026, 11, 17), date(2026, 11, 23))
CANARY = "金丝雀说的话"


def filled(store: OutcomeStore) -> OutcomeStore:
    late = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # half past midnight of the 22nd in China
    rows: list[Entry] = [
        outcome("1" * 8, CANARY, "answered", kind="funding", measures=(1, 20)),
        outcome("2" * 8, CANARY, "answered", kind="contact", measures=(4,), at=late),
        outcome("3" * 8, CANARY, "answered", kind="contact", measures=(4, 5), at=days_ago(1)),
        outcome("4" * 8, CANARY, "clarify", kind=None),
        outcome("5" * 8, CANARY, "out_of_scope", kind=None),
        outcome("6" * 8, CANARY, "not_in_notice", kind="funding", measures=(17,)),
        outcome("7" * 8, CANARY, "error", kind=None),
        outcome("8" * 8, CANARY, "social", kind="social"),
        outcome("9" * 8, CANARY, "answered", kind="list", measures=(), at=days_ago(30)),
        report(question=CANARY),
        Feedback("1" * 8, "c", NOW, useful=True),
        Feedback("2" * 8, "c", NOW, useful=False, reason=CANARY),
        Feedback("3" * 8, "c", NOW, useful=True),
    ]
    store.write(rows)
    return store


def test_shares_days_kinds_and_measures(store: OutcomeStore) -> None:
    told = to_json(read_figures(filled(store), WEEK))
    assert (told["questions"], told["other_turns"], told["reported"]) == (7, 1, 1)
    assert told["declined"] == {"count": 2, "of": 7, "share": 0.2857}
    assert told["asked_back"]["count"] == told["failed"]["count"] == 1
    assert told["useful"] == {"count": 2, "of": 3, "share": 0.6667}
    days = {row["day"]: row["count"] for row in told["days"]}
    assert len(days) == 7 and days["2026-11-22"] == 2 and days["2026-11-21"] == 0 and days["2026-11-23"] == 5
    assert told["measures"][0] == {"document_number": KEY, "number": 4, "count": 2}
    assert {row["name"] for row in told["kinds"]} == {"资金", "找谁", "不明"}


def test_nothing_that_anybody_said_is_in_them(store: OutcomeStore) -> None:
    figures = read_figures(filled(store), WEEK)
    everything = json.dumps(to_json(figures), ensure_ascii=False)
    everything += (to_csv(to_sheet(figures)) + to_csv(measures_sheet(figures))).decode("utf-8-sig")
    assert "找谁" in everything
    assert not any(word in everything for word in (CANARY, "王芳", "11111111"))


def test_an_empty_record_has_no_shares(store: OutcomeStore) -> None:
    told = to_json(read_figures(store, WEEK))
    assert told["declined"] == {"count": 0, "of": 0, "share": None} and told["measures"] == []
    assert len(told["days"]) == 7
