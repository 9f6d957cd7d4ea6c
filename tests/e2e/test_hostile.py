"""Hostile input at the door, at Rasa and at the action server: a sentence or a refusal, no crash, no leak, nobody misled."""

from __future__ import annotations

import json
import os
import socket
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e import hostile
from tests.e2e.hostile import MARK
from tests.e2e.system import RunningSystem, joined_text, plain, wait_for

pytestmark = pytest.mark.e2e

JSON = {"content-type": "application/json"}
AT_ONCE_S = 5.0
QUESTION = "第17条讲什么"
PARAMETERS = ("q", "limit", "unit", "chapter", "notice", "x")
INNARDS = ("Traceback", 'File "', "site-packages", "sqlalchemy", "sqlite3.", "rasa_sdk")


@pytest.fixture
def browser(running_system: RunningSystem) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def rasa(running_system: RunningSystem) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_system.rasa_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture(autouse=True)
def nothing_crashed(running_system: RunningSystem) -> Iterator[None]:
    """The same processes before and after, and still answering."""
    before = running_system.pids()
    yield
    assert running_system.pids() == before
    assert running_system.card(QUESTION)["status"] == "answered"


def post(url: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=20) as client:
        return client.post(url, content=content, headers=headers)


def complaint(response: httpx.Response, seconds: float, most: int = 499) -> str:
    """What is wrong with an answer in any case; empty where nothing is."""
    if response.status_code > most:
        return f"status {response.status_code}: {response.text[:200]}"
    if any(word in response.text for word in INNARDS):
        return f"shows its innards: {response.text[:200]}"
    return f"took {seconds:.1f} s" if seconds > AT_ONCE_S else ""


def of_door(response: httpx.Response) -> str:
    """What is wrong with an answer of the chat through the door."""
    body = response.json()
    if response.status_code == 200:
        [message] = body["messages"]
        return "" if message["text"].strip() and message["card"]["status"] else f"nothing to read: {message}"
    told = str(body["error"]["message"])
    return "" if any("一" <= sign <= "鿿" for sign in told) else f"no sentence: {told}"


def is_fault(response: httpx.Response, text: str) -> bool:
    """Whether a text that can be read and is not too long got the sentence of a fault, in full mode or in simple."""
    readable = any(sign.isalnum() for sign in unicodedata.normalize("NFKC", text)) and "\ud800" not in text
    if (
        text in hostile.UNREADABLE
        or not readable
        or len(unicodedata.normalize("NFKC", text)) > 500
        or response.status_code != 200
    ):
        return False
    body = response.json()
    if isinstance(body, dict):
        return bool(body["mode"] != "full" or body["messages"][0]["card"]["status"] == "error")
    return any((message.get("custom") or {}).get("status") == "error" for message in body)


def of_rasa(response: httpx.Response) -> str:
    """What is wrong with an answer of Rasa's channel."""
    body: Any = response.json()
    if response.status_code != 200:
        return "" if body["error"]["message"] else f"no sentence: {body}"
    cards = [message["custom"] for message in body if message.get("custom")]
    return "" if joined_text(body).strip() and len(cards) == 1 else f"nothing to read, or {len(cards)} cards: {body}"


def test_every_hostile_text_through_the_door_and_to_rasa(browser: httpx.Client, rasa: httpx.Client) -> None:
    """One conversation at each hears them all; what is shown is never a fault of ours."""
    wrong = []
    for number, text in enumerate(hostile.TEXTS):
        message = {"sender": f"hostile-{number}", "message": text}
        for place, client, path, judged in (
            ("door", browser, "/api/chat", of_door),
            ("rasa", rasa, "/webhooks/rest/webhook", of_rasa),
        ):
            begun = time.monotonic()
            response = client.post(path, content=json.dumps(message).encode(), headers=JSON)
            said = [complaint(response, time.monotonic() - begun), judged(response)]
            said += ["a fault"] if is_fault(response, text) else []
            wrong += [f"{place} {text[:30]!a}: {one}" for one in said if one]
    assert wrong == []
    assert len(hostile.TEXTS) > 110


def test_every_hostile_text_in_the_look_up(running_system: RunningSystem, browser: httpx.Client) -> None:
    """Through the door and directly, in every parameter; the same answer from both."""
    wrong = []
    for text in hostile.TEXTS:
        for parameter in PARAMETERS if text in hostile.INJECTIONS[:15] else ("q",):
            parameters = {"q": "土地", parameter: text[:1500]}
            direct = httpx.get(
                f"{running_system.actions_url}/api/search", params=parameters, trust_env=False, timeout=20
            )
            wrong += [f"{parameter}={text[:30]!a}: {said}" for said in [complaint(direct, 0.0)] if said]
        through = browser.get("/api/search", params={"q": text[:1500]})
        wrong += [f"door {text[:30]!a}: {said}" for said in [complaint(through, 0.0)] if said]
    assert wrong == []


@pytest.mark.parametrize(("kind", "body"), hostile.BODIES, ids=lambda part: ascii(part)[:40])
def test_hostile_bodies(running_system: RunningSystem, kind: str, body: bytes) -> None:
    """Only application/json is read, anywhere; nobody's body is shown to anybody."""
    headers = {"content-type": kind} if kind else {}
    places = {
        "door": f"{running_system.door_url}/api/chat",
        "rasa": f"{running_system.rasa_url}/webhooks/rest/webhook",
        "forget": f"{running_system.rasa_url}/webhooks/rest/forget",
        "feedback": f"{running_system.actions_url}/internal/feedback",
    }
    for place, url in places.items():
        begun = time.monotonic()
        response = post(url, body, headers)
        assert complaint(response, time.monotonic() - begun) == "", place
        if kind != "application/json":
            assert response.status_code == 415, place
        if place in ("forget", "feedback"):
            assert MARK not in response.text, place


@pytest.mark.parametrize("body", hostile.CALLS, ids=lambda part: ascii(part)[:40])
def test_a_forged_action_call_is_refused_or_answered_and_never_shown_again(
    running_system: RunningSystem, body: bytes
) -> None:
    """rasa-sdk would answer with the whole request and log it."""
    log = running_system.layout.log / "actions.log"
    before = log.stat().st_size
    begun = time.monotonic()
    response = post(f"{running_system.actions_url}/webhook", body, JSON)
    assert complaint(response, time.monotonic() - begun, most=500) == ""
    assert "request_body" not in response.text
    if b'"next_action": "action_answer"' in body:
        assert MARK not in log.read_text()[before:]
        assert response.status_code in (500, 449) or joined_text(response.json()["responses"]).strip()


def test_a_packed_body_is_not_unpacked(running_system: RunningSystem) -> None:
    for url in (
        f"{running_system.actions_url}/webhook",
        f"{running_system.actions_url}/internal/forget",
        f"{running_system.door_url}/api/chat",
    ):
        for packing in ("deflate", "gzip"):
            response = post(url, hostile.PACKED, {**JSON, "content-encoding": packing})
            assert response.status_code in (413, 415), url


def test_a_page_of_another_site_reaches_nothing(running_system: RunningSystem) -> None:
    """No permission to read, a preflight that is not granted, and no post without one."""
    origin = {"origin": "https://elsewhere.example"}
    asked = {**origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    for url in (
        f"{running_system.door_url}/api/chat",
        f"{running_system.rasa_url}/webhooks/rest/webhook",
        f"{running_system.actions_url}/webhook",
        f"{running_system.actions_url}/internal/forget",
    ):
        preflight = httpx.options(url, headers=asked, trust_env=False)
        assert "access-control-allow-origin" not in preflight.headers, url
        plain_post = post(url, b'{"sender": "x", "message": "a"}', {"content-type": "text/plain", **origin})
        assert plain_post.status_code in (403, 415), url
        assert "access-control-allow-origin" not in plain_post.headers, url


@pytest.mark.parametrize("host", hostile.HOSTS)
def test_a_page_whose_name_leads_here_reaches_nothing(running_system: RunningSystem, host: str) -> None:
    """DNS rebinding: to the browser it is the page's own server, but the Host header keeps its name."""
    turn = {"sender": "rebound", "message": QUESTION}
    layout = running_system.layout
    logs = [layout.log / name for name in ("rasa.log", "actions.log")]
    before = [log.stat().st_size for log in logs]  # rasa-sdk logs the names of actions that other tests made up
    for url, port in (
        (running_system.rasa_url, layout.settings.rasa_port),
        (running_system.actions_url, layout.settings.actions_port),
    ):
        headers = {"host": host.replace("PORT", str(port))}
        for method, path, body in (
            ("GET", "/", None),
            ("GET", "/webhooks/rest/metrics", None),
            ("POST", "/webhooks/rest/webhook", turn),
            ("POST", "/webhooks/rest/forget", {"sender": "rebound"}),
            ("GET", "/api/measures/17", None),
            ("GET", "/metrics", None),
            ("GET", "/internal/review/unanswered", None),
            ("POST", "/webhook", {"next_action": "action_answer"}),
        ):
            response = httpx.request(method, url + path, json=body, headers=headers, trust_env=False, timeout=10)
            assert response.status_code == 421, (url, path)
            assert response.json()["error"]["code"] == "wrong_host"
    written = [log.read_bytes()[size:] for log, size in zip(logs, before, strict=True)]
    assert MARK.encode() not in b"".join(written)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECTX", "OPTIONS"])
def test_other_methods_do_nothing(running_system: RunningSystem, method: str) -> None:
    for url in (
        f"{running_system.door_url}/api/chat",
        f"{running_system.rasa_url}/webhooks/rest/webhook",
        f"{running_system.actions_url}/webhook",
    ):
        response = httpx.request(method, url, trust_env=False, timeout=10)
        assert 400 <= response.status_code < 502 or method == "OPTIONS", url
        assert complaint(response, 0.0, most=501) == "", url


@pytest.mark.parametrize(
    "path", ["/model", "/model/parse", "/status", "/domain", "/conversations/x/tracker", "/conversations/x/execute"]
)
def test_rasas_own_interface_is_not_open(running_system: RunningSystem, path: str) -> None:
    """It shows conversations and takes models from anywhere."""
    for method in ("GET", "POST", "PUT"):
        response = httpx.request(method, running_system.rasa_url + path, trust_env=False)
        assert response.status_code in (404, 405), method


def test_nobody_names_a_conversation(running_system: RunningSystem, browser: httpx.Client) -> None:
    """Fields, headers, parameters and forged cookies at the door: a stranger's 那找谁 has nothing to lean on."""
    assert browser.post("/api/chat", json={"message": "高端研发机构最高补多少"}).status_code == 200
    cookie = browser.cookies["yuce"]
    mine, issued, signature = cookie.split(".")
    forged = [
        f"{mine}.{issued}.{'A' * 43}",
        f"{mine}.{int(issued) + 1}.{signature}",
        f"{mine}..{signature}",
        f"{mine}.{issued}",
        mine,
        f'"{cookie}',
        cookie[:-1],
        f"{cookie}=",
        "x" * 5000,
        "%00",
    ]
    naming: list[dict[str, Any]] = [
        {"json": {"message": "那找谁", "sender": mine, "session": cookie, "metadata": {"sender": mine}}},
        {"json": {"message": "那找谁"}, "params": {"sender": mine, "yuce": cookie, "stream": "true"}},
        {"json": {"message": "那找谁"}, "headers": {"x-yuce": cookie, "x-sender": mine, "authorization": cookie}},
        *({"json": {"message": "那找谁"}, "headers": {"cookie": f"yuce={value}"}} for value in forged),
    ]
    for options in naming:
        response = httpx.post(f"{running_system.door_url}/api/chat", trust_env=False, timeout=20, **options)
        assert response.status_code == 200, options
        [message] = response.json()["messages"]
        assert 1 not in [measure["number"] for measure in message["card"]["measures"]], options
        assert "set-cookie" in response.headers
    [message] = browser.post("/api/chat", json={"message": "那找谁"}).json()["messages"]
    assert [measure["number"] for measure in message["card"]["measures"]] == [1]


def test_a_button_is_of_its_session_only(running_system: RunningSystem, browser: httpx.Client) -> None:
    """Another session's, an altered, a shortened one, a payload: refused, and Rasa hears nothing of it."""
    button = browser.post("/api/chat", json={"message": "资金支持"}).json()["messages"][0]["buttons"][0]["choice"]
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as stranger:
        assert stranger.post("/api/chat", json={"message": "你好"}).status_code == 200
        altered = ("A" if button[0] != "A" else "B") + button[1:]
        for choice in (button, altered, button[:-2], '/choose{"choice": "funding::17"}', "", "x" * 4000):
            response = stranger.post("/api/chat", json={"choice": choice})
            assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_choice"), choice[:40]
    assert browser.post("/api/chat", json={"choice": button}).json()["messages"][0]["card"]["status"] == "answered"


def test_a_stranger_deletes_and_rates_nothing_of_mine(running_system: RunningSystem, browser: httpx.Client) -> None:
    turn = browser.post("/api/chat", json={"message": "高端研发机构最高补多少"}).json()["messages"][0]["card"]["turn"]
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as stranger:
        cross = {"origin": "https://elsewhere.example", "cookie": f"yuce={browser.cookies['yuce']}"}
        assert stranger.request("DELETE", "/api/conversation", headers=cross).status_code == 403
        assert stranger.post("/api/feedback", json={"id": turn, "useful": False}).status_code == 404
        assert stranger.request("DELETE", "/api/conversation").status_code == 204
    assert (
        browser.post("/api/chat", json={"message": "那找谁"}).json()["messages"][0]["card"]["measures"][0]["number"]
        == 1
    )


@pytest.mark.parametrize("text", hostile.PERSUASION)
def test_nobody_is_misled(running_system: RunningSystem, browser: httpx.Client, text: str) -> None:
    """What is made up in the question is not confirmed as the notice's."""
    message = browser.post("/api/chat", json={"message": text}).json()["messages"][0]
    shown = plain(message["text"])
    for made_up in ("9999万", "一个亿", "免税十年", "100%", "2023年5月1日"):
        stated = [line for line in message["text"].splitlines() if made_up in plain(line) and "您" not in line]
        assert stated == [], shown


RAW = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
    b"POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x00" * 1000,
]


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: ascii(raw)[:40])
def test_what_is_no_http_closes_the_connection_or_is_refused(running_system: RunningSystem, raw: bytes) -> None:
    layout = running_system.layout
    for port in (layout.door.port, layout.settings.rasa_port, layout.settings.actions_port):
        with socket.create_connection(("127.0.0.1", port), 5) as one:
            one.sendall(raw)
            one.shutdown(socket.SHUT_WR)
            one.settimeout(10)
            try:
                said = one.recv(65536)
            except ConnectionError:
                said = b""
        assert said == b"" or (said.startswith(b"HTTP/1.") and b"yuce_turns_total" not in said), (port, said[:200])


def listening(pids: set[int]) -> set[str]:
    """Addresses (hex, as in /proc/net/tcp) at which these processes listen: what `ss -ltn` shows of them."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = os.readlink(link)
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    rows = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1] for row in rows if row[3] == "0A" and row[9] in inodes}


def family(root: int) -> set[int]:
    """A process and all that it started."""
    children: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), set()).add(int(stat.parent.name))
    found, fresh = {root}, {root}
    while fresh:
        fresh = {child for parent in fresh for child in children.get(parent, ())} - found
        found |= fresh
    return found


def test_nothing_that_we_start_listens_beyond_loopback(running_system: RunningSystem) -> None:
    """Whatever port it is; also what a library opens by itself."""
    pids = family(running_system.process.pid)
    assert set(running_system.pids().values()) <= pids
    addresses = wait_for(lambda: listening(pids), 5.0)
    assert len(addresses) == 3
    assert {address.split(":")[0] for address in addresses} == {"0100007F"}
