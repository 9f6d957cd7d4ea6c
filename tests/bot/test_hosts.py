"""By which names this machine may be called; the channel and every route of Rasa's app refuse the others."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.run import configure_app
from sanic import Sanic

from bot.channel import GuardedRestInput
from bot.faults import load_faults
from bot.hosts import may_call
from bot.settings import BotSettings
from tests.bot.servers import served

ROOT = Path(__file__).resolve().parents[2]
NAMED = frozenset({"rasa.internal", "fd00::1"})
Sanic.test_mode = True


OURS = "127.0.0.1 127.0.0.1:5005 localhost:5005 LOCALHOST [::1]:5005 [::1] 127.3.2.1"
NAMED_ONES = "rasa.internal:5005 Rasa.Internal [fd00::1]:5005"
OTHERS = (
    "evil.example 127.0.0.1.evil.example localhost.evil.example:5005 evil.example:127 localhost. 10.0.0.1:5005 "
    "0.0.0.0:5005 [::]:5005 127.0.0.1@evil.example 127.1 localhost:5005:1 localhost:x http://localhost [::1 "
    "2130706433 localhost,evil.example １２７.0.0.1"
)


@pytest.mark.parametrize("host", [*OURS.split(), *NAMED_ONES.split(), " localhost "])
def test_names_of_this_machine_and_named_ones_may_call(host: str) -> None:
    assert may_call([host], NAMED)


@pytest.mark.parametrize("host", [*OTHERS.split(), "127.0.0.1 evil.example", ""])
def test_no_other_name_may_call(host: str) -> None:
    assert not may_call([host], NAMED)


def test_one_name_has_to_be_told_and_only_one() -> None:
    assert not may_call([], NAMED)
    assert not may_call(["localhost", "evil.example"], NAMED)


def test_both_rooms_know_the_same_names() -> None:
    """The rooms share no code, so each has the file; it is the same one."""
    mine, theirs = ((ROOT / room / "hosts.py").read_bytes() for room in ("bot", "actions"))
    assert mine == theirs


HEARD: list[str] = []


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Rasa's own app with our channel, as `rasa run` makes it."""

    async def handle(message: UserMessage) -> None:
        HEARD.append(message.text or "")
        await message.output_channel.send_response(message.sender_id, {"text": "听到"})

    settings = BotSettings(turn_deadline_s=5, action_deadline_s=1, max_characters=500, hosts=NAMED)
    app = Sanic(f"hosts_{uuid.uuid4().hex}", configure_logging=False)
    made = configure_app([], enable_api=False)
    for route in made.router.routes_all.values():
        app.add_route(route.handler, "/" + route.path, methods=[*route.methods])
    app.blueprint(GuardedRestInput(settings, load_faults(500)).blueprint(handle), url_prefix="/webhooks/rest")
    with served(app, prepared=True) as place:
        yield place


def call(address: str, host: str, path: str, body: str = "") -> tuple[int, str]:
    """Status and text of one request with this Host."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
    headers = {"Host": host, **({"Content-Type": "application/json"} if body else {})}
    connection.request("POST" if body else "GET", path, body.encode(), headers)
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def test_the_channel_answers_by_its_own_names(address: str) -> None:
    body = json.dumps({"sender": "a", "message": "你好"})
    for host in ("127.0.0.1:5005", "localhost", "rasa.internal:5005"):
        status, text = call(address, host, "/webhooks/rest/webhook", body)
        assert (status, json.loads(text)[0]["text"]) == (200, "听到"), host


@pytest.mark.parametrize(
    "path", ["/webhooks/rest/webhook", "/webhooks/rest/forget", "/webhooks/rest/metrics", "/", "/no"]
)
def test_no_route_answers_by_another_name(address: str, path: str) -> None:
    heard = len(HEARD)
    body = json.dumps({"sender": "a", "message": "你好"}) if path.endswith(("webhook", "forget")) else ""
    status, text = call(address, "evil.example:5005", path, body)
    assert status == 421, text
    error = json.loads(text)["error"]
    assert error["code"] == "wrong_host" and "YUCE_INTERNAL_HOSTS" in error["message"]
    assert len(HEARD) == heard, "and nothing is done"
