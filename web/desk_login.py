"""In and out of the desk: `/api/desk/session`, `/login`, `/logout`."""

from __future__ import annotations

import json
import time
from typing import Any

from fastapi import APIRouter, Request, Response

from web.addresses import client_address
from web.body import admitted_body
from web.desk_access import (
    Operator,
    desk_cookie,
    desk_of,
    is_open,
    note,
    proved,
    require_desk,
    require_own_page,
)
from web.desk_session import begin_desk, to_desk_cookie
from web.desk_users import User
from web.door import Door, door_of, peer_of
from web.limits import address_key
from web.lockout import keys_of
from web.passwords import LONGEST
from web.problems import problem
from web.upstream import dumped

routes = APIRouter(include_in_schema=False)


@routes.get("/api/desk/session")
async def session(request: Request) -> Response:
    """Who is logged in; 401 where a password is needed, 403 where the desk is closed."""
    return _told(request, require_desk(request))


@routes.post("/api/desk/login")
async def login(request: Request) -> Response:
    """`{"name", "password"}` → the session's cookie. What was wrong is not told."""
    door = door_of(request)
    require_own_page(request, door.settings)
    name, password = _read(await admitted_body(request, door))
    if not door.settings.desk_users:
        raise problem("desk_closed")
    user = await _checked(request, door, name, password)
    begun = begin_desk(user.name, int(time.time()))
    response = _told(request, Operator(user.name, user.role))
    response.headers["Set-Cookie"] = desk_cookie(request, door.settings, to_desk_cookie(begun, user, door.keys))
    desk_of(request).audit.note(user.name, user.role.value, "login")
    return response


@routes.post("/api/desk/logout")
async def logout(request: Request) -> Response:
    """Ends the session here as well, so that a copy of the cookie is worth nothing."""
    door = door_of(request)
    require_own_page(request, door.settings)
    await admitted_body(request, door)
    found = proved(request, door)
    if found:
        desk_of(request).end(found[0])
        note(request, Operator(found[1].name, found[1].role), "logout")
    return Response(status_code=204, headers={"Set-Cookie": desk_cookie(request, door.settings, "")})


def _told(request: Request, operator: Operator) -> Response:
    """`open`: nobody needs a password here, so there is nothing to log out from."""
    is_local = is_open(request, door_of(request).settings) and proved(request, door_of(request)) is None
    body = {"name": operator.name, "role": operator.role.value, "open": is_local}
    return Response(dumped(body), media_type="application/json")


def _read(body: bytes) -> tuple[str, str]:
    try:
        value: Any = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise problem("bad_json") from error
    given = value if isinstance(value, dict) else {}
    name, password = given.get("name"), given.get("password")
    if not (isinstance(name, str) and isinstance(password, str) and name.strip() and password):
        raise problem("desk_empty")
    if len(name) > LONGEST or len(password) > LONGEST:
        raise problem("desk_wrong")
    return name.strip(), password


async def _checked(request: Request, door: Door, name: str, password: str) -> User:
    """The user with this password; raises 401, or 429 after too many failures, whatever the password."""
    desk = desk_of(request)
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    place = address_key(client_address(peer_of(request), forwarded, door.settings.trusted_proxies))
    user = next((one for one in door.settings.desk_users if one.name == name), None)
    keys = keys_of(name, place)
    known = user.name if user else None  # people type passwords into the field of the name
    wait = desk.lockout.wait_s(keys)
    if wait is not None:
        desk.audit.note(known, None, "locked_out")
        raise problem("desk_locked", retry_after_s=wait, minutes=-(-wait // 60))
    desk.lockout.count(keys)
    if not await desk.passwords.fits(password, user.hash if user else None) or user is None:
        desk.audit.note(known, None, "login_failed")
        raise problem("desk_wrong")
    desk.lockout.forgive(keys)
    return user
