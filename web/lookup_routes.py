"""The look-up API, handed on from the action server: same paths, same parameters, same answers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from web.contract import NOTICE, NUMBER_PARAMETER, SEARCH_PARAMETERS, answers
from web.door import door_of, require_address_rate
from web.errors import Unavailable
from web.logs import say
from web.problems import problem

MOST_QUERY_BYTES = 8 * 1024
REFUSALS = ("bad_request", "uri_too_long", "too_many", "lookup_unavailable")

routes = APIRouter(responses=answers(*REFUSALS))


async def _relayed(request: Request, path: str) -> Response:
    """Ask the action server; the query travels as it came."""
    door = door_of(request)
    require_address_rate(request, door)
    query = bytes(request.scope.get("query_string", b""))
    if len(query) > MOST_QUERY_BYTES:
        raise problem("uri_too_long")
    async with door.lookup_gate.entered():
        try:
            answer = await door.lookup.relay(path, query)
        except Unavailable as error:
            say("lookup_failed", level="error", reason=str(error))
            raise problem("lookup_unavailable", retry_after_s=3) from error
    door.metrics.lookup(answer.status)
    return Response(answer.body, answer.status, media_type="application/json")


@routes.get("/api/search", operation_id="search", openapi_extra={"parameters": SEARCH_PARAMETERS})
async def search(request: Request) -> Response:
    """Measures that fit the words, best first."""
    return await _relayed(request, "/api/search")


@routes.get("/api/notices", operation_id="notices")
async def notices(request: Request) -> Response:
    """All notices."""
    return await _relayed(request, "/api/notices")


@routes.get(
    "/api/measures",
    operation_id="measures",
    responses=answers("not_found"),
    openapi_extra={"parameters": [NOTICE]},
)
async def measures(request: Request) -> Response:
    """All measures, of one notice or of all."""
    return await _relayed(request, "/api/measures")


@routes.get(
    "/api/measures/{number}",
    operation_id="measure",
    responses=answers("not_found"),
    openapi_extra={"parameters": [NUMBER_PARAMETER, NOTICE]},
)
async def measure(request: Request) -> Response:
    """One measure by its number."""
    number = str(request.path_params["number"])
    if not (number.isascii() and number.isalnum() and len(number) <= 8):
        raise problem("not_found")
    return await _relayed(request, f"/api/measures/{number}")
