"""Stands between Rasa and the action server, and does to a call what a test says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CANNED = {
    "500": b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
    b'{"error":"boom"}',
    "malformed": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n" + b'{"events": [',
    "cut": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n" + b'{"events"',
}


@dataclass
class Proxy:
    """`mood`: pass, hold (keeps the connection and says nothing), 500, malformed, cut. `only`: calls that hold these bytes."""

    port: int
    behind: int
    mood: str = "pass"
    only: bytes = b""
    met: int = 0
    """How many calls were not passed on."""
    freed: threading.Event = field(default_factory=threading.Event)

    def reset(self) -> None:
        self.mood, self.only, self.met = "pass", b"", 0
        self.freed.set()
        self.freed = threading.Event()

    def serve(self, caller: socket.socket) -> None:
        """One connection: calls one after the other."""
        with caller, suppress(OSError):
            while request := _read(caller):
                if self.mood != "pass" and self.only in request:
                    self.met += 1
                    if self.mood == "hold":
                        self.freed.wait(120)
                    else:
                        caller.sendall(CANNED[self.mood])
                    return
                with socket.create_connection(("127.0.0.1", self.behind), 5) as server:
                    server.sendall(request)
                    caller.sendall(_read(server))


def _read(connection: socket.socket) -> bytes:
    """One HTTP message with its body, or nothing."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body


@contextmanager
def proxy(port: int, behind: int) -> Iterator[Proxy]:
    one = Proxy(port, behind)
    listener = socket.create_server(("127.0.0.1", port), backlog=64)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=one.serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield one
    finally:
        one.reset()
        listener.close()
