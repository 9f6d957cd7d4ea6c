"""`POST /api/chat`: one message in, one answer out."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from web.asked import MOST_BODY_BYTES, Asked, parse_asked, read_question, require_json
from web.contract import CHAT_REQUEST, ChatBody, answers
from web.door import Door, Visit, door_of, require_address_rate, require_origin, require_rate, visit_of
from web.problems import problem
from web.reply import chat_body
from web.upstream import dumped

BODY_WITHIN_S = 5.0
REFUSALS = (
    "bad_json",
    "bad_origin",
    "body_too_slow",
    "id_used",
    "body_too_large",
    "not_json",
    "too_many",
    "busy",
)

routes = APIRouter()


@routes.post(
    "/api/chat",
    operation_id="chat",
    summary="Ask a question, or tap a button",
    response_model=ChatBody,
    responses=answers(*REFUSALS),
    openapi_extra={"requestBody": CHAT_REQUEST},
)
async def chat(request: Request) -> Response:
    """Cheap checks first: who asks too often or from elsewhere costs no reading."""
    door = door_of(request)
    require_address_rate(request, door)
    require_origin(request, door.settings)
    require_json(request.headers.get("content-type", ""), request.headers.get("content-encoding", ""))
    asked = parse_asked(await read_body(request))
    visit = visit_of(request, door)
    response = await _answer(door, visit, asked)
    if visit.set_cookie:
        response.headers["Set-Cookie"] = visit.set_cookie
    return response


async def _answer(door: Door, visit: Visit, asked: Asked) -> Response:
    question = read_question(asked, visit.session, door.keys, door.settings.max_characters)
    again = asked.identity is not None and door.turns.retries.known(visit.sender, asked.identity)
    if not again:
        require_rate(door.session_limit, visit.sender)
    reply = await door.turns.answer(visit.sender, question, asked.identity)
    return Response(dumped(chat_body(reply, visit.session, door.keys)), media_type="application/json")


async def read_body(request: Request) -> bytes:
    """The body, of at most 8 KB and within seconds; raises 413 or 408 without reading on."""
    if int_or_zero(request.headers.get("content-length", "")) > MOST_BODY_BYTES:
        raise problem("body_too_large", limit=MOST_BODY_BYTES)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BODY_BYTES:
                    raise problem("body_too_large", limit=MOST_BODY_BYTES)
    except TimeoutError as error:
        raise problem("body_too_slow") from error
    return bytes(body)


def int_or_zero(raw: str) -> int:
    """A header's number; 0 where it is none, since the bytes are counted as well."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 20 else 0
