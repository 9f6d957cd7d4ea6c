"""Slow clients hold up nobody, and their half messages are no turns."""

from __future__ import annotations

import json
import socket
import time
from contextlib import ExitStack

import pytest

from tests.faults.plant import Caller, Plant
from tests.faults.tools import fault, rounds

pytestmark = pytest.mark.e2e


@fault("slow-client")
def test_clients_that_send_byte_by_byte_and_do_not_read_hold_up_nobody(sound: Plant) -> None:
    caller, port = Caller(sound), sound.layout.door.port
    body = json.dumps({"message": "第17条讲什么"}).encode()
    head = f"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n".encode()
    head += b"Content-Length: %d\r\n\r\n" % len(body)
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(40)]
        for number, client in enumerate(slow):
            client.sendall(head + (b"" if number % 10 else body))  # a tenth of them sends all, and never reads
        end, place = time.monotonic() + rounds(5, 30), 0
        while time.monotonic() < end:
            for client in (client for number, client in enumerate(slow) if number % 10):
                try:
                    client.sendall(body[place : place + 1])
                except OSError:
                    continue  # the door has had enough of it
            place = min(place + 1, len(body) - 2)
            answer = caller.ask("第4条讲什么")
            assert answer.full and answer.took_s < 5
    assert caller.ask("那找谁").full
    caller.assert_kept()
