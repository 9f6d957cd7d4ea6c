"""`POST /api/chat`: one message in, one answer out."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from web.asked import Asked, parse_asked, read_question
from web.body import admitted_body
from web.contract import CHAT_REQUEST, ChatBody, answers
from web.door import Door, Visit, door_of, proxied_identity, require_rate, visit_of
from web.reply import chat_body
from web.upstream import dumped

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
    """One message of a session, which begins here where there is none."""
    door = door_of(request)
    asked = parse_asked(await admitted_body(request, door))
    if asked.identity is None:
        asked = replace(asked, identity=proxied_identity(request, door.settings))
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
