"""The REST channel over real HTTP, in front of a hand-written Rasa that obeys a few words."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.channel import GuardedRestInput, warm_up
from bot.database import NotStored
from bot.faults import error_card, load_faults
from bot.logs import JsonLines
from bot.settings import BotSettings
from tests.bot.servers import post, served

Sanic.test_mode = True
FAULTS = load_faults(500)
SETTINGS = BotSettings(turn_deadline_s=1.5, action_deadline_s=0.3, max_characters=500)


class FakeRasa:
    """Echoes, unless told otherwise: 崩溃 raises, 存不下 cannot save, 发呆 hangs, 沉默 says nothing, 空白 says blanks, 慢 takes 0.1 s."""

    def __init__(self) -> None:
        self.handed: list[UserMessage] = []
        self.running = 0
        self.most_running = 0

    async def handle(self, message: UserMessage) -> None:
        self.handed.append(message)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await self._obey(message)
        finally:
            self.running -= 1

    async def _obey(self, message: UserMessage) -> None:
        if message.text == "崩溃":
            raise ValueError("秘密：崩溃")
        if message.text == "存不下":
            raise NotStored("the database of conversations failed")
        if message.text == "发呆":
            await asyncio.sleep(20)
        if message.text == "慢":
            await asyncio.sleep(0.1)
        words = {"沉默": None, "空白": "  "}.get(message.text, f"听到{message.text}")
        if words is not None:
            reply = {"text": words, "custom": {"status": "answered"}}
            await message.output_channel.send_response(message.sender_id, reply)


@pytest.fixture(scope="module")
def bot() -> Iterator[tuple[FakeRasa, str]]:
    rasa = FakeRasa()
    app = Sanic(f"channel_{uuid.uuid4().hex}", configure_logging=False)
    app.blueprint(GuardedRestInput(SETTINGS, FAULTS).blueprint(rasa.handle), url_prefix="/webhooks/rest")
    with served(app) as address:
        yield rasa, f"{address}/webhooks/rest/webhook"


def say(bot: tuple[FakeRasa, str], message: Any, sender: Any = "a", **more: Any) -> list[dict[str, Any]]:
    """The bot messages for one turn, which must come with status 200."""
    status, reply = post(bot[1], json.dumps({"sender": sender, "message": message, **more}).encode())
    assert status == 200
    return reply


def assert_fault(reply: list[dict[str, Any]], sentence: str) -> None:
    assert [message["text"] for message in reply] == [sentence]
    assert [message["custom"] for message in reply] == [error_card()]


def test_a_question_is_handed_on_and_its_answer_returned(bot: tuple[FakeRasa, str]) -> None:
    reply = say(bot, "高端研发机构最高补多少", "张三")
    assert reply == [
        {"recipient_id": "张三", "text": "听到高端研发机构最高补多少"},
        {"recipient_id": "张三", "custom": {"status": "answered"}},
    ]


UNREADABLE: list[tuple[Any, str]] = [
    (None, FAULTS.not_text),
    (17, FAULTS.not_text),
    (True, FAULTS.not_text),
    (["你好"], FAULTS.not_text),
    ({"text": "你好"}, FAULTS.not_text),
    ("", FAULTS.empty),
    (" 　\n", FAULTS.empty),
    ("\ufeff\u200b\x00", FAULTS.empty),
    ("\ud83d", FAULTS.empty),
    ("/", FAULTS.empty),
    ("／", FAULTS.empty),
    ("问" * 501, FAULTS.too_long),
    ("问" * 100_000, FAULTS.too_long),
    ("\u200b" * 5_000 + "你好", FAULTS.too_long),
]


@pytest.mark.parametrize(("message", "sentence"), UNREADABLE)
def test_what_is_no_readable_text_gets_a_sentence_within_a_second_without_rasa(
    bot: tuple[FakeRasa, str], message: Any, sentence: str
) -> None:
    before, started = len(bot[0].handed), time.monotonic()
    assert_fault(say(bot, message), sentence)
    assert time.monotonic() - started < 1
    assert len(bot[0].handed) == before


def test_five_hundred_characters_are_not_too_long(bot: tuple[FakeRasa, str]) -> None:
    assert say(bot, "问" * 500)[0]["text"] == "听到" + "问" * 500


BAD_SENDERS = [None, "", "  ", 7, ["a"], "x" * 129, "a\x00b", "a\u200bb", "\ud83d"]


@pytest.mark.parametrize("sender", BAD_SENDERS)
def test_a_sender_that_cannot_be_one_gets_a_sentence_and_is_never_the_common_default(
    bot: tuple[FakeRasa, str], sender: Any
) -> None:
    before = len(bot[0].handed)
    assert_fault(say(bot, "你好", sender), FAULTS.no_sender)
    assert len(bot[0].handed) == before


def test_a_sender_of_128_characters_is_accepted(bot: tuple[FakeRasa, str]) -> None:
    assert say(bot, "你好", "x" * 128)[0]["recipient_id"] == "x" * 128


COMMANDS = ["/restart", "／restart", "\ufeff/restart", " /restart", '/ask_funding{"unit":"x"}', '/choose{"choice":"x"}']


@pytest.mark.parametrize("typed", COMMANDS)
def test_typed_commands_reach_rasa_as_plain_words(bot: tuple[FakeRasa, str], typed: str) -> None:
    say(bot, typed)
    assert not bot[0].handed[-1].text.startswith("/")


def test_a_tapped_button_reaches_rasa_as_its_payload(bot: tuple[FakeRasa, str]) -> None:
    say(bot, '/choose{"choice": "funding::17"}')
    assert bot[0].handed[-1].text == '/choose{"choice": "funding::17"}'


def test_metadata_channel_and_stream_have_no_effect(bot: tuple[FakeRasa, str]) -> None:
    body = {"sender": "a", "message": "你好", "metadata": {"x": 1}, "input_channel": "telegram"}
    status, reply = post(bot[1] + "?stream=true", json.dumps(body).encode())
    assert (status, reply[0]["text"]) == (200, "听到你好")
    assert bot[0].handed[-1].metadata is None
    assert bot[0].handed[-1].input_channel == "rest"


def test_the_clients_id_gives_the_message_one_of_its_own(bot: tuple[FakeRasa, str]) -> None:
    """The same for the same message; another for other words, for another sender, and where there is none."""
    asked = [("你好", "a", "x"), ("你好", "a", "x"), ("再见", "a", "x"), ("你好", "b", "x"), ("你好", "a", None)]
    for text, sender, identity in asked:
        say(bot, text, sender, id=identity)
    ids = [message.message_id for message in bot[0].handed[-5:]]
    assert ids[0] == ids[1] and len(set(ids)) == 4


@pytest.mark.parametrize("identity", ["", "a b", "x" * 65, 7, ["x"]])
def test_an_id_that_cannot_be_one_is_refused(bot: tuple[FakeRasa, str], identity: Any) -> None:
    status, reply = post(bot[1], json.dumps({"sender": "a", "message": "你好", "id": identity}).encode())
    assert (status, reply["error"]["code"]) == (400, "bad_id")


FAILING = [
    ("崩溃", FAULTS.failed),
    ("存不下", FAULTS.not_saved),
    ("沉默", FAULTS.failed),
    ("空白", FAULTS.failed),
    ("发呆", FAULTS.too_slow),
]


@pytest.mark.parametrize(("message", "sentence"), FAILING)
def test_a_turn_that_fails_is_never_silent_and_the_next_one_is_fine(
    bot: tuple[FakeRasa, str], message: str, sentence: str
) -> None:
    started = time.monotonic()
    assert_fault(say(bot, message, "b"), sentence)
    assert time.monotonic() - started < SETTINGS.turn_deadline_s + 1
    assert say(bot, "你好", "b")[0]["text"] == "听到你好"


def test_a_failure_is_logged_without_message_text_or_sender(
    bot: tuple[FakeRasa, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        say(bot, "崩溃", "李四")
        say(bot, "问" * 501, "李四")
    ours = [JsonLines().format(record) for record in caplog.records if record.name.startswith("bot.")]
    assert any("ValueError at test_channel.py" in line for line in ours)
    words = [json.dumps(word)[1:-1] for word in ("崩溃", "秘密", "李四", "问")]
    assert not any(word in line for line in ours for word in words)


def test_a_bot_without_a_model_says_so_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    asyncio.run(warm_up(Sanic(f"bare_{uuid.uuid4().hex}", configure_logging=False)))
    assert "no trained model" in caplog.text


def test_turns_of_one_sender_wait_for_each_other_and_none_is_lost(bot: tuple[FakeRasa, str]) -> None:
    replies: list[str] = []
    bot[0].most_running = 0
    asked = [threading.Thread(target=lambda: replies.append(say(bot, "慢", "c")[0]["text"])) for _ in range(4)]
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join()
    assert replies == ["听到慢"] * 4
    assert bot[0].most_running == 1


def test_turns_of_several_senders_do_not_wait_for_each_other(bot: tuple[FakeRasa, str]) -> None:
    bot[0].most_running = 0
    asked = [threading.Thread(target=say, args=(bot, "慢", f"s{number}")) for number in range(4)]
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join()
    assert bot[0].most_running > 1


NO_REQUESTS = [
    (b'{"sender":"a","message":"x"}', "text/plain", 415, "not_json"),
    (b"sender=a", "application/x-www-form-urlencoded", 415, "not_json"),
    (b'{"sender":"a","message":"x"}', "", 415, "not_json"),
    (b"", "application/json", 400, "bad_json"),
    (b"{", "application/json", 400, "bad_json"),
    (b'{"sender":"\xff"}', "application/json", 400, "bad_json"),
    (b"[" * 100_000, "application/json", 400, "bad_json"),
    (b'["a"]', "application/json; charset=utf-8", 400, "not_an_object"),
    (b"null", "application/json", 400, "not_an_object"),
    (b" " * (8 * 1024 * 1024 + 1), "application/json", 413, "too_large"),
]


@pytest.mark.parametrize(("body", "content_type", "status", "code"), NO_REQUESTS)
def test_what_is_no_request_gets_4xx_with_the_reason(
    bot: tuple[FakeRasa, str], body: bytes, content_type: str, status: int, code: str
) -> None:
    found, reply = post(bot[1], body, content_type)
    assert (found, reply["error"]["code"]) == (status, code)
    assert reply["error"]["message"].endswith("。")
