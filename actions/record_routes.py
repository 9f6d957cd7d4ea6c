"""What the door asks about the record: what this site keeps, a rating, the end of a conversation. Thin.

`/internal/` is for the door alone: it names senders, which no client can.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.outcomes.recorder import LONGEST_REASON, Recorder
from actions.rating import Rating

FORGET_WITHIN_S = 2.5
"""Below the door's own deadline for it."""
_dumps = partial(json.dumps, ensure_ascii=False)


def record_blueprint(recorder: Recorder | None, keep_days: int | None) -> Blueprint:
    """Routes /api/site, /internal/feedback, /internal/forget."""
    routes = Blueprint("record")

    @routes.get("/api/site")
    async def site(request: Request) -> HTTPResponse:
        kept = recorder is not None
        return _told({"retention_days": keep_days, "feedback": kept, "deletion": kept, "suggestions": []})

    @routes.post("/internal/feedback")
    async def feedback(request: Request) -> HTTPResponse:
        body = _body(request)
        sender, rating = body.get("sender"), _rating(body)
        if not isinstance(sender, str) or rating is None:
            return _problem(400, "bad_request", "评价的内容不对")
        if recorder is None or not recorder.rated(rating, sender):
            return _problem(503, "not_recorded", "评价现在记不下来")
        return _told({})

    @routes.post("/internal/forget")
    async def forget(request: Request) -> HTTPResponse:
        sender = _body(request).get("sender")
        if not isinstance(sender, str) or not sender:
            return _problem(400, "bad_request", "没有写明会话")
        if recorder is None or not await asyncio.to_thread(recorder.forget, sender, FORGET_WITHIN_S):
            return _problem(503, "not_deleted", "记录现在删不掉")
        return _told({})

    return routes


def _body(request: Request) -> dict[str, Any]:
    """The JSON object, else an empty one. A page of a browser cannot send application/json here."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return {}
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _rating(body: dict[str, Any]) -> Rating | None:
    turn, useful, reason = (body.get(name) for name in ("turn", "useful", "reason"))
    said = reason is None or (isinstance(reason, str) and len(reason) <= LONGEST_REASON)
    if not isinstance(turn, str) or not turn or not isinstance(useful, bool) or not said:
        return None
    return Rating(turn, useful, (reason or "").strip() or None)


def _told(body: dict[str, Any]) -> HTTPResponse:
    return json_response(body, dumps=_dumps)


def _problem(status: int, code: str, message: str) -> HTTPResponse:
    return json_response({"error": {"code": code, "message": message}}, status=status, dumps=_dumps)
