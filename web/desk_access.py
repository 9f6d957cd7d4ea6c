"""Who is at the desk: a person with a password, or, where it is left open, whoever sits at this machine.

`require_desk(request, Role.EDITOR)` is all that a route of the desk needs; `note` writes down what the person did.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from web.addresses import is_loopback, names_loopback, origin_allowed
from web.audit import Audit
from web.body import admitted_body
from web.desk_session import DeskSession, desk_cookie_header, desk_cookie_name, from_desk_cookie
from web.desk_users import Role, User
from web.door import Door, door_of, over_https, peer_of, require_address_rate
from web.limits import RateLimit
from web.lockout import Lockout
from web.logs import Field
from web.passwords import Checker
from web.problems import problem
from web.queues import Gate
from web.settings import LOOPBACK_NAMES, WebSettings

LOCAL = "本机"
A_MINUTE = 1200
"""Requests of one person: search-as-you-type sends one for every key."""
MOST_ENDED = 10_000
AT_ONCE, WAITING = 8, 64
"""Requests of the desk at the action server: the public's look-ups do not stand in their way."""
FORWARDING = ("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip")


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever is at the desk."""

    name: str
    role: Role


class Desk:
    """What the desk keeps in memory: failed attempts, sessions that were ended, how often each person asks."""

    def __init__(self, settings: WebSettings, clock: Callable[[], float]) -> None:
        self.lockout = Lockout(clock)
        self.limit = RateLimit(A_MINUTE if settings.rate_limit else 0, clock)
        self.passwords = Checker()
        self.gate = Gate(AT_ONCE, WAITING)
        self.audit = Audit(settings.home / "log" / "desk.jsonl")
        self._ended: OrderedDict[bytes, None] = OrderedDict()

    def end(self, session: DeskSession) -> None:
        self._ended[session.nonce] = None
        if len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)

    def is_ended(self, session: DeskSession) -> bool:
        return session.nonce in self._ended


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def is_forwarded(request: Request) -> bool:
    """Whether anything says that the request came by way of somebody else."""
    return any(name in FORWARDING or name.startswith("x-forwarded") for name in request.headers)


def is_here(request: Request) -> bool:
    """Whether it came from this machine itself, under this machine's own name, and through nobody."""
    here = is_loopback(peer_of(request)) and names_loopback(request.headers.get("host", ""))
    return here and not is_forwarded(request)


def _page_is_here(request: Request) -> bool:
    """A proxy that says nothing of itself still passes on which site's page the browser shows."""
    pages = [request.headers[name] for name in ("origin", "referer") if name in request.headers]
    return all((urlsplit(page).hostname or "") in LOOPBACK_NAMES for page in pages)


def is_open(request: Request, settings: WebSettings) -> bool:
    """Whether the desk needs no password here: it is left open, and nothing hints at a way in from elsewhere."""
    local = settings.desk_open and settings.is_local and not settings.trusted_proxies
    return local and is_here(request) and _page_is_here(request)


def proved(request: Request, door: Door) -> tuple[DeskSession, User] | None:
    """The session that the cookie proves, unless it was ended."""
    value = request.cookies.get(desk_cookie_name(over_https(request, door.settings)), "")
    lifetime_s = door.settings.desk_hours * 3600
    found = from_desk_cookie(value, door.settings.desk_users, door.keys, int(time.time()), lifetime_s)
    return None if found is None or desk_of(request).is_ended(found[0]) else found


def operator_of(request: Request) -> Operator | None:
    """Who asks; None: nobody that may."""
    door = door_of(request)
    found = proved(request, door)
    if found:
        return Operator(found[1].name, found[1].role)
    return Operator(LOCAL, Role.EDITOR) if is_open(request, door.settings) else None


def require_desk(request: Request, role: Role = Role.OPERATOR) -> Operator:
    """Who asks; raises 401 where nobody has logged in, 403 for the role or another site's page, 429 for too much."""
    door = door_of(request)
    require_own_page(request, door.settings)
    operator = operator_of(request)
    if operator is None:
        require_address_rate(request, door)
        raise problem("desk_login" if door.settings.desk_users else "desk_closed")
    if not operator.role.includes(role):
        raise problem("desk_role")
    wait = desk_of(request).limit.wait_s(operator.name)
    if wait is not None:
        raise problem("too_many", retry_after_s=wait, wait=wait)
    return operator


async def desk_body(request: Request, role: Role = Role.OPERATOR) -> tuple[Operator, bytes]:
    """Who posts, and the body (at most 8 KB of JSON); raises as `require_desk` does, and for the body."""
    operator = require_desk(request, role)
    return operator, await admitted_body(request, door_of(request))


def require_own_page(request: Request, settings: WebSettings) -> None:
    """Raises 403 for a page of another site, also of one that may show the chat. Programs send no Origin."""
    origin = request.headers.get("origin")
    allowed = [settings.public_origin] if settings.public_origin else []
    if origin is None:
        foreign = request.headers.get("sec-fetch-site", "").strip().lower() in ("cross-site", "same-site")
    else:
        foreign = not origin_allowed(origin, request.headers.get("host", ""), allowed)
    if foreign:
        raise problem("bad_origin")


def note(request: Request, operator: Operator, what: str, **fields: Field) -> None:
    """Write down what somebody did; never pass what a caller said."""
    desk_of(request).audit.note(operator.name, operator.role.value, what, **fields)


def desk_cookie(request: Request, settings: WebSettings, value: str) -> str:
    """The Set-Cookie line; an empty value takes the cookie away."""
    return desk_cookie_header(value, over_https(request, settings), settings.desk_hours * 3600 if value else 0)
