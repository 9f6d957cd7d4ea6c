"""Alive, ready, counted, documented; and what is handed on from the look-up API."""

from __future__ import annotations

import json

import pytest

from tests.web.client import Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.standin import StandIn, card


def test_alive_without_anybody_behind(client: Client, rasa: StandIn) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert rasa.received == []


def test_ready_is_a_question_answered_end_to_end_and_asked_rarely(client: Client, rasa: StandIn) -> None:
    """Many that ask at once load Rasa with one question."""
    replies = client.together(*(client.http.get("/readyz") for _ in range(20)))
    assert {reply.status_code for reply in replies} == {200}
    assert len(rasa.received) == 1


@pytest.mark.parametrize("status", ["error", "not_in_notice", "clarify"])
def test_another_status_than_answered_is_not_ready(client: Client, rasa: StandIn, status: str) -> None:
    rasa.messages = [{"text": "甲", "custom": card(status)}]
    response = client.get("/readyz")
    assert (response.status_code, error_of(response)) == (503, "not_ready")


def test_figures_tell_turns_refusals_queue_and_index_version(client: Client, rasa: StandIn) -> None:
    index = client.door.settings.home / "index"
    index.mkdir()
    (index / "CURRENT").write_text("d8e24e3eb7d6d0de")
    client.said("你好")
    client.chat("")
    rasa.messages = [{"text": "甲", "custom": card('x"} 1\nevil 1', "\n")}]
    client.said("你好")
    figures = client.get("/metrics").text
    assert 'yuce_turns_total{kind="content",mode="full",status="answered"} 1.0' in figures
    assert 'yuce_turns_total{kind="other",mode="full",status="other"} 1.0' in figures
    assert 'yuce_problems_total{code="empty"} 1.0' in figures
    assert 'yuce_turn_seconds_count{mode="full"} 2.0' in figures
    assert 'yuce_index_info{version="d8e24e3eb7d6d0de"} 1.0' in figures
    assert "yuce_queue_waiting 0.0" in figures and "yuce_queue_running 0.0" in figures
    assert "evil" not in figures


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("203.0.113.7", {}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {"x-real-ip": "203.0.113.7"}),
        ("127.0.0.1", {"forwarded": "for=203.0.113.7"}),
        ("127.0.0.1", {"host": "policy.example.cn"}),
        ("::ffff:203.0.113.7", {}),
    ],
)
def test_figures_are_not_public(door_with: OpenDoor, peer: str, headers: dict[str, str]) -> None:
    response = door_with(peer).get("/metrics", headers=headers)
    assert (response.status_code, error_of(response)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/search?q=%E5%9C%9F%E5%9C%B0&limit=2", "/api/notices", "/api/measures/17"])
def test_a_look_up_is_handed_on_as_it_is(client: Client, actions: StandIn, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200 and response.headers["content-type"] == "application/json"
    assert response.json()
    [(asked, query)] = actions.received
    assert asked == path.partition("?")[0]
    assert query == ({"q": ["土地"], "limit": ["2"]} if "?" in path else {})


@pytest.mark.parametrize(("path", "status"), [("/api/search?q=", 400), ("/api/measures/99", 404)])
def test_a_refusal_of_the_look_up_is_handed_on_with_its_reason(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert error_of(response) in ("bad_request", "not_found")


@pytest.mark.parametrize("status", [500, 302, 403])
def test_a_look_up_that_fails_is_503(client: Client, actions: StandIn, status: int) -> None:
    actions.status = status
    response = client.get("/api/notices")
    assert (response.status_code, error_of(response)) == (503, "lookup_unavailable")


def test_the_openapi_document_names_the_public_routes_and_no_others(client: Client) -> None:
    document = client.get("/openapi.json").json()
    look_up = ["/api/search", "/api/notices", "/api/measures", "/api/measures/{number}"]
    talk = ["/api/chat", "/api/site", "/api/feedback", "/api/conversation"]
    assert sorted(document["paths"]) == sorted([*talk, *look_up, "/healthz", "/readyz"])
    assert "HTTPValidationError" not in json.dumps(document)
    assert "422" not in json.dumps(document)
