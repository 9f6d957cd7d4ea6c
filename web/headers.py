"""The outermost layer: security headers on every answer, and a sentence instead of silence when something broke."""

from __future__ import annotations

import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access import Access, AccessLog
from web.door import SESSION_MARK, over_https, source_of
from web.keys import Keys, mac
from web.logs import say_fault
from web.metrics import Metrics
from web.problems import problem, problem_body
from web.request_id import HEADER, begin
from web.settings import WebSettings
from web.upstream import dumped

PAGE_SOURCES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
NO_SOURCES = "default-src 'none'; base-uri 'none'; form-action 'none'"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HSTS = "max-age=31536000"
DESK = "/desk"
"""No page at all may show it in a frame."""
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
EMBEDDED_SCRIPT = "/widget.js"
"""The one thing that pages of other sites load from here."""


def security_headers(settings: WebSettings, is_page: bool, path: str, https: bool) -> dict[str, str]:
    """Header → value. Who may show us in a frame: our own pages and the sites that the operator lists."""
    alone = path == DESK
    ancestors = "'none'" if alone else " ".join(["'self'", *settings.embed_origins])
    sources = PAGE_SOURCES if is_page else NO_SOURCES
    headers = {**FIXED, "Content-Security-Policy": f"{sources}; frame-ancestors {ancestors}"}
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if path == EMBEDDED_SCRIPT else "same-origin"
    if alone or not settings.embed_origins:
        headers["X-Frame-Options"] = "DENY" if alone else "SAMEORIGIN"
    if https:
        headers["Strict-Transport-Security"] = HSTS
    return headers


class Envelope:
    """ASGI layer around the whole app."""

    def __init__(self, app: ASGIApp, settings: WebSettings, keys: Keys, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._keys = keys
        self._metrics = metrics
        self._access = AccessLog(settings.access_log, settings.access_log_days)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, identity, status = time.perf_counter(), begin(), 0

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                self._dress(scope, message, identity)
            await send(message)

        try:
            await self._app(scope, receive, send_dressed)
        except Exception as error:  # the one place where a request may end: the framework's own would log its words
            say_fault("request_failed", error, route=_route(scope))
            self._metrics.problem("failed")
            if not status:
                await _send_fault(send_dressed)
        finally:
            self._note(scope, identity, status, round((time.perf_counter() - started) * 1e3))

    def _note(self, scope: Scope, identity: str, status: int, ms: int) -> None:
        """Counts the request and writes its line. A client that went away before the answer has status 0."""
        route, method = _route(scope), scope["method"] if scope["method"] in METHODS else "other"
        address = source_of(HTTPConnection(scope), self._settings)
        source = mac(self._keys.address, address.encode()).hex()[:12]
        self._metrics.request(route, status)
        self._access.write(Access(identity, method, route, status, ms, scope.get(SESSION_MARK), source))

    def _dress(self, scope: Scope, message: Message, identity: str) -> None:
        headers = MutableHeaders(scope=message)
        headers[HEADER] = identity
        is_page = headers.get("content-type", "").startswith("text/html")
        https = over_https(HTTPConnection(scope), self._settings)
        for name, value in security_headers(self._settings, is_page, str(scope["path"]), https).items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")


async def _send_fault(send: Send) -> None:
    body = dumped(problem_body(problem("failed")))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _route(scope: Scope) -> str:
    """The route's own pattern, never the path that was asked for."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", "none"))
