"""The real action server on a free port, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from sanic import Sanic

from actions.server import create_server
from actions.service import Service


async def _serve(app: Sanic[Any, Any], door: socket.socket, stop: threading.Event) -> None:
    server: Any = await app.create_server(sock=door, return_asyncio_server=True)
    await server.startup()
    await server.start_serving()
    while not stop.is_set():
        await asyncio.sleep(0.02)
    await server.close()


@contextmanager
def serving(service: Service, **parts: Any) -> Iterator[httpx.Client]:
    """A client of it; `parts` as of `create_server`: recorder, review …"""
    Sanic.test_mode = True
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        stop = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(_serve(create_server(service, **parts), door, stop)))
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{door.getsockname()[1]}", timeout=10) as opened:
                yield opened
        finally:
            stop.set()
            thread.join()
            Sanic.test_mode = False
