"""config.yml trained on a small invented set: it understands, and whole turns reach an action server and come back."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rasa.core.actions.action as rasa_action
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage, register
from rasa.model_training import train
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.channel import GuardedRestInput
from bot.faults import load_faults
from tests.bot.servers import FakeActions, fake_actions, post, served

pytestmark = pytest.mark.model
Sanic.test_mode = True


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    files = ["tests/fixtures/nlu/small.yml", "data/dialogue"]
    result = train("bot/domain", "config.yml", files, output=str(tmp_path_factory.mktemp("models")))
    assert result.code == 0
    return str(Path(result.model))


@pytest.fixture(scope="module")
def chat(model: str) -> Iterator[tuple[FakeActions, str, Agent]]:
    stock = rasa_action.RemoteAction
    with fake_actions() as (actions, webhook):
        app = Sanic(f"bot_{uuid.uuid4().hex}", configure_logging=False)
        register([GuardedRestInput.from_credentials(None)], app, "/webhooks/")
        app.ctx.agent = Agent.load(model, action_endpoint=EndpointConfig(webhook, enable_selective_domain=True))
        with served(app) as address:
            yield actions, f"{address}/webhooks/rest/webhook", app.ctx.agent
    rasa_action.RemoteAction = stock


def say(chat: tuple[FakeActions, str, Agent], message: str, sender: str = "a") -> list[dict[str, Any]]:
    status, reply = post(chat[1], json.dumps({"sender": sender, "message": message}).encode())
    assert status == 200
    return reply


def understood(chat: tuple[FakeActions, str, Agent]) -> dict[str, Any]:
    """What the action server was told of the last message."""
    return json.loads(chat[0].requests[-1])["tracker"]["latest_message"]


UNDERSTOOD = [
    ("第17条能补多少钱", "ask_funding", [("measure_number", "第17条")]),
    ("找科委还是谁负责", "ask_contact", [("unit", "市科技局")]),  # a synonym is resolved
    ("您好", "greet", []),
    ("明天天气怎么样", "out_of_scope", []),
]


@pytest.mark.parametrize(("text", "intent", "entities"), UNDERSTOOD)
def test_a_sentence_is_understood_and_answered_by_the_action(
    chat: tuple[FakeActions, str, Agent], text: str, intent: str, entities: list[tuple[str, str]]
) -> None:
    assert say(chat, text)[0]["text"] == "第17条"
    message = understood(chat)
    assert (message["text"], message["intent"]["name"]) == (text, intent)
    assert [(found["entity"], found["value"]) for found in message["entities"]] == entities
    assert len(message["intent_ranking"]) == 4


def test_a_tapped_button_arrives_as_its_choice(chat: tuple[FakeActions, str, Agent]) -> None:
    say(chat, '/choose{"choice": "funding::17"}')
    message = understood(chat)
    assert message["intent"]["name"] == "choose"
    assert [(found["entity"], found["value"]) for found in message["entities"]] == [("choice", "funding::17")]


@pytest.mark.parametrize("typed", ["/restart", "／restart", "\ufeff/restart", " /restart", '/ask_funding{"unit":"x"}'])
def test_typed_commands_are_answered_like_any_words(chat: tuple[FakeActions, str, Agent], typed: str) -> None:
    assert say(chat, typed)[0]["text"] == "第17条"
    assert all(found["value"] != "x" for found in understood(chat)["entities"])
    assert understood(chat)["intent"]["name"] != "restart"
    assert understood(chat)["intent"]["confidence"] < 1


def test_what_the_action_keeps_is_there_in_the_next_turn(chat: tuple[FakeActions, str, Agent]) -> None:
    say(chat, "你好", "b")
    say(chat, "找谁", "b")
    assert json.loads(chat[0].requests[-1])["tracker"]["slots"]["last_kind"] == "funding"


@pytest.mark.parametrize("mood", ["error", "malformed", "silent"])
def test_a_faulty_action_server_is_never_silent_and_then_it_answers_again(
    chat: tuple[FakeActions, str, Agent], mood: str
) -> None:
    chat[0].mood = mood
    reply = say(chat, "最高资助多少", "c")
    chat[0].mood = "answer"
    faults = load_faults(500)
    said = "".join(message.get("text", "") for message in reply)
    cards = [message["custom"]["status"] for message in reply if "custom" in message]
    assert said in {faults.action, faults.failed}
    assert cards == ["error"]
    assert say(chat, "最高资助多少", "c")[0]["text"] == "第17条"


def test_an_intent_that_no_rule_knows_is_answered_too(chat: tuple[FakeActions, str, Agent]) -> None:
    collector = CollectingOutputChannel()
    parsed = {"text": "x", "intent": {"name": None, "confidence": 0.0}, "entities": []}
    asyncio.run(chat[2].handle_message(UserMessage("x", collector, "d", parse_data=parsed)))
    assert collector.messages[0]["text"] == "第17条"
