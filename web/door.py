"""What all routes share: settings, keys, the servers behind, limits; and what a request says about its sender."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from starlette.requests import HTTPConnection

from web.addresses import client_address, is_trusted, origin_allowed
from web.asked import CLIENT_ID
from web.keys import Keys
from web.limits import ADDRESS_FACTOR, RateLimit, address_key
from web.metrics import Metrics
from web.problems import problem
from web.queues import Gate
from web.readiness import Readiness
from web.session import (
    Session,
    begin,
    cookie_header,
    cookie_name,
    from_cookie,
    pseudonym,
    renewed,
    sender_of,
    to_cookie,
)
from web.settings import WebSettings
from web.turns import Turns
from web.upstream import Lookup, Rasa, Record, Review, servers

LOOKUPS_AT_ONCE = 8
WAITING_LOOKUPS = 32
MESSAGE = "x-yuce-message"
"""Header by which a trusted proxy names a message, so that it may hand it to another door when one ends meanwhile."""
SESSION_MARK = "yuce.session"
"""Where a request's scope holds the pseudonym of its session, for the access log."""


@dataclass(frozen=True, slots=True)
class Door:
    """One open door."""

    settings: WebSettings
    keys: Keys
    metrics: Metrics
    rasa: Rasa
    turns: Turns
    lookup: Lookup
    record: Record
    review: Review
    lookup_gate: Gate
    readiness: Readiness
    session_limit: RateLimit
    address_limit: RateLimit


@asynccontextmanager
async def opened(
    settings: WebSettings, keys: Keys, metrics: Metrics, clock: Callable[[], float] = time.monotonic
) -> AsyncIterator[Door]:
    """Everything that the routes need, for as long as the door is open."""
    async with servers(settings) as (rasa, lookup, record, review):
        turns = Turns(settings, rasa, lookup, metrics, clock)
        metrics.watch_queue(lambda: turns.gate.waiting, lambda: turns.gate.running)
        yield Door(
            settings=settings,
            keys=keys,
            metrics=metrics,
            rasa=rasa,
            turns=turns,
            lookup=lookup,
            record=record,
            review=review,
            lookup_gate=Gate(LOOKUPS_AT_ONCE, WAITING_LOOKUPS),
            readiness=Readiness(rasa, turns.fuse, clock),
            session_limit=RateLimit(settings.rate_limit, clock),
            address_limit=RateLimit(settings.rate_limit * ADDRESS_FACTOR, clock),
        )


def door_of(request: Request) -> Door:
    """The door that this request came through."""
    door: Door = request.app.state.door
    return door


def peer_of(request: HTTPConnection) -> str:
    return request.client.host if request.client else ""


def source_of(request: HTTPConnection, settings: WebSettings) -> str:
    """What counts as the one address that this request came from."""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return address_key(client_address(peer_of(request), forwarded, settings.trusted_proxies))


def proxied_identity(request: HTTPConnection, settings: WebSettings) -> str | None:
    """The id that a trusted proxy gave to this message; None where there is none."""
    named = request.headers.get(MESSAGE, "")
    trusted = is_trusted(peer_of(request), settings.trusted_proxies)
    return named if trusted and CLIENT_ID.fullmatch(named) else None


def over_https(request: HTTPConnection, settings: WebSettings) -> bool:
    """Whether the browser came by https: as configured, or as a trusted proxy says."""
    if settings.https:
        return True
    trusted = is_trusted(peer_of(request), settings.trusted_proxies)
    return trusted and request.headers.get("x-forwarded-proto", "").strip().lower() == "https"


def require_rate(limit: RateLimit, key: str) -> None:
    """Raises 429 with the seconds to wait."""
    wait = limit.wait_s(key)
    if wait is not None:
        raise problem("too_many", retry_after_s=wait, wait=wait)


def require_address_rate(request: Request, door: Door) -> None:
    """Counts this request for the address that it came from; raises 429."""
    require_rate(door.address_limit, source_of(request, door.settings))


def require_origin(request: Request, settings: WebSettings) -> None:
    """Raises 403 for a page of another site. Programs send no Origin; browsers cannot leave it out when posting."""
    allowed = [*settings.embed_origins, *([settings.public_origin] if settings.public_origin else [])]
    origin = request.headers.get("origin")
    if origin is None:
        foreign = request.headers.get("sec-fetch-site", "").strip().lower() in ("cross-site", "same-site")
    else:
        foreign = not origin_allowed(origin, request.headers.get("host", ""), allowed)
    if foreign:
        raise problem("bad_origin")


@dataclass(frozen=True, slots=True)
class Visit:
    """The session of a request, Rasa's name for it, and the Set-Cookie line where the browser needs one."""

    session: Session
    sender: str
    set_cookie: str | None


def visit_of(request: Request, door: Door) -> Visit:
    """The session that the cookie proves, or a new one. Nothing else in a request can name a conversation."""
    settings, now = door.settings, int(time.time())
    found = _proved(request, door, now)
    session = renewed(found, now) if found else begin(now)
    request.scope[SESSION_MARK] = pseudonym(sender_of(session, door.keys))
    line = None
    if session != found:
        line = _cookie(request, settings, to_cookie(session, door.keys), _lifetime_s(settings))
    return Visit(session, sender_of(session, door.keys), line)


def known_sender(request: Request, door: Door) -> str | None:
    """Rasa's name for the session that the cookie proves; None where it proves none."""
    found = _proved(request, door, int(time.time()))
    if found is None:
        return None
    sender = sender_of(found, door.keys)
    request.scope[SESSION_MARK] = pseudonym(sender)
    return sender


def ended_session(request: Request, settings: WebSettings) -> str:
    """The Set-Cookie line that takes the cookie away."""
    return _cookie(request, settings, "", 0)


def _proved(request: Request, door: Door, now: int) -> Session | None:
    value = request.cookies.get(cookie_name(over_https(request, door.settings)), "")
    return from_cookie(value, door.keys, now, _lifetime_s(door.settings))


def _lifetime_s(settings: WebSettings) -> int:
    return settings.session_hours * 3600


def _cookie(request: Request, settings: WebSettings, value: str, lifetime_s: int) -> str:
    return cookie_header(value, over_https(request, settings), bool(settings.embed_origins), lifetime_s)
