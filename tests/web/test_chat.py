"""A turn through the door: one message with text, buttons that only this session can tap, a sender nobody can name."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from tests.web.client import Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.standin import PAYLOAD, StandIn, card


def test_rasas_messages_become_one(client: Client, rasa: StandIn) -> None:
    """Text, buttons and card may come in any grouping."""
    rasa.messages = [
        {"text": "甲"},
        {"buttons": [{"title": "一", "payload": PAYLOAD}]},
        {"text": "乙"},
        {"custom": card("clarify", "funding")},
    ]
    response = client.chat("资金支持")
    assert response.headers["content-type"] == "application/json"
    assert response.json()["mode"] == "full"
    [message] = response.json()["messages"]
    assert message["text"] == "甲\n乙"
    assert message["card"] == card("clarify", "funding")
    assert [button["title"] for button in message["buttons"]] == ["一"]


def test_a_conversation_keeps_its_sender_and_another_browser_has_another(client: Client, rasa: StandIn) -> None:
    client.said("你好")
    client.said("再见")
    client.another().said("你好")
    senders = [body["sender"] for body in rasa.received]
    assert senders[0] == senders[1] != senders[2]
    assert all(re.fullmatch(r"web-[0-9a-f]{39}", sender) for sender in senders)


def test_nothing_in_a_request_names_the_conversation(client: Client, rasa: StandIn) -> None:
    """Neither fields nor a cookie that we did not make; and Rasa gets a sender and a message, nothing else."""
    client.http.cookies.set("yuce", "web-0000.1.AAAA", domain="127.0.0.1")
    client.said("你好", sender="victim", conversation_id="victim", metadata={"a": 1}, input_channel="x")
    [body] = rasa.received
    assert set(body) == {"sender", "message"}
    assert "victim" not in body["sender"] and "0000" not in body["sender"]


def test_a_forged_cookie_is_replaced(client: Client) -> None:
    client.said("你好")
    issued = client.http.cookies["yuce"]
    identity, when, signature = issued.split(".")
    forged = f"{identity[:-1]}{'A' if identity[-1] != 'A' else 'B'}.{when}.{signature}"
    other = client.another()
    response = other.post(json={"message": "你好"}, headers={"Cookie": f"yuce={forged}"})
    assert response.status_code == 200
    assert response.cookies["yuce"].split(".")[0] != forged.split(".")[0]


def test_tapping_a_button_sends_its_payload(client: Client, rasa: StandIn) -> None:
    [button] = client.said("资金支持")["buttons"]
    assert "payload" not in button and "choose" not in button["choice"]
    assert client.post(json={"choice": button["choice"]}).status_code == 200
    assert rasa.received[-1]["message"] == PAYLOAD


def test_a_button_is_good_at_every_door_with_the_same_secret(door_with: OpenDoor, rasa: StandIn) -> None:
    one, two = door_with(YUCE_SECRET="s" * 32), door_with(YUCE_SECRET="s" * 32)
    [button] = one.said("资金支持")["buttons"]
    two.http.cookies.update(one.http.cookies)
    assert two.post(json={"choice": button["choice"]}).status_code == 200
    assert rasa.received[0]["sender"] == rasa.received[1]["sender"]


def test_a_button_of_another_session_is_refused(client: Client, rasa: StandIn) -> None:
    [button] = client.said("资金支持")["buttons"]
    response = client.another().post(json={"choice": button["choice"]})
    assert (response.status_code, error_of(response)) == (400, "bad_choice")
    assert len(rasa.received) == 1


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("/restart", "restart"),
        ("／restart", "restart"),
        ("\ufeff /　／restart", "restart"),
        (PAYLOAD, PAYLOAD[1:]),
        ("\x00第17条\ud800", "第17条"),
        (" 第17条\n讲什么 ", "第17条 讲什么"),
        ("补" * 500, "补" * 500),
        ("\u200b" * 600 + "第17条", "第17条"),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_what_is_typed_reaches_rasa_as_plain_words(client: Client, rasa: StandIn, typed: str, sent: str) -> None:
    """Even the very payload of a button: only a signed choice may send one."""
    body = json.dumps({"message": typed}).encode()
    response = client.post(content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200, response.text
    assert rasa.received[-1]["message"] == sent


def test_messages_of_one_session_are_answered_in_order_and_one_at_a_time(client: Client, rasa: StandIn) -> None:
    client.said("先")
    rasa.delay_s = 0.03
    replies = client.together(*(client.http.post("/api/chat", json={"message": f"问{n}"}) for n in range(4)))
    assert [body["message"] for body in rasa.received[1:]] == [f"问{n}" for n in range(4)]
    assert [reply.json()["messages"][0]["text"] for reply in replies] == [f"听到：问{n}" for n in range(4)]
    assert rasa.most_at_once == 1


def test_different_sessions_do_not_wait_for_each_other(client: Client, rasa: StandIn) -> None:
    rasa.delay_s = 0.2
    browsers = [client.another() for _ in range(4)]
    client.together(*(one.http.post("/api/chat", json={"message": "你好"}) for one in browsers))
    assert rasa.most_at_once == 4


def test_a_retry_gets_the_stored_reply(client: Client, rasa: StandIn) -> None:
    client.said("先")
    first = client.chat("资金支持", id="m1")
    again = client.chat("资金支持", id="m1")
    assert first.json() == again.json()
    assert len(rasa.received) == 2


def test_a_retry_waits_for_the_turn_that_runs(client: Client, rasa: StandIn) -> None:
    client.said("先")
    rasa.delay_s = 0.2
    same = {"message": "资金支持", "id": "m1"}
    first, again = client.together(*(client.http.post("/api/chat", json=same) for _ in range(2)))
    assert first.json() == again.json()
    assert len(rasa.received) == 2


def test_a_turn_whose_client_has_gone_is_not_run_again(client: Client, rasa: StandIn) -> None:
    """The client gave up waiting and sends again: the reply of the first run is there."""
    client.said("先")
    rasa.delay_s = 0.3

    async def gives_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.http.post("/api/chat", json={"message": "资金支持", "id": "m1"})

    client.wait(gives_up())
    assert client.said("资金支持", id="m1")["text"] == "听到：资金支持"
    assert len(rasa.received) == 2


def test_the_same_id_in_another_session_is_another_turn(client: Client, rasa: StandIn) -> None:
    client.said("资金支持", id="m1")
    client.another().said("资金支持", id="m1")
    assert len(rasa.received) == 2


def test_an_id_for_another_text_is_refused(client: Client) -> None:
    client.said("先")
    client.said("资金支持", id="m1")
    response = client.chat("第17条", id="m1")
    assert (response.status_code, error_of(response)) == (409, "id_used")


def test_what_rasa_says_in_surrogates_is_still_sent(client: Client, rasa: StandIn) -> None:
    rasa.messages = [{"text": "甲\ud800", "custom": card()}]
    assert client.said("你好")["text"] == "甲?"
