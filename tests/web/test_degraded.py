"""Rasa down, late or broken: the look-up answers, marked and quoted; and nothing is 200 with nothing to read."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.web.client import Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.standin import AMOUNT, NUMBER, PAYLOAD, QUOTE, TEXT, StandIn, card
from web.queues import FAILURES_TO_TRIP

MARK = "「简易模式」"


def broken(rasa: StandIn, how: str) -> None:
    """Rasa as it fails: each of these was seen."""
    if how == "late":
        rasa.delay_s = 0.8
    elif how == "status":
        rasa.status = 500
    elif how == "no json":
        rasa.raw = b"<html>"
    elif how == "deep json":
        rasa.raw = b"[" * 100_000
    else:
        somebody_else = {"recipient_id": "web-else", "text": "甲", "custom": card()}
        silences: dict[str, Any] = {"silent": [], "blank": [{"text": " "}], "card only": [{"custom": card()}]}
        rasa.messages = {**silences, "no list": {"text": "甲"}, "another's": [somebody_else]}[how]


WAYS = ["late", "status", "no json", "deep json", "silent", "blank", "card only", "no list", "another's"]


@pytest.mark.parametrize("how", WAYS)
def test_a_question_is_answered_by_the_look_up(client: Client, rasa: StandIn, how: str) -> None:
    """Verbatim quote, number, units and document number in the text; a whole card beside it."""
    broken(rasa, how)
    response = client.chat("注册资本最低多少")
    assert response.status_code == 200 and response.json()["mode"] == "simple"
    [message] = response.json()["messages"]
    for part in (MARK, f"「{QUOTE}」", "第17条", "市金融监管局", NUMBER):
        assert part in message["text"]
    assert set(message["card"]) == set(card())
    assert (message["card"]["status"], message["card"]["kind"]) == ("answered", "content")
    assert message["card"]["notice"]["title"] in message["text"]
    assert "issuers" not in message["card"]["notice"]
    [measure] = message["card"]["measures"]
    start, end = measure["span"]
    assert TEXT[start - 100 : end - 100] == measure["quote"] == QUOTE
    assert measure["amounts"] == [AMOUNT]


def test_a_button_is_answered_by_its_words(client: Client, rasa: StandIn, actions: StandIn) -> None:
    [button] = client.said("资金支持")["buttons"]
    rasa.status = 500
    response = client.post(json={"choice": button["choice"]})
    assert response.json()["mode"] == "simple"
    searched = [query["q"] for path, query in actions.received if path == "/api/search"]
    assert searched == [[button["title"]]]


def test_where_the_look_up_is_unsure_it_asks_back(client: Client, rasa: StandIn, actions: StandIn) -> None:
    """With buttons that are good with Rasa and without."""
    rasa.status, actions.search = 500, "weak"
    message = client.said("资金")
    assert MARK in message["text"] and message["card"]["status"] == "clarify"
    assert [measure["number"] for measure in message["card"]["measures"]] == [17, 18]
    assert client.post(json={"choice": message["buttons"][0]["choice"]}).status_code == 200
    rasa.status = 200
    client.post(json={"choice": message["buttons"][1]["choice"]})
    assert rasa.received[-1]["message"] == "第18条讲什么"


@pytest.mark.parametrize("search", ["none", "unreadable"])
def test_where_nothing_is_found_it_says_so_and_does_not_say_that_the_notice_is_silent(
    client: Client, rasa: StandIn, actions: StandIn, search: str
) -> None:
    rasa.status, actions.search = 500, search
    message = client.said("？？")
    assert MARK in message["text"] and message["card"]["status"] == "error"
    assert "未写明" not in message["text"] and message["card"]["measures"] == []


def test_a_fault_that_rasa_tells_is_answered_by_the_look_up(client: Client, rasa: StandIn) -> None:
    rasa.messages = [{"text": "系统出了故障。", "custom": card("error", None)}]
    assert MARK in client.said("第17条讲什么")["text"]


def test_rasas_own_sentence_stays_where_the_look_up_cannot_read_it_either(client: Client, rasa: StandIn) -> None:
    rasa.messages = [{"text": "没有读到可以回答的文字。", "custom": card("error", None)}]
    response = client.chat("？？")
    assert response.json()["mode"] == "full"
    assert response.json()["messages"][0]["text"] == "没有读到可以回答的文字。"


def test_a_fault_with_the_look_up_down_is_503(client: Client, rasa: StandIn, actions: StandIn) -> None:
    """Rasa alone can say only that it could not answer."""
    rasa.messages = [{"text": "查询服务暂时不可用。", "custom": card("error", None)}]
    actions.status = 500
    response = client.chat("第17条讲什么")
    assert (response.status_code, error_of(response)) == (503, "unavailable")


@pytest.mark.parametrize("raw", [b"", b"[]", b"<html>", b'{"status": "found", "hits": [{}]}'])
def test_a_look_up_that_answers_nonsense_is_not_a_silent_200(
    client: Client, rasa: StandIn, actions: StandIn, raw: bytes
) -> None:
    rasa.status, actions.raw = 500, raw
    response = client.chat("第17条讲什么")
    assert (response.status_code, error_of(response)) == (503, "unavailable")


def test_after_failures_nobody_waits_for_the_deadline(door_with: OpenDoor, rasa: StandIn) -> None:
    one = door_with()
    rasa.delay_s = 0.8
    for _ in range(FAILURES_TO_TRIP):
        one.said("第17条讲什么")
    asked, begun = len(rasa.received), time.monotonic()
    assert MARK in one.said("第17条讲什么")["text"]
    assert time.monotonic() - begun < 0.4
    assert len(rasa.received) == asked


def test_a_probe_that_is_answered_ends_degraded_mode(client: Client, rasa: StandIn) -> None:
    rasa.status = 500
    for _ in range(FAILURES_TO_TRIP):
        client.said("第17条讲什么")
    rasa.status = 200
    assert MARK in client.said("第17条讲什么")["text"]
    assert client.get("/readyz").status_code == 200
    assert MARK not in client.said("第17条讲什么")["text"]


def test_a_degraded_reply_is_no_turn_of_the_conversation_so_a_retry_asks_rasa_again(
    client: Client, rasa: StandIn
) -> None:
    """With the client's id, by which Rasa's channel knows what it has stored already."""
    client.said("先")
    rasa.status = 500
    assert MARK in client.said("第17条讲什么", id="m1")["text"]
    rasa.status = 200
    full = client.said("第17条讲什么", id="m1")
    assert full["text"] == "听到：第17条讲什么"
    assert [body.get("id") for body in rasa.received] == [None, "m1", "m1"]
    assert client.said("第17条讲什么", id="m1") == full and len(rasa.received) == 3


def test_a_failed_turn_is_run_again_by_a_retry(client: Client, rasa: StandIn, actions: StandIn) -> None:
    client.said("先")
    rasa.status = actions.status = 500
    assert client.chat("第17条讲什么", id="m1").status_code == 503
    rasa.status = actions.status = 200
    assert client.said("第17条讲什么", id="m1")["card"]["status"] == "answered"


def test_no_payload_reaches_the_look_up(client: Client, rasa: StandIn, actions: StandIn) -> None:
    [button] = client.said("资金支持")["buttons"]
    rasa.status = 500
    client.post(json={"choice": button["choice"]})
    assert PAYLOAD not in str(actions.received)


def test_who_waits_while_rasa_fails_need_not_try(
    door_with: OpenDoor, rasa: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One place at Rasa, six that want it: three deadlines are waited for, not six."""
    monkeypatch.setattr("web.turns.AT_RASA", 1)
    deadlines = {"YUCE_DOOR_DEADLINE_S": "5", "YUCE_RASA_DEADLINE_S": "0.2"}
    one = door_with(**deadlines)
    rasa.delay_s = 1.0
    begun = time.monotonic()
    work = (one.another().http.post("/api/chat", json={"message": "第17条"}) for _ in range(6))
    replies = one.together(*work)
    assert [reply.json()["mode"] for reply in replies] == ["simple"] * 6
    assert len(rasa.received) == FAILURES_TO_TRIP and time.monotonic() - begun < 2.0
