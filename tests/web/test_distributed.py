"""What lets several doors, Rasas and action servers work as one: a mark of the conversation, an id for each message."""

from __future__ import annotations

import hashlib

import pytest

from tests.web.client import Client
from tests.web.conftest import OpenDoor
from tests.web.standin import StandIn


def test_all_that_concerns_a_conversation_bears_the_same_mark(client: Client, rasa: StandIn, actions: StandIn) -> None:
    """Turns, ratings and the order to forget; another browser has another mark, and none says who the sender is."""
    client.said("你好")
    client.said("再见")
    rating = {"id": "t1", "useful": True}
    assert client.wait(client.http.post("/api/feedback", json=rating)).status_code == 204
    headers = {"Content-Type": "application/json"}
    client.wait(client.http.request("DELETE", "/api/conversation", content=b"{}", headers=headers))
    marks = {*rasa.conversations, *actions.conversations}
    sender = rasa.received[0]["sender"]
    assert marks == {hashlib.sha256(sender.encode()).hexdigest()[:8]}
    assert len(rasa.conversations) == 3 and len(actions.conversations) == 2
    client.another().said("你好")
    assert rasa.conversations[-1] not in marks


@pytest.mark.parametrize(("trusted", "id_of_rasa"), [("127.0.0.1", "f00d"), ("", None)])
def test_a_trusted_proxy_names_messages_and_nobody_else(
    door_with: OpenDoor, rasa: StandIn, trusted: str, id_of_rasa: str | None
) -> None:
    """So that nginx may hand a message to another door: with the same id it is the same turn."""
    one = door_with(YUCE_TRUSTED_PROXIES=trusted)
    one.post(json={"message": "你好"}, headers={"X-Yuce-Message": "f00d"})
    assert rasa.received[-1].get("id") == id_of_rasa


def test_the_clients_own_id_counts_more(door_with: OpenDoor, rasa: StandIn) -> None:
    one = door_with(YUCE_TRUSTED_PROXIES="127.0.0.1")
    one.post(json={"message": "你好", "id": "mine"}, headers={"X-Yuce-Message": "f00d"})
    assert rasa.received[-1]["id"] == "mine"


def test_what_is_no_id_is_none(door_with: OpenDoor, rasa: StandIn) -> None:
    one = door_with(YUCE_TRUSTED_PROXIES="127.0.0.1")
    one.post(json={"message": "你好"}, headers={"X-Yuce-Message": "a b; c"})
    assert "id" not in rasa.received[-1]


def test_a_message_that_two_doors_get_is_one_turn_at_rasa(door_with: OpenDoor, rasa: StandIn) -> None:
    """Each door hands its id on; Rasa's store knows what it has answered (tests/faults/test_cluster.py)."""
    doors = [door_with(YUCE_TRUSTED_PROXIES="127.0.0.1", YUCE_SECRET="s" * 32) for _ in range(2)]
    doors[0].said("你好")
    doors[1].http.cookies.update(doors[0].http.cookies)
    for one in doors:
        one.post(json={"message": "再见"}, headers={"X-Yuce-Message": "f00d"})
    assert [(body["sender"], body.get("id")) for body in rasa.received[1:]] == [
        (rasa.received[0]["sender"], "f00d")
    ] * 2
