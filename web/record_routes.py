"""What a site keeps, a rating of an answer, and the end of a conversation. The servers behind do the work."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from web.asked import parse_rating
from web.body import admitted_body
from web.contract import FEEDBACK_REQUEST, SiteBody, answers
from web.door import (
    Door,
    door_of,
    ended_session,
    known_sender,
    require_address_rate,
    require_origin,
    require_rate,
)
from web.errors import Unavailable
from web.logs import say
from web.problems import problem
from web.queues import BUSY_RETRY_S
from web.session import pseudonym

routes = APIRouter()


@routes.get(
    "/api/site",
    operation_id="site",
    summary="How long conversations are kept, and what this site offers",
    response_model=SiteBody,
    responses=answers("too_many", "lookup_unavailable"),
)
async def site(request: Request) -> Response:
    door = door_of(request)
    require_address_rate(request, door)
    try:
        answer = await door.lookup.relay("/api/site", b"")
    except Unavailable as error:
        say("lookup_failed", level="error", reason=str(error))
        raise problem("lookup_unavailable", retry_after_s=BUSY_RETRY_S) from error
    return Response(answer.body, answer.status, media_type="application/json")


@routes.post(
    "/api/feedback",
    operation_id="feedback",
    summary="Say whether an answer of this session was of use",
    status_code=204,
    response_class=Response,
    responses=answers(
        "bad_json", "bad_origin", "no_conversation", "body_too_slow", "body_too_large", "not_json", "too_many", "busy"
    ),
    openapi_extra={"requestBody": FEEDBACK_REQUEST},
)
async def feedback(request: Request) -> Response:
    """A turn of another session is left as it is: who asks cannot tell whether it exists."""
    door = door_of(request)
    rating = parse_rating(await admitted_body(request, door))
    sender = known_sender(request, door)
    if sender is None:
        raise problem("no_conversation")
    require_rate(door.session_limit, sender)
    try:
        await door.record.rate(sender, rating)
    except Unavailable as error:
        say("feedback_failed", level="error", session=pseudonym(sender), reason=str(error))
        raise problem("not_recorded", retry_after_s=BUSY_RETRY_S) from error
    return Response(status_code=204)


@routes.delete(
    "/api/conversation",
    operation_id="forget",
    summary="Delete everything that was said in this session, and end it",
    status_code=204,
    response_class=Response,
    responses=answers("bad_origin", "too_many", "not_deleted"),
)
async def forget(request: Request) -> Response:
    """Without a session there is nothing to delete. The session ends only when everything is gone."""
    door = door_of(request)
    require_address_rate(request, door)
    require_origin(request, door.settings)
    sender = known_sender(request, door)
    if sender is not None:
        require_rate(door.session_limit, sender)
        await _forget(door, sender)
    return Response(status_code=204, headers={"Set-Cookie": ended_session(request, door.settings)})


async def _forget(door: Door, sender: str) -> None:
    """After the turns under way. All places are tried, whichever fails; raises 503 where one did."""
    try:
        async with asyncio.timeout(door.settings.turn_deadline_s), door.turns.lanes.turn(sender):
            door.turns.retries.forget(sender)
            results = await asyncio.gather(door.rasa.forget(sender), door.record.forget(sender), return_exceptions=True)
    except TimeoutError as error:
        raise problem("not_deleted", retry_after_s=BUSY_RETRY_S) from error
    for result in results:
        if isinstance(result, Unavailable):
            say("forget_failed", level="error", session=pseudonym(sender), reason=str(result))
        elif isinstance(result, BaseException):
            raise result
    if any(results):
        raise problem("not_deleted", retry_after_s=BUSY_RETRY_S)
    say("forgotten", session=pseudonym(sender))
