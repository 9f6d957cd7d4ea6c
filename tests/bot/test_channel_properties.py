"""Whatever is posted to Rasa's channel: readable text and one card, or a refusal; never a command, never another's words."""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.channel import GuardedRestInput
from bot.faults import load_faults
from bot.settings import BotSettings
from bot.text import BUTTON_PAYLOAD
from tests.bot.servers import post, served
from tests.fuzzing import fuzz

Sanic.test_mode = True
ANY_TEXT = st.text(st.characters(), max_size=600)
COMMANDS = st.sampled_from(["/", "／", "\ufeff/", " /", "/restart", '/choose{"choice": "a::1"}', "\u2028／"])
TYPED = st.builds(str.__add__, COMMANDS, ANY_TEXT) | ANY_TEXT
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4), max_leaves=8
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "sender": ANY_JSON | st.just("a"),
        "message": TYPED | ANY_JSON,
        "metadata": ANY_JSON,
        "input_channel": ANY_JSON,
        "stream": ANY_JSON,
    },
)


class Listener:
    """Keeps what it is handed, and repeats it."""

    def __init__(self) -> None:
        self.handed: list[UserMessage] = []

    async def handle(self, message: UserMessage) -> None:
        self.handed.append(message)
        await message.output_channel.send_response(message.sender_id, {"text": message.text, "custom": {"status": "a"}})


@pytest.fixture(scope="module")
def bot() -> Iterator[tuple[Listener, str]]:
    listener = Listener()
    app = Sanic(f"fuzzed_{uuid.uuid4().hex}", configure_logging=False)
    channel = GuardedRestInput(BotSettings(5.0, 1.0, 500), load_faults(500))
    app.blueprint(channel.blueprint(listener.handle), url_prefix="/webhooks/rest")
    with served(app) as address:
        yield listener, f"{address}/webhooks/rest/webhook"


def assert_answered(status: int, reply: Any) -> None:
    if status != 200:
        assert 400 <= status < 500 and reply["error"]["message"]
        return
    assert "".join(message.get("text") or "" for message in reply).strip()
    assert len([message for message in reply if message.get("custom")]) == 1


@fuzz(150)
@given(body=BODIES | ANY_JSON)
def test_any_json(bot: tuple[Listener, str], body: Any) -> None:
    """What Rasa is handed is never a command, never longer than the limit, and of the sender that was named."""
    listener, url = bot
    listener.handed.clear()
    assert_answered(*post(url, json.dumps(body).encode()))
    for message in listener.handed:
        assert message.sender_id == body["sender"]
        assert len(unicodedata.normalize("NFKC", message.text)) <= 500
        first = unicodedata.normalize("NFKC", message.text.lstrip()[:1])
        assert not first.startswith("/") or BUTTON_PAYLOAD.fullmatch(message.text)
        assert not message.metadata


@fuzz(100)
@given(body=st.binary(max_size=200), kind=st.sampled_from(["application/json", "text/plain", "application/xml"]))
def test_any_bytes(bot: tuple[Listener, str], body: bytes, kind: str) -> None:
    status, reply = post(bot[1], body, kind)
    assert_answered(status, reply)
    assert kind == "application/json" or status == 415
