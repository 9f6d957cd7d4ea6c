"""The door as an ASGI app: routes, the error shape for everything, headers around it. Wires, and decides nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from web import (
    chat_routes,
    desk_login,
    desk_review_routes,
    desk_routes,
    health_routes,
    lookup_routes,
    record_routes,
)
from web.desk_access import Desk
from web.door import opened
from web.errors import Problem
from web.headers import Envelope
from web.keys import Keys
from web.metrics import Metrics
from web.pages import add_pages
from web.problems import problem_body, problem_of_status
from web.settings import WebSettings
from web.upstream import dumped

CONTRACT_VERSION = "1"
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""The framework would hand addresses, with questions in them, to whatever exporter the environment names."""


def create_app(settings: WebSettings, keys: Keys) -> FastAPI:
    """The app, ready to be served. No pages of documentation: they would load scripts from elsewhere."""
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings, keys, metrics) as door:
            app.state.door = door
            app.state.desk = Desk(settings, time.monotonic)
            yield

    app = FastAPI(
        title="渝策问",
        version=CONTRACT_VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
    )
    desk = (desk_login, desk_routes, desk_review_routes)
    rooms = (chat_routes, record_routes, lookup_routes, *desk, health_routes)
    for routes in (room.routes for room in rooms):
        app.include_router(routes)
    add_pages(app, settings)
    _add_problem_handlers(app, metrics)
    app.add_middleware(Envelope, settings=settings, keys=keys, metrics=metrics)
    return app


def _add_problem_handlers(app: FastAPI, metrics: Metrics) -> None:
    """Ours, the framework's own refusals, and a client that went away: all in one shape."""

    async def refuse(request: Request, error: Exception) -> Response:
        return _refusal(error, metrics)

    for kind in (Problem, HTTPException, RequestValidationError, ClientDisconnect):
        app.add_exception_handler(kind, refuse)


def _refusal(error: Exception, metrics: Metrics) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    found = error if isinstance(error, Problem) else problem_of_status(status)
    metrics.problem(found.code)
    kept = getattr(error, "headers", None) or {}
    headers = {name: value for name, value in kept.items() if name.lower() == "allow"}
    if found.retry_after_s is not None:
        headers["Retry-After"] = str(found.retry_after_s)
    return Response(dumped(problem_body(found)), found.status, headers, media_type="application/json")
