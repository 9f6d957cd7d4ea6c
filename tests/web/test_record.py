"""Ratings and the end of a conversation: of one's own session only, and never said to be done when they are not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.client import Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.standin import SITE, StandIn

GOOD = {"id": "ab" * 16, "useful": False, "reason": "找错条款了"}


def rate(client: Client, **options: Any) -> httpx.Response:
    return client.wait(client.http.post("/api/feedback", **(options or {"json": GOOD})))


def forget(client: Client, **options: Any) -> httpx.Response:
    return client.wait(client.http.delete("/api/conversation", **options))


def orders(standin: StandIn) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in standin.received if isinstance(one, tuple) and "sender" in one[1]]


def test_the_site_tells_what_it_keeps(client: Client, actions: StandIn) -> None:
    assert client.get("/api/site").json() == SITE
    actions.status = 500
    assert error_of(client.get("/api/site")) == "lookup_unavailable"


def test_a_rating_travels_with_the_sessions_own_sender(client: Client, rasa: StandIn, actions: StandIn) -> None:
    client.said("甲")
    response = rate(client)
    assert response.status_code == 204 and response.content == b""
    sender = rasa.received[0]["sender"]
    body = {"sender": sender, "turn": GOOD["id"], "useful": False, "reason": "找错条款了"}
    assert orders(actions) == [("/internal/feedback", body)]


def test_no_request_can_name_another_sender(client: Client, rasa: StandIn, actions: StandIn) -> None:
    client.said("甲")
    other = client.another()
    other.said("乙")
    rate(other, json={**GOOD, "sender": rasa.received[0]["sender"]})
    assert orders(actions)[0][1]["sender"] == rasa.received[1]["sender"] != rasa.received[0]["sender"]


def test_without_a_session_there_is_nothing_to_rate(client: Client, actions: StandIn) -> None:
    assert error_of(rate(client)) == "no_conversation"
    assert orders(actions) == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, "bad_json"),
        ({"json": [1]}, "not_an_object"),
        ({"json": {"useful": True}}, "bad_id"),
        ({"json": {**GOOD, "id": "a b"}}, "bad_id"),
        ({"json": {**GOOD, "useful": "yes"}}, "bad_rating"),
        ({"json": {**GOOD, "useful": None}}, "bad_rating"),
        ({"json": {**GOOD, "reason": 1}}, "bad_rating"),
        ({"json": {**GOOD, "reason": "长" * 201}}, "bad_rating"),
        ({"json": {**GOOD, "more": "x" * 9000}}, "body_too_large"),
        ({"data": {"id": "a"}}, "not_json"),
        ({"json": GOOD, "headers": {"Origin": "https://evil.example"}}, "bad_origin"),
    ],
)
def test_other_ratings_are_refused(client: Client, actions: StandIn, options: dict[str, Any], code: str) -> None:
    client.said("甲")
    assert error_of(rate(client, **options)) == code
    assert orders(actions) == []


def test_a_rating_that_is_not_recorded_is_told(client: Client, actions: StandIn) -> None:
    client.said("甲")
    actions.status = 503
    response = rate(client)
    assert error_of(response) == "not_recorded" and response.headers["Retry-After"]


def test_ratings_and_deletions_count_for_the_limit(door_with: OpenDoor) -> None:
    client = door_with(YUCE_RATE_LIMIT="2")
    client.said("甲")
    rate(client)
    assert error_of(rate(client)) == "too_many"
    assert error_of(forget(client)) == "too_many"


def test_a_deleted_conversation_is_gone_everywhere_and_ended(client: Client, rasa: StandIn, actions: StandIn) -> None:
    client.said("甲", id="1")
    sender = rasa.received[0]["sender"]
    response = forget(client)
    assert response.status_code == 204 and "Max-Age=0" in response.headers["set-cookie"]
    assert orders(rasa) == [("/webhooks/rest/forget", {"sender": sender})]
    assert orders(actions) == [("/internal/forget", {"sender": sender})]
    assert not client.door.turns.retries.known(sender, "1")
    client.said("乙")
    assert rasa.received[-1]["sender"] != sender


def test_without_a_session_nothing_is_deleted(client: Client, rasa: StandIn, actions: StandIn) -> None:
    assert forget(client).status_code == 204
    assert orders(rasa) == orders(actions) == []


@pytest.mark.parametrize("fails", ["rasa", "actions"])
def test_what_is_not_deleted_is_told_and_can_be_tried_again(
    client: Client, rasa: StandIn, actions: StandIn, fails: str
) -> None:
    """The other place is deleted all the same, and the session stays."""
    client.said("甲")
    sender = rasa.received[0]["sender"]
    broken, sound = (rasa, actions) if fails == "rasa" else (actions, rasa)
    broken.status = 500
    response = forget(client)
    assert error_of(response) == "not_deleted" and response.status_code == 503
    assert "set-cookie" not in response.headers and len(orders(sound)) == 1
    broken.status = 200
    assert forget(client).status_code == 204
    assert {body["sender"] for _, body in orders(broken)} == {sender}


def test_a_server_that_does_not_answer_has_deleted_nothing(client: Client, actions: StandIn) -> None:
    client.said("甲")
    actions.delay_s = 0.8
    assert error_of(forget(client)) == "not_deleted"


def test_another_site_cannot_delete(client: Client, rasa: StandIn) -> None:
    client.said("甲")
    assert error_of(forget(client, headers={"Origin": "https://evil.example"})) == "bad_origin"
    assert orders(rasa) == []


def test_a_turn_under_way_is_waited_for(client: Client, rasa: StandIn) -> None:
    """What it says would otherwise be written after the end."""
    client.said("甲")
    rasa.delay_s = 0.2
    said, gone = client.together(
        client.http.post("/api/chat", json={"message": "乙"}), client.http.delete("/api/conversation")
    )
    assert (said.status_code, gone.status_code) == (200, 204)
    assert isinstance(rasa.received[-1], tuple)
