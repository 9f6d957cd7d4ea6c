"""The outermost layer: security headers on every answer, and a sentence instead of silence when something broke."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.door import over_https
from web.logs import say_fault
from web.metrics import Metrics
from web.problems import problem, problem_body
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

    def __init__(self, app: ASGIApp, settings: WebSettings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._dress(scope, message)
            await send(message)

        try:
            await self._app(scope, receive, send_dressed)
        except Exception as error:  # the one place where a request may end: the framework's own would log its words
            say_fault("request_failed", error, route=_route(scope))
            self._metrics.problem("failed")
            if not begun:
                await _send_fault(send_dressed)

    def _dress(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
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
