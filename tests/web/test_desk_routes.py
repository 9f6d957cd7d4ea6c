"""What the door hands on to people of the desk, and to nobody else; and what it asks Rasa only as long as a caller waits."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.web.client import Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.desk import OPEN, USERS, login
from tests.web.standin import StandIn, card

REPLY = {"text": "最高5000 万元。", "card": {"status": "answered"}}
PATHS = ["/api/desk/catalogue", "/api/desk/search?q=x", "/api/desk/reply?number=1&kind=funding"]


@pytest.fixture
def desk(door_with: OpenDoor) -> Client:
    """Somebody who logged in."""
    client = door_with(**USERS)
    login(client)
    return client


def ask(client: Client, question: Any = "高端研发机构最高补多少", **options: Any) -> httpx.Response:
    return client.wait(client.http.post("/api/desk/ask", json={"question": question}, **options))


def answers(actions: StandIn, body: Any) -> None:
    actions.raw = json.dumps(body).encode()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_handed_on_without_a_session(door_with: OpenDoor, actions: StandIn, path: str) -> None:
    client = door_with(**USERS)
    assert error_of(client.get(path)) == "desk_login"
    assert error_of(ask(client)) == "desk_login"
    assert actions.received == []


@pytest.mark.parametrize("path", PATHS)
def test_it_is_handed_on_as_it_is(desk: Client, actions: StandIn, path: str) -> None:
    answers(actions, REPLY)
    response = desk.get(path)
    assert response.json() == REPLY and response.headers["cache-control"] == "no-store"
    asked, query = actions.received[-1]
    assert asked == path.replace("/api/", "/internal/").partition("?")[0] and bool(query) == ("?" in path)


@pytest.mark.parametrize("path", ["/internal/desk/search", "/internal/desk/catalogue", "/api/desk/answer"])
def test_the_action_servers_own_addresses_are_not_the_doors(desk: Client, path: str) -> None:
    assert error_of(desk.get(path)) == "not_found"


def test_the_action_servers_refusal_reaches_the_person(desk: Client, actions: StandIn) -> None:
    answers(actions, {"error": {"code": "bad_request", "message": "没有可以查找的文字"}})
    actions.status = 400
    response = desk.get("/api/desk/search?q=？")
    assert response.status_code == 400 and response.json()["error"]["message"] == "没有可以查找的文字"


@pytest.mark.parametrize("path", PATHS)
def test_without_the_action_server_it_is_said_so(desk: Client, actions: StandIn, path: str) -> None:
    actions.status = 500
    assert error_of(desk.get(path)) == "lookup_unavailable"


def test_a_query_that_is_too_long_is_refused(desk: Client) -> None:
    assert error_of(desk.get("/api/desk/search?q=" + "x" * 5000)) == "uri_too_long"


def test_search_as_you_type_is_not_taken_for_an_attack(door_with: OpenDoor, actions: StandIn) -> None:
    """The public gets ten a minute here."""
    client = door_with(YUCE_RATE_LIMIT="1", **OPEN)
    answers(actions, {"hits": []})
    assert {client.get("/api/desk/search?q=x").status_code for _ in range(40)} == {200}
    stranger = client.another("203.0.113.7")
    codes = [error_of(stranger.get("/api/desk/search?q=x")) for _ in range(12)]
    assert codes[:10] == ["desk_closed"] * 10 and codes[-1] == "too_many"


def test_the_bots_own_answer(desk: Client, rasa: StandIn) -> None:
    body = ask(desk).json()
    assert body["by"] == "rasa" and body["text"].startswith("听到：") and body["card"]["status"] == "answered"


def test_each_question_is_a_conversation_of_its_own(desk: Client, rasa: StandIn) -> None:
    ask(desk)
    ask(desk)
    senders = {one["sender"] for one in rasa.received}
    assert len(senders) == 2 and all(sender.startswith("desk-") for sender in senders)


def test_a_payload_is_only_words(desk: Client, rasa: StandIn) -> None:
    ask(desk, '/choose{"choice": "x"}')
    assert rasa.received[0]["message"] == 'choose{"choice": "x"}'


@pytest.mark.parametrize("fault", ["down", "slow", "broken"])
def test_without_rasa_the_words_alone_are_answered(desk: Client, rasa: StandIn, actions: StandIn, fault: str) -> None:
    answers(actions, REPLY)
    if fault == "down":
        rasa.status = 500
    elif fault == "slow":
        rasa.delay_s = 1.0
    else:
        rasa.messages = [{"text": "出了故障", "custom": card("error", None)}]
    assert ask(desk).json() == {**REPLY, "by": "words"}
    assert actions.received[-1] == ("/internal/desk/answer", {"q": ["高端研发机构最高补多少"]})


def test_with_both_down_it_is_said_so(desk: Client, rasa: StandIn, actions: StandIn) -> None:
    rasa.status = actions.status = 500
    assert error_of(ask(desk)) == "lookup_unavailable"


@pytest.mark.parametrize(("question", "code"), [("", "empty"), (None, "empty"), (3, "empty"), ("长" * 501, "too_long")])
def test_questions_that_are_none(desk: Client, question: Any, code: str) -> None:
    assert error_of(ask(desk, question)) == code


def test_another_sites_page_cannot_ask(desk: Client, rasa: StandIn) -> None:
    assert error_of(ask(desk, headers={"origin": "https://evil.example"})) == "bad_origin"
    assert rasa.received == []


def test_what_was_opened_is_written_down_and_what_was_asked_is_not(desk: Client, actions: StandIn) -> None:
    ask(desk, "我叫张三，电话13812345678")
    answers(actions, REPLY)
    desk.get("/api/desk/reply?number=1&kind=funding&q=张三")
    desk.get("/api/desk/reply?number=1%0A&kind=funding")
    desk.get("/api/desk/search?q=张三")
    text = (desk.door.settings.home / "log" / "desk.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["who"], line["what"]) for line in lines] == [("王芳", what) for what in ("login", "ask", "reply")]
    assert lines[-1]["number"] == 1 and lines[-1]["kind"] == "funding"
    assert "张三" not in text and "138" not in text
