"""Real HTTP servers for the tests: a Sanic app in a thread, a fake action server, and the requests sent to them."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sanic import Sanic

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: Sanic, prepared: bool = False) -> Iterator[str]:
    """Serve a Sanic app from a thread of its own; yields its address. `prepared`: after what it does before its start."""
    port, loop, ready = free_port(), asyncio.new_event_loop(), threading.Event()

    async def start() -> None:
        server = await app.create_server(host=LOOPBACK, port=port, return_asyncio_server=True, access_log=False)
        await server.startup()
        if prepared:
            await server.before_start()
        await server.start_serving()
        await server.after_start()
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(20), "the server did not start"
        yield f"http://{LOOPBACK}:{port}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def post(url: str, body: bytes, content_type: str = "application/json") -> tuple[int, Any]:
    """Status and parsed JSON of one POST; a 4xx or 5xx is returned, not raised."""
    request = urllib.request.Request(url, data=body, headers={"Content-Type": content_type}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class FakeActions:
    """An action server that does what its `mood` says; `requests` are the bodies that it was sent."""

    def __init__(self) -> None:
        self.mood = "answer"
        self.requests: list[bytes] = []
        self.conversations: list[str | None] = []
        self.connections: list[socket.socket] = []
        self.freed = threading.Event()

    def reply(self, body: bytes) -> tuple[int, bytes]:
        """Status and body: answer, hang, error, rejection, malformed, wrong shape, nothing, unknown event."""
        self.requests.append(body)
        if self.mood == "hang":
            self.freed.wait(20)
        said = {"text": "第17条", "custom": {"status": "answered"}}
        answer = {"events": [slot("last_kind", "funding")], "responses": [said]}
        table = {
            "error": (500, json.dumps({"error": "boom", "request_body": json.loads(body)})),
            "rejection": (400, json.dumps({"error": "no", "action_name": "action_answer"})),
            "malformed": (200, '{"events": ['),
            "wrong shape": (200, json.dumps({"events": [{"event": "slot"}], "responses": "x"})),
            "nothing": (200, "null"),
            "unknown event": (200, json.dumps({"events": [{"event": "dance"}], "responses": []})),
            "silent": (200, json.dumps({"events": [], "responses": []})),
        }
        status, text = table.get(self.mood, (200, json.dumps(answer)))
        return status, text.encode()


def slot(name: str, value: Any) -> dict[str, Any]:
    """A slot event as an action server returns it."""
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


@contextmanager
def fake_actions(port: int = 0) -> Iterator[tuple[FakeActions, str]]:
    """Run a fake action server; yields it and the address of its webhook."""
    fake = FakeActions()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            fake.conversations.append(self.headers["X-Yuce-Conversation"])
            status, body = fake.reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output quiet."""

        def handle(self) -> None:
            """One connection; a caller that gave up waiting is no fault of this server."""
            fake.connections.append(self.connection)
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True

    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake, f"http://{LOOPBACK}:{server.server_port}/webhook"
    finally:
        fake.freed.set()
        server.shutdown()
        server.server_close()
        for connection in fake.connections:
            with suppress(OSError):  # the caller closed it before
                connection.shutdown(socket.SHUT_RDWR)
