"""Runs the door under uvicorn until it is told to stop."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web.app import create_app
from web.errors import WebError
from web.keys import load_keys
from web.logs import configure, say
from web.problems import problem, problem_body
from web.settings import WebSettings, load_web_settings
from web.upstream import dumped

IDLE_CONNECTION_S = 15
STOP_WITHIN_S = 5


class Protocol(HttpToolsProtocol):
    """As uvicorn's, but what is no HTTP gets the contract's error shape too."""

    def send_400_response(self, msg: str) -> None:
        body = dumped(problem_body(problem("bad_request")))
        head = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nx-content-type-options: nosniff\r\n"
        self.transport.write(f"{head}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
        self.transport.close()


def server_options(settings: WebSettings) -> dict[str, Any]:
    """No banners, no log of addresses, and nobody but our own code believes a proxy's headers."""
    return {
        "host": settings.host,
        "port": settings.port,
        "http": Protocol,
        "loop": "uvloop",
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": IDLE_CONNECTION_S,
        "timeout_graceful_shutdown": STOP_WITHIN_S,
    }


def main() -> int:
    """Exit code: 0 stopped, 1 with one sentence on stderr."""
    configure()
    try:
        settings = load_web_settings()
        app = create_app(settings, load_keys(settings))
    except WebError as error:
        print(f"yuce: {error}", file=sys.stderr)
        return 1
    say("door_opens", host=settings.host, port=settings.port, https=settings.https)
    uvicorn.run(app, **server_options(settings))
    return 0
