"""Rasa's channel and the look-up API as small HTTP servers on free ports: what they answer is set by the test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NUMBER = "渝发改规范〔2021〕12号"
NOTICE = {
    "document_number": NUMBER,
    "title": "支持示范区的政策措施",
    "effective_from": "2022-01-01",
    "effective_until": None,
    "issuers": ["市发展改革委"],
}
SITE = {"retention_days": 30, "feedback": True, "deletion": True, "suggestions": []}
ORDERS = ("/webhooks/rest/forget", "/internal/feedback", "/internal/forget")
PAYLOAD = '/choose{"choice": "funding::17"}'
QUOTE = "实缴金额最低可降至 3000 万元。"
TEXT = f"鼓励金融机构予以倾斜支持。{QUOTE}"
AMOUNT = {"value": 30000000, "unit": "元", "text": "3000 万元", "qualifier": "最低可降至", "purpose": "实缴金额"}
OTHER_AMOUNT = {**AMOUNT, "text": "5000 万元"}


def card(status: str = "answered", kind: str | None = "content") -> dict[str, Any]:
    """A card with all its fields."""
    return {"status": status, "kind": kind, "notice": None, "measures": [], "parts": [], "eligibility": []}


def hit(number: int) -> dict[str, Any]:
    """A hit of the look-up, as the action server gives it."""
    return {
        "document_number": NUMBER,
        "number": number,
        "heading": "优化金融服务保障",
        "chapter": "六、支持示范区拓展金融服务",
        "score": 0.9,
        "matched_by": "text",
        "quote": QUOTE,
        "highlights": [],
        "units": ["市金融监管局"],
        "amounts": [AMOUNT, OTHER_AMOUNT],
    }


@dataclass
class StandIn:
    """A server. `status`, `raw` and `delay_s` overrule what it would answer; `received` holds what came."""

    port: int = 0
    status: int = 200
    raw: bytes | None = None
    delay_s: float = 0.0
    messages: list[dict[str, Any]] | None = None
    """Rasa: the messages of the next turns; None: it repeats what it heard."""
    search: str = "found"
    """Look-up: found, weak, none, or unreadable (400)."""
    received: list[Any] = field(default_factory=list)
    conversations: list[str | None] = field(default_factory=list)
    """Of each POST, what it says of its conversation to whoever distributes requests."""
    at_once: int = 0
    most_at_once: int = 0

    def rasa(self, body: dict[str, Any]) -> tuple[int, Any]:
        """A turn: what was heard, one button, one card, in two messages."""
        self.received.append(body)
        if self.messages is not None:
            return 200, self.messages
        button = {"title": "第17条 优化金融服务保障", "payload": PAYLOAD}
        sender = body["sender"]
        said = {"recipient_id": sender, "text": f"听到：{body['message']}", "buttons": [button]}
        return 200, [said, {"recipient_id": sender, "custom": card()}]

    def order(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Something to be done: a rating, the end of a conversation."""
        self.received.append((path, body))
        return 200, {"deleted": 3}

    def lookup(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        self.received.append((path, query))
        if path == "/api/search":
            if self.search == "unreadable" or not query.get("q", [""])[0].strip("？? "):
                return 400, {"error": {"code": "bad_request", "message": "请写下要问的内容"}}
            hits = [] if self.search == "none" else [hit(17), hit(18)]
            return 200, {"query": query["q"][0], "status": self.search, "hits": hits, "took_ms": 1.0}
        if path.startswith(("/internal/desk/", "/internal/review/")):
            return 200, {}
        if path == "/api/notices":
            return 200, {"notices": [NOTICE]}
        if path == "/api/site":
            return 200, SITE
        if path == "/api/measures":
            return 200, {"measures": []}
        number = path.rpartition("/")[2]
        if number not in ("17", "18"):
            return 404, {"error": {"code": "not_found", "message": "没有这一条"}}
        return 200, {**hit(int(number)), "text": TEXT, "span": [100, 100 + len(TEXT)]}


def _handler(standin: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._answer(*standin.lookup(parts.path, parse_qs(parts.query)))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.startswith("/internal/review/"):
                standin.received.append((self.path, sent, dict(self.headers)))
                return self._answer(200, {})
            body = json.loads(sent)
            standin.conversations.append(self.headers["X-Yuce-Conversation"])
            standin.at_once += 1
            standin.most_at_once = max(standin.most_at_once, standin.at_once)
            answer = standin.order(self.path, body) if self.path in ORDERS else standin.rasa(body)
            try:
                self._answer(*answer)
            finally:
                standin.at_once -= 1

        def _answer(self, status: int, value: Any) -> None:
            time.sleep(standin.delay_s)
            reply = json.dumps(value).encode() if standin.raw is None else standin.raw
            self.send_response(status if standin.status == 200 else standin.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the tests' output readable."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A door that does not wait any longer is part of the tests."""


@contextmanager
def running() -> Iterator[StandIn]:
    """A stand-in that listens on a free port of loopback."""
    standin = StandIn()
    server = _Server(("127.0.0.1", 0), _handler(standin))
    standin.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield standin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
