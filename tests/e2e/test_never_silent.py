"""Whatever arrives and whatever fails: there is readable text and exactly one card."""

from __future__ import annotations

import time
from typing import Any

import pytest

from deploy.chat import BotMessages, card_of
from deploy.ports import named_ports
from tests.e2e.system import RunningSystem, joined_text, wait_for

pytestmark = pytest.mark.e2e

QUESTION = "第17条讲什么"


def assert_readable(messages: BotMessages) -> None:
    """There is text, and exactly one card with a status."""
    assert joined_text(messages).strip()
    cards = [message["custom"] for message in messages if message.get("custom")]
    assert len(cards) == 1
    assert cards[0]["status"]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="empty"),
        pytest.param("   \n\t", id="only spaces"),
        pytest.param("\ufeff\u200b", id="only invisible characters"),
        pytest.param(None, id="null"),
        pytest.param(17, id="a number"),
        pytest.param(["第17条"], id="a list"),
        pytest.param({"text": "第17条"}, id="an object"),
        pytest.param("补" * 501, id="one character too many"),
        pytest.param("补贴多少钱？" * 20_000, id="120,000 characters"),
    ],
)
def test_what_cannot_be_a_question_gets_a_sentence_and_an_error_card_at_once(
    running_system: RunningSystem, message: Any
) -> None:
    begun = time.monotonic()
    messages = running_system.post({"sender": "odd-input", "message": message})
    assert time.monotonic() - begun < 1.0
    assert_readable(messages)
    assert card_of(messages)["status"] == "error"


@pytest.mark.parametrize(
    "message",
    [
        "/restart",
        "／restart",
        " /restart",
        "/session_start",
        '/ask_funding{"unit": "市科技局"}',
        '/choose{"choice": "no such choice"}',
        '/choose{"choice": "funding::999"}',
        "/choose",
        "/",
        "？",
        "a",
        "🙂",
        "'; DROP TABLE events; --",
        "{{7*7}} ${jndi:ldap://127.0.0.1/a} <script>alert(1)</script>",
        "\u0000第17条",
        "\ud800第17条",
        "补" * 500,
    ],
    ids=lambda message: ascii(message)[:40],
)
def test_commands_and_odd_text_are_plain_text_that_gets_an_answer(running_system: RunningSystem, message: str) -> None:
    body = {"sender": "odd-text", "message": message}
    assert_readable(running_system.post(body))


def test_a_command_does_not_reset_the_conversation(running_system: RunningSystem) -> None:
    """/restart is text: the measure that was talked about is still known afterwards."""
    sender = "no-restart"
    running_system.ask(QUESTION, sender)
    running_system.ask("/restart", sender)
    assert running_system.card(QUESTION, sender)["measures"][0]["number"] == 17


def test_a_killed_action_server_gives_a_sentence_and_comes_back(running_system: RunningSystem) -> None:
    """A sentence and an error card within 5 s, a normal answer again within 20 s, and the console says so."""
    assert running_system.card(QUESTION)["status"] == "answered"
    killed = running_system.kill("actions")
    begun = time.monotonic()
    messages = running_system.ask(QUESTION)
    assert time.monotonic() - begun < 5.0
    assert_readable(messages)
    assert card_of(messages)["status"] == "error"

    def answered() -> bool:
        return running_system.card(QUESTION).get("status") == "answered"

    assert wait_for(answered, 60.0)
    assert time.monotonic() - begun < 20.0
    assert running_system.pids()["actions"] != killed
    assert wait_for(lambda: f"actions（原 pid {killed}）意外退出" in running_system.printed(), 5.0)
    log = (running_system.layout.log / "supervisord.log").read_text(encoding="utf-8")
    assert "exited: actions (terminated by SIGKILL; not expected)" in log


def test_everything_listens_on_loopback_only(running_system: RunningSystem) -> None:
    """No port of ours can be reached from another machine."""
    ports = set(named_ports(running_system.layout).values())
    listening: dict[int, set[str]] = {port: set() for port in ports}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table, encoding="ascii") as lines:
            for row in (line.split() for line in list(lines)[1:]):
                address, port = row[1].rsplit(":", 1)
                if row[3] == "0A" and int(port, 16) in ports:
                    listening[int(port, 16)].add(address)
    assert listening == {port: {"0100007F"} for port in ports}  # 127.0.0.1 in this table's byte order
