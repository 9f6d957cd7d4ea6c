"""Every refusal and failure: its status, its code, one Chinese sentence, the same shape everywhere."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import web.body
from tests.web.client import Client, error_of, open_door, settings
from tests.web.conftest import OpenDoor
from tests.web.standin import StandIn
from web.problems import PROBLEMS

JSON = {"content-type": "application/json"}


def refused(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, error_of(response)


BODIES: list[tuple[bytes, int, str]] = [
    (b"", 400, "bad_json"),
    (b"{", 400, "bad_json"),
    (b"\xff\xfe", 400, "bad_json"),
    (b"[" * 8000, 400, "bad_json"),
    (b"null", 400, "not_an_object"),
    (b'["message"]', 400, "not_an_object"),
    (b"17", 400, "not_an_object"),
    (b"{}", 400, "message_or_choice"),
    (b'{"message": "a", "choice": "b"}', 400, "message_or_choice"),
    (b'{"message": null}', 400, "not_text"),
    (b'{"message": 17}', 400, "not_text"),
    (b'{"message": {"text": "a"}}', 400, "not_text"),
    (b'{"message": ""}', 400, "empty"),
    (b'{"message": " \\n\\t\\u0000"}', 400, "empty"),
    ('{"message": "/／ /"}'.encode(), 400, "empty"),
    (b'{"message": "\\ud800\\ufeff\\u200b"}', 400, "empty"),
    (('{"message": "' + "补" * 501 + '"}').encode(), 400, "too_long"),
    (b'{"choice": 17}', 400, "bad_choice"),
    (b'{"choice": ""}', 400, "bad_choice"),
    (b'{"choice": "/restart"}', 400, "bad_choice"),
    ('{"choice": "选"}'.encode(), 400, "bad_choice"),
    (b'{"message": "a", "id": ""}', 400, "bad_id"),
    (b'{"message": "a", "id": 17}', 400, "bad_id"),
    (b'{"message": "a", "id": null}', 400, "bad_id"),
    (b'{"message": "a", "id": "a\\n"}', 400, "bad_id"),
    (b'{"message": "%s"}' % (b"a" * 9000), 413, "body_too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), BODIES, ids=lambda part: ascii(part)[:40])
def test_a_body_outside_the_contract(client: Client, rasa: StandIn, body: bytes, status: int, code: str) -> None:
    assert refused(client.post(content=body, headers=JSON)) == (status, code)
    assert rasa.received == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_what_is_no_json(client: Client, headers: dict[str, str]) -> None:
    assert refused(client.post(content=b'{"message": "a"}', headers=headers)) == (415, "not_json")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_in_other_words_is_json(client: Client, content_type: str) -> None:
    response = client.post(content=b'{"message": "a"}', headers={"content-type": content_type})
    assert response.status_code == 200


def test_a_body_that_is_too_large_is_not_read_to_its_end(client: Client) -> None:
    """Without a length, too: after 8 KB nothing more is taken."""
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 100:
            taken += 1
            yield b" " * 1024

    assert refused(client.post(content=endless(), headers=JSON)) == (413, "body_too_large")
    lying = {**JSON, "content-length": "2"}
    assert refused(client.post(content=b" " * 9000, headers=lying)) == (413, "body_too_large")


def test_a_body_that_does_not_come(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.body, "BODY_WITHIN_S", 0.05)

    async def silent() -> AsyncIterator[bytes]:
        import asyncio

        yield b"{"
        await asyncio.sleep(0.3)
        yield b"}"

    assert refused(client.post(content=silent(), headers=JSON))[1] in ("body_too_slow", "bad_json")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:8080.elsewhere.example"},
        {"origin": "http://127.0.0.1:9090"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_page_of_another_site(client: Client, rasa: StandIn, headers: dict[str, str]) -> None:
    assert refused(client.post(json={"message": "a"}, headers=headers)) == (403, "bad_origin")
    assert rasa.received == []


def test_pages_of_our_own_and_of_listed_sites_may_post(door_with: OpenDoor) -> None:
    listed = {"YUCE_EMBED_ORIGINS": "https://park.example.cn", "YUCE_PUBLIC_URL": "http://policy.example.cn"}
    one = door_with(**listed)
    for origin in ("http://127.0.0.1:8080", "https://park.example.cn", "http://policy.example.cn"):
        assert one.post(json={"message": "a"}, headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/docs", "/redoc", "/api/chat/", "/api", "/webhooks/rest/webhook", "/%00"]
)
def test_no_such_address(client: Client, path: str) -> None:
    assert refused(client.get(path)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/", "/desk", "/widget.js"])
def test_a_page_that_is_not_built(client: Client, path: str) -> None:
    assert refused(client.get(path)) == (404, "page_not_built")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/chat"), ("PUT", "/api/chat"), ("POST", "/api/search"), ("DELETE", "/healthz")]
)
def test_a_wrong_method_is_told_the_right_one(client: Client, method: str, path: str) -> None:
    response = client.wait(client.http.request(method, path))
    assert refused(response) == (405, "bad_method")
    assert response.headers["allow"]


def test_a_session_that_asks_too_often(door_with: OpenDoor) -> None:
    one = door_with(YUCE_RATE_LIMIT="2")
    assert [one.chat("你好").status_code for _ in range(3)] == [200, 200, 429]
    response = one.chat("你好")
    assert error_of(response) == "too_many"
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert one.another().chat("你好").status_code == 200


def test_a_retry_is_not_counted_twice(door_with: OpenDoor) -> None:
    one = door_with(YUCE_RATE_LIMIT="2")
    one.said("先")
    assert [one.chat("你好", id="m1").status_code for _ in range(4)] == [200] * 4


def test_an_address_that_begins_sessions_without_end(door_with: OpenDoor) -> None:
    """Ten times the limit of one session; look-ups count too."""
    one = door_with("203.0.113.7", YUCE_RATE_LIMIT="1")
    statuses = [one.another("203.0.113.7").chat("你好").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert refused(one.get("/api/notices")) == (429, "too_many")
    assert one.another("203.0.113.8").chat("你好").status_code == 200


@pytest.mark.parametrize(("trusted", "status"), [("203.0.113.0/24", 200), ("", 429)])
def test_forwarded_addresses_count_only_from_a_trusted_proxy(door_with: OpenDoor, trusted: str, status: int) -> None:
    one = door_with("203.0.113.7", YUCE_RATE_LIMIT="1", YUCE_TRUSTED_PROXIES=trusted)
    for number in range(11):
        headers = {"x-forwarded-for": f"198.51.100.{number}"}
        last = one.another("203.0.113.7").post(json={"message": "你好"}, headers=headers)
    assert last.status_code == status


def test_more_than_rasa_can_take(door_with: OpenDoor, rasa: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.turns.AT_RASA", 1)
    one = door_with(YUCE_QUEUE="1")
    rasa.delay_s = 0.2
    work = (one.another().http.post("/api/chat", json={"message": "你好"}) for _ in range(3))
    replies = one.together(*work)
    assert sorted(reply.status_code for reply in replies) == [200, 200, 503]
    [busy] = [reply for reply in replies if reply.status_code == 503]
    assert error_of(busy) == "busy" and int(busy.headers["retry-after"]) > 0


def test_too_many_messages_of_one_session_at_once(client: Client, rasa: StandIn) -> None:
    client.said("先")
    rasa.delay_s = 0.1
    replies = client.together(*(client.http.post("/api/chat", json={"message": f"问{n}"}) for n in range(7)))
    assert [reply.status_code for reply in replies] == [200] * 5 + [429] * 2
    assert error_of(replies[-1]) == "one_at_a_time" and replies[-1].headers["retry-after"]


def test_a_turn_that_waits_too_long(door_with: OpenDoor, rasa: StandIn) -> None:
    deadlines = {"YUCE_DOOR_DEADLINE_S": "0.6", "YUCE_RASA_DEADLINE_S": "0.5", "YUCE_LOOKUP_DEADLINE_S": "0.1"}
    one = door_with(**deadlines)
    one.said("先")
    rasa.delay_s = 0.4
    replies = one.together(*(one.http.post("/api/chat", json={"message": "你好"}) for _ in range(2)))
    assert [reply.status_code for reply in replies] == [200, 503]
    assert error_of(replies[1]) == "too_slow"


def test_everything_down_is_one_honest_sentence(tmp_path: Path) -> None:
    """And it comes at once."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = StandIn(port=int(taken.getsockname()[1]))
    with open_door(settings(tmp_path, nobody, nobody)) as client:
        response = client.chat("第17条讲什么")
        assert refused(response) == (503, "unavailable")
        assert response.headers["retry-after"]
        assert refused(client.get("/api/search?q=a")) == (503, "lookup_unavailable")
        assert refused(client.get("/readyz")) == (503, "not_ready")


def test_a_look_up_that_is_too_long(client: Client, actions: StandIn) -> None:
    assert refused(client.get("/api/search", params={"q": "a" * 9000})) == (414, "uri_too_long")
    assert actions.received == []


@pytest.mark.parametrize("number", ["x y", "999999999", "..", "十七", "%2e%2e"])
def test_a_number_that_is_none(client: Client, actions: StandIn, number: str) -> None:
    response = client.get(f"/api/measures/{number}")
    assert response.status_code == 404
    assert all("measures/" not in path or path.endswith(number) for path, _ in actions.received)


def test_a_fault_of_our_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readable, in the same shape, and with nothing of the fault or the question in it."""

    def broken(*args: Any) -> None:
        raise ValueError("机密：我叫张三")

    monkeypatch.setattr("web.chat_routes.chat_body", broken)
    response = client.chat("你好")
    assert refused(response) == (500, "failed")
    assert "张三" not in response.text and response.headers["x-content-type-options"] == "nosniff"


def test_every_problem_has_a_status_and_a_sentence() -> None:
    for code, (status, sentence) in PROBLEMS.items():
        assert 400 <= status < 600, code
        assert sentence.endswith("。"), code
