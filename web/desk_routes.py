"""What the desk looks up: notices, search-as-you-type, standard replies. All but `ask` works without Rasa."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from web.desk_access import desk_body, desk_of, note, require_desk
from web.door import Door, door_of
from web.errors import Problem, Unavailable
from web.logs import say
from web.problems import problem
from web.queues import BUSY_RETRY_S
from web.reply import Reply
from web.text import plain_text
from web.upstream import Relayed, dumped

RASA_WITHIN_S = 2.5
"""A caller waits: after this the answer comes from the words alone."""
MOST_QUERY_BYTES = 4 * 1024
_NUMBER = re.compile(r"[0-9]{1,4}")
_KIND = re.compile(r"[a-z]{1,20}")

routes = APIRouter(include_in_schema=False)


@routes.get("/api/desk/catalogue")
async def catalogue(request: Request) -> Response:
    """Notices in full, tables of units and amounts."""
    require_desk(request)
    return _as_json(await _relayed(request, "catalogue", b""))


@routes.get("/api/desk/search")
async def search(request: Request) -> Response:
    """One for every key that is pressed, so it is not written down who searched; what was opened is."""
    require_desk(request)
    return _as_json(await _relayed(request, "search", _query(request)))


@routes.get("/api/desk/reply")
async def reply(request: Request) -> Response:
    """The standard reply of a kind from one measure."""
    operator = require_desk(request)
    answer = await _relayed(request, "reply", _query(request))
    number, kind = (request.query_params.get(name, "") for name in ("number", "kind"))
    if answer.status == 200 and _NUMBER.fullmatch(number) and _KIND.fullmatch(kind):
        note(request, operator, "reply", number=int(number), kind=kind)
    return _as_json(answer)


@routes.post("/api/desk/ask")
async def ask(request: Request) -> Response:
    """`{"question"}` → the bot's own answer: from Rasa in time, else by the words alone (`by` tells which)."""
    operator, body = await desk_body(request)
    door = door_of(request)
    question = _question(body, door.settings.max_characters)
    answer = await _from_rasa(door, question) or await _from_words(request, question)
    card = answer["card"] or {}
    note(request, operator, "ask", by=str(answer["by"]), status=str(card.get("status")))
    return Response(dumped(answer), media_type="application/json")


def _question(body: bytes, limit: int) -> str:
    try:
        value: Any = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise problem("bad_json") from error
    asked = value.get("question") if isinstance(value, dict) else None
    text = plain_text(asked) if isinstance(asked, str) else ""
    if not text:
        raise problem("empty")
    if len(text) > limit:
        raise problem("too_long", limit=limit)
    return text


async def _from_rasa(door: Door, question: str) -> dict[str, Any] | None:
    """In a conversation of its own, so that no caller's question is read as another one's follow-up."""
    sender = f"desk-{secrets.token_hex(16)}"
    try:
        async with asyncio.timeout(RASA_WITHIN_S):
            found: Reply = await door.turns.from_rasa(sender, question)
    except (TimeoutError, Unavailable, Problem) as error:
        say("desk_without_rasa", level="warning", reason=str(error) or type(error).__name__)
        return None
    return None if found.status == "error" else {"text": found.text, "card": found.card, "by": "rasa"}


async def _from_words(request: Request, question: str) -> dict[str, Any]:
    answer = await _relayed(request, "answer", urlencode({"q": question}).encode())
    if answer.status != 200:
        raise problem("bad_request")
    return {**json.loads(answer.body), "by": "words"}


def _query(request: Request) -> bytes:
    query = bytes(request.scope.get("query_string", b""))
    if len(query) > MOST_QUERY_BYTES:
        raise problem("uri_too_long")
    return query


async def _relayed(request: Request, what: str, query: bytes) -> Relayed:
    """Ask the action server; raises 503 where it does not answer."""
    async with desk_of(request).gate.entered():
        try:
            return await door_of(request).lookup.relay(f"/internal/desk/{what}", query)
        except Unavailable as error:
            say("lookup_failed", level="error", reason=str(error))
            raise problem("lookup_unavailable", retry_after_s=BUSY_RETRY_S) from error


def _as_json(answer: Relayed) -> Response:
    return Response(answer.body, answer.status, media_type="application/json")
