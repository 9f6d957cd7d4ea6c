"""Turns through both real processes: recorded masked and under a pseudonym, rated, handed over; and a session that ends."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.wording import RENEWED_TEXT
from deploy.chat import card_of
from tests.conftest import require
from tests.e2e.system import RunningSystem, buttons, files_holding, joined_text, missing_parts, started, wait_for

pytestmark = pytest.mark.e2e

CANARY = "13912345678"
QUESTION = "第17条讲什么"


def rows(system: RunningSystem, where: str, *values: str) -> list[dict[str, Any]]:
    """Recorded turns, in the order of their time."""
    with sqlite3.connect(system.layout.home / "db" / "outcomes.db") as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(f"SELECT * FROM outcomes WHERE {where} ORDER BY at", values)
        return [dict(row) for row in found]


def recorded(system: RunningSystem, turn: str) -> dict[str, Any]:
    """The row of a turn, as soon as it is written."""
    found: list[dict[str, Any]] = wait_for(lambda: rows(system, "turn = ?", turn), 5.0)
    assert found, f"turn {turn} was not recorded"
    return found[0]


def test_a_turn_is_recorded_masked_under_a_pseudonym(running_system: RunningSystem) -> None:
    card = running_system.card(f"第17条讲什么，{CANARY}", "record-one")
    row = recorded(running_system, card["turn"])
    assert row["question"] == "第17条讲什么，［电话］"
    assert (row["status"], row["kind"], row["measures"]) == ("answered", "content", "[17]")
    assert row["conversation"] != "record-one" and 0 < row["latency_ms"] < 4000
    assert row["index_version"] == (running_system.layout.settings.index_dir / "CURRENT").read_text().strip()


def test_no_personal_data_are_in_the_logs_or_the_table(running_system: RunningSystem) -> None:
    turn = running_system.card(f"我的号码{CANARY}，能申请吗", "record-canary")["turn"]
    recorded(running_system, turn)
    home = running_system.layout.home
    files = [
        *(path for path in home.joinpath("log").rglob("*") if path.is_file()),
        *home.joinpath("db").glob("outcomes.db*"),
    ]
    assert len(files) >= 4
    assert files_holding(CANARY, files) == []


def test_a_tapped_rating_and_a_typed_reason_reach_the_turn(running_system: RunningSystem) -> None:
    sender = "record-rated"
    messages = running_system.ask(QUESTION, sender)
    turn = card_of(messages)["turn"]
    useless = next(button for button in buttons(messages) if button["title"] == "没用")
    asked = running_system.ask(useless["payload"], sender)
    assert "转人工" in [button["title"] for button in buttons(asked)]
    running_system.ask("说得太笼统了", sender)
    assert wait_for(lambda: recorded(running_system, turn)["reason"], 5.0) == "说得太笼统了"
    assert recorded(running_system, turn)["useful"] == 0
    assert running_system.card(QUESTION, sender)["status"] == "answered"


def test_nobody_rates_a_turn_of_another_conversation(running_system: RunningSystem) -> None:
    turn = running_system.card(QUESTION, "record-mine")["turn"]
    running_system.ask(f'/choose{{"choice": "feedback:{turn}:0"}}', "record-stranger")
    after = running_system.card(QUESTION, "record-stranger")["turn"]
    recorded(running_system, after)
    assert recorded(running_system, turn)["useful"] is None


def test_three_failures_in_a_row_are_handed_over(running_system: RunningSystem) -> None:
    texts = [joined_text(running_system.ask("公积金怎么提取", "record-failing")) for _ in range(3)]
    assert ["摘要" in text for text in texts] == [False, False, True]
    assert "本站没有配置人工服务电话" in texts[2]


def test_a_conversation_is_told_from_others_and_stays_one(running_system: RunningSystem) -> None:
    names = []
    for sender in ("record-a", "record-a", "record-b"):
        names.append(recorded(running_system, running_system.card(QUESTION, sender)["turn"])["conversation"])
    assert names[0] == names[1] != names[2]


@pytest.fixture(scope="module")
def short_sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system of its own whose conversations end after two seconds."""
    missing = missing_parts()
    require(not missing, f"not built: {', '.join(missing)}")
    with started(tmp_path_factory.mktemp("short"), {"YUCE_SESSION_MINUTES": str(2 / 60)}) as system:
        yield system


def slots_of(system: RunningSystem, sender: str) -> str:
    """The last events of a conversation as Rasa stored them."""
    with sqlite3.connect(system.layout.home / "db" / "tracker.db") as connection:
        found = connection.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", (sender,))
        return "\n".join(row[0] for row in found)


def test_an_idle_conversation_ends_and_the_next_says_so_once(short_sessions: RunningSystem) -> None:
    sender = "record-idle"
    assert RENEWED_TEXT not in joined_text(short_sessions.ask("高端研发机构最高补多少", sender))
    assert '"name": "asked"' in slots_of(short_sessions, sender)
    time.sleep(2.5)
    messages = short_sessions.ask("最高多少", sender)
    assert joined_text(messages).startswith(RENEWED_TEXT)
    assert card_of(messages)["status"] == "clarify"  # the measure of the old conversation is forgotten
    assert RENEWED_TEXT not in joined_text(short_sessions.ask(QUESTION, sender))


def test_a_first_conversation_says_nothing_of_an_older_one(short_sessions: RunningSystem) -> None:
    assert RENEWED_TEXT not in joined_text(short_sessions.ask("你好", "record-fresh"))


def test_a_table_that_cannot_be_written_changes_no_reply(short_sessions: RunningSystem, tmp_path: Path) -> None:
    """Locked for as long as it takes: the turns are answered as fast, and recorded afterwards."""
    short_sessions.ask(QUESTION, "record-locked")
    file = short_sessions.layout.home / "db" / "outcomes.db"
    assert wait_for(file.exists, 5.0)
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    cards = [short_sessions.card(QUESTION, "record-locked") for _ in range(5)]
    assert time.monotonic() - begun < 5.0 and {card["status"] for card in cards} == {"answered"}
    locker.execute("ROLLBACK")
    locker.close()
    assert wait_for(lambda: len(rows(short_sessions, "turn = ?", cards[-1]["turn"])) == 1, 15.0)


def test_what_waits_is_written_when_everything_stops(tmp_path: Path) -> None:
    """The last turn before Ctrl-C is in the table, and the log says how many were lost: none."""
    missing = missing_parts()
    require(not missing, f"not built: {', '.join(missing)}")
    with started(tmp_path) as system:
        turns = [system.card(QUESTION, "record-last")["turn"] for _ in range(3)]
        system.stop()
        assert [row["turn"] for row in rows(system, "question = ?", QUESTION)][-3:] == turns
        assert "refused=0, lost=0" in (system.layout.log / "actions.log").read_text(encoding="utf-8")
