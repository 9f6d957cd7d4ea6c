"""The door as it runs: small, without banners, honest about what is no HTTP, and quick to stop."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.doctor import resident_bytes
from tests.web.process import Process, door_process
from tests.web.standin import StandIn, running
from web.settings import ROOT

MOST_BYTES = 80_000_000


@pytest.fixture(scope="module")
def rasa() -> Iterator[StandIn]:
    with running() as standin:
        yield standin


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, rasa: StandIn) -> Iterator[Process]:
    with running() as actions, door_process(tmp_path_factory.mktemp("home"), rasa, actions) as one:
        yield one


def raw(door: Process, sent: bytes) -> bytes:
    """What the door answers to these bytes, until it closes or is silent."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=2) as connection:
        connection.sendall(sent)
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except TimeoutError:
            pass
    return answer


def test_what_is_no_http_gets_the_error_shape(door: Process) -> None:
    answer = raw(door, b"GARBAGE \x00\r\n\r\n").decode()
    assert answer.startswith("HTTP/1.1 400 ") and '{"error":{"code":"bad_request"' in answer


def test_no_banner(door: Process) -> None:
    for path in ("/healthz", "/nothing"):
        headers = httpx.get(f"{door.url}{path}", trust_env=False).headers
        assert not {"server", "x-powered-by", "via"} & set(headers)


def test_a_large_body_is_refused_while_it_comes(door: Process) -> None:
    """The answer is there although the body is not."""
    head = b"POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    answer = raw(door, head + b"Content-Length: 100000000\r\n\r\n{").decode()
    assert answer.startswith("HTTP/1.1 413 ")
    chunks = b"Transfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + b" " * 4096 + b"\r\n"
    answer = raw(door, head + chunks + (b"1000\r\n" + b" " * 4096 + b"\r\n") * 2).decode()
    assert answer.startswith("HTTP/1.1 413 ")


def test_a_conversation_over_a_real_connection(door: Process, rasa: StandIn) -> None:
    with httpx.Client(base_url=door.url, trust_env=False) as client:
        first = client.post("/api/chat", json={"message": "资金支持"})
        choice = first.json()["messages"][0]["buttons"][0]["choice"]
        assert client.post("/api/chat", json={"choice": choice}).status_code == 200
    assert len({body["sender"] for body in rasa.received[-2:]}) == 1


def test_it_listens_on_loopback_only(door: Process) -> None:
    rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{door.port:04X}")]
    assert listening == [f"0100007F:{door.port:04X}"]


def test_it_is_small_after_many_turns(door: Process) -> None:
    with httpx.Client(base_url=door.url, trust_env=False) as client:
        for number in range(300):
            client.post("/api/chat", json={"message": "资金支持", "id": f"m{number}"})
    assert resident_bytes(door.pid) < MOST_BYTES


def test_nothing_heavy_is_imported() -> None:
    show = "import sys, web.server; print(sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, cwd=ROOT, check=True)
    heavy = {
        "torch",
        "numpy",
        "faiss",
        "transformers",
        "sentence_transformers",
        "sanic",
        "rasa_sdk",
        "index",
        "actions",
    }
    assert not heavy & set(re.findall(r"'(\w+)'", done.stdout))


def test_a_bad_setting_is_one_line_and_exit_code_1() -> None:
    environ = {**os.environ, "YUCE_WEB_PORT": "http"}
    done = subprocess.run([sys.executable, "-m", "web"], capture_output=True, text=True, cwd=ROOT, env=environ)
    assert done.returncode == 1
    assert done.stderr.startswith("yuce: YUCE_WEB_PORT='http'") and len(done.stderr.splitlines()) == 1
