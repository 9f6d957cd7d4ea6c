"""What the door asks for the desk, as a blueprint on the action server. Thin.

Below `/internal/`, which the door hands on to people of the desk only.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.card import amount_card
from actions.desk.desk import Desk
from actions.desk.finding import Found, Match, Wanted, limit_of
from actions.desk.replies import kind_named, reply_on, reply_to
from actions.lookup import highlights, place_json
from actions.service import Reply
from index.errors import QueryError
from index.hits import Filters

_dumps = partial(json.dumps, ensure_ascii=False)


def desk_blueprint(in_use: Callable[[], Desk]) -> Blueprint:
    """Routes /internal/desk/catalogue, /search, /reply, /answer; each answers from one index alone."""
    routes = Blueprint("desk", url_prefix="/internal/desk")

    @routes.get("/catalogue")
    async def whole(request: Request) -> HTTPResponse:
        return HTTPResponse(in_use().catalogue, content_type="application/json")

    @routes.get("/search")
    async def search(request: Request) -> HTTPResponse:
        started = time.perf_counter()
        limit = limit_of(_argument(request, "limit", "8"))
        if limit is None:
            return _problem(400, "limit 请用 1 到 20")
        unit, chapter, notice = (_argument(request, name) or None for name in ("unit", "chapter", "notice"))
        wanted = Wanted(Filters(notice, unit, chapter), _argument(request, "money") == "1", limit)
        try:
            found = in_use().finder.find(_argument(request, "q"), wanted)
        except QueryError as error:
            return _problem(400, str(error))
        return _told({**_found(found), "took_ms": round((time.perf_counter() - started) * 1000, 1)})

    @routes.get("/reply")
    async def reply(request: Request) -> HTTPResponse:
        desk = in_use()
        kind, number = kind_named(_argument(request, "kind")), _argument(request, "number")
        place = desk.finder.measure(_argument(request, "notice"), int(number)) if number.isdecimal() else None
        if kind is None or place is None:
            return _problem(404, "没有这一条，或者没有这种问法")
        return _told(_reply(reply_on(desk.service, *place, kind, _argument(request, "q"))))

    @routes.get("/answer")
    async def answer(request: Request) -> HTTPResponse:
        question = _argument(request, "q")
        if not question.strip():
            return _problem(400, "没有写问题")
        return _told(_reply(reply_to(in_use().service, question)))

    return routes


def _argument(request: Request, name: str, default: str = "") -> str:
    return str(request.args.get(name, default))


def _found(found: Found) -> dict[str, Any]:
    return {
        "query": found.query,
        "status": found.status,
        "kind": found.kind.value if found.kind else None,
        "words": list(found.words),
        "spelt": [entry.text for entry in found.entries],
        "total": found.total,
        "hits": [_hit(match, found) for match in found.matches],
    }


def _hit(match: Match, found: Found) -> dict[str, Any]:
    marked = " ".join(found.words) or found.query
    return {
        "notice": match.notice.key,
        **place_json(match.notice, match.measure),
        "score": match.score,
        "matched_by": match.matched_by,
        "quote": match.quote,
        "highlights": highlights(match.quote, marked),
        "units": list(match.measure.units),
        "amounts": [amount_card(amount) for amount in match.measure.amounts],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "card": reply.card}


def _told(body: dict[str, Any]) -> HTTPResponse:
    return json_response(body, dumps=_dumps)


def _problem(status: int, message: str) -> HTTPResponse:
    code = {400: "bad_request", 404: "not_found"}[status]
    return json_response({"error": {"code": code, "message": message}}, status=status, dumps=_dumps)
