"""A desk session: a signed cookie that names the person. Good until it expires, is ended, or the password changes. Pure."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from web.desk_users import User
from web.keys import Keys, from_text, mac, to_text

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, repr=False)
class DeskSession:
    """`issued` in seconds since 1970; `nonce` tells sessions of one person apart."""

    name: str
    issued: int
    nonce: bytes


def begin_desk(name: str, now: int) -> DeskSession:
    return DeskSession(name, now, secrets.token_bytes(NONCE_BYTES))


def _signature(session: DeskSession, user: User, keys: Keys) -> bytes:
    """Over the password's hash too: a new password ends the sessions of the old one."""
    return mac(keys.desk, session.name.encode(), str(session.issued).encode(), session.nonce, user.hash.encode())


def to_desk_cookie(session: DeskSession, user: User, keys: Keys) -> str:
    """`name.issued.nonce.signature`, of letters, digits, `-`, `_` and `.` only."""
    parts = to_text(session.name.encode()), str(session.issued), to_text(session.nonce)
    return ".".join([*parts, to_text(_signature(session, user, keys))])


def from_desk_cookie(
    value: str, users: Sequence[User], keys: Keys, now: int, lifetime_s: int
) -> tuple[DeskSession, User] | None:
    """The session and its user as they are configured now; None where it is not ours, altered or expired."""
    parts = value.split(".")
    if len(parts) != 4 or len(value) > 400 or not (parts[1].isascii() and parts[1].isdecimal()):
        return None
    raw_name, nonce, signature = (from_text(parts[place]) for place in (0, 2, 3))
    if raw_name is None or nonce is None or signature is None:
        return None
    user = next((user for user in users if user.name.encode() == raw_name), None)
    if user is None:
        return None
    session = DeskSession(user.name, int(parts[1]), nonce)
    if not hmac.compare_digest(signature, _signature(session, user, keys)):
        return None
    return (session, user) if now - lifetime_s < session.issued <= now + 60 else None


def desk_cookie_name(https: bool) -> str:
    return "__Host-yuce-desk" if https else "yuce-desk"


def desk_cookie_header(value: str, https: bool, lifetime_s: int) -> str:
    """The Set-Cookie line: no script reads it, and no other site's page sends it."""
    secure = "; Secure" if https else ""
    return f"{desk_cookie_name(https)}={value}; Path=/; Max-Age={lifetime_s}; HttpOnly; SameSite=Strict{secure}"
