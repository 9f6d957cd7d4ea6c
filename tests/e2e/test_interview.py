"""The eligibility interview through both real processes: started, answered, interrupted, corrected, stopped, finished."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from deploy.chat import BotMessages, card_of
from tests.e2e.system import RunningSystem

pytestmark = pytest.mark.e2e


class Person:
    """One sender."""

    def __init__(self, system: RunningSystem) -> None:
        self.system = system
        self.sender = f"interview-{uuid4().hex}"
        self.messages: BotMessages = []

    def say(self, text: str) -> dict[str, Any]:
        self.messages = self.system.ask(text, self.sender)
        return card_of(self.messages)

    @property
    def text(self) -> str:
        return "\n".join(message.get("text") or "" for message in self.messages)

    def payload(self, title: str) -> str:
        buttons = [button for message in self.messages for button in message.get("buttons") or ()]
        return str(next(button["payload"] for button in buttons if button["title"] == title))

    @property
    def actions(self) -> list[str]:
        """Names of the actions that Rasa ran, waiting aside, from its own store."""
        with closing(sqlite3.connect(self.system.layout.home / "db" / "tracker.db")) as store:
            rows = store.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", (self.sender,)).fetchall()
        events = [json.loads(data) for (data,) in rows]
        names = [str(event["name"]) for event in events if event["event"] == "action"]
        return [name for name in names if name not in ("action_listen", "action_session_start")]


@pytest.fixture
def person(running_system: RunningSystem) -> Person:
    return Person(running_system)


def status(card: dict[str, Any]) -> tuple[str, str | None]:
    return (card["status"], card["kind"])


def test_an_interview_in_free_words_with_a_question_in_between(person: Person) -> None:
    assert status(person.say("能不能帮我匹配一下")) == ("form", "eligibility")
    assert status(person.say("荣昌高端研发机构")) == ("form", "eligibility")
    assert status(person.say("插个问题，这文件哪天生效")) == ("answered", "date")
    assert "2022年1月1日" in person.text and "条件匹配还没做完" in person.text
    assert status(person.say("继续，要资金")) == ("form", "eligibility")
    card = person.say("是新认定的")
    assert status(card) == ("answered", "eligibility")
    assert [measure["number"] for measure in card["measures"]][:2] == [1, 16]
    assert card["eligibility"][0]["verdict"] == "met" and "以责任单位认定为准" in person.text
    card = person.say("说错了，我们在万州")
    assert status(card) == ("not_in_notice", "eligibility")
    assert person.say("算了")["status"] == "social"
    assert status(person.say("科技成果转化找谁")) == ("answered", "contact")


def test_buttons_all_the_way(person: Person) -> None:
    person.say("条件匹配")
    for title in ("江津区", "传统工业企业"):
        assert status(person.say(person.payload(title))) == ("form", "eligibility")
    card = person.say("绿色改造")  # a button's title, typed
    assert status(card) == ("answered", "eligibility") and card["measures"][0]["number"] == 14


def test_the_offer_after_an_eligibility_answer_is_accepted(person: Person) -> None:
    assert status(person.say("高端研发机构申请有什么条件")) == ("answered", "eligibility")
    assert status(person.say(person.payload("条件匹配"))) == ("form", "eligibility")


def test_a_turn_is_one_action_and_the_form_is_open_between(person: Person) -> None:
    for text in ("条件匹配", "江津", "人才公寓归谁", "高校", "算了", "谢谢"):
        person.say(text)
    assert person.actions == ["action_answer", *["eligibility_form"] * 4, "action_answer"]
