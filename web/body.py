"""The body of a POST: asked for from our own page, declared as JSON, small, and there within seconds."""

from __future__ import annotations

import asyncio

from fastapi import Request

from web.asked import MOST_BODY_BYTES, require_json
from web.door import Door, require_address_rate, require_origin
from web.problems import problem

BODY_WITHIN_S = 5.0


async def admitted_body(request: Request, door: Door) -> bytes:
    """Cheap checks first: who asks too often or from elsewhere costs no reading. Raises the refusal of the first that fails."""
    require_address_rate(request, door)
    require_origin(request, door.settings)
    require_json(request.headers.get("content-type", ""), request.headers.get("content-encoding", ""))
    return await read_body(request)


async def read_body(request: Request, most: int = MOST_BODY_BYTES) -> bytes:
    """The body, of at most `most` bytes and within seconds; raises 413 or 408 without reading on."""
    if int_or_zero(request.headers.get("content-length", "")) > most:
        raise problem("body_too_large", limit=most)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise problem("body_too_large", limit=most)
    except TimeoutError as error:
        raise problem("body_too_slow") from error
    return bytes(body)


def int_or_zero(raw: str) -> int:
    """A header's number; 0 where it is none, since the bytes are counted as well."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 20 else 0
