"""Sessions without a store: a signed cookie, and Rasa's sender derived from it. Pure but for the random id."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from web.keys import Keys, from_text, mac, to_text

ID_BYTES = 18
RENEW_AFTER_S = 3600
"""A cookie in use is issued again when it is older than this, so that a conversation outlives the first hours."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """One browser's conversation. `identity` is random and stays in the cookie; `issued` in seconds since 1970."""

    identity: bytes
    issued: int


def begin(now: int) -> Session:
    """A new session that nobody can guess."""
    return Session(secrets.token_bytes(ID_BYTES), now)


def to_cookie(session: Session, keys: Keys) -> str:
    """`id.issued.signature`, of letters, digits, `-`, `_` and `.` only."""
    issued = str(session.issued)
    signature = mac(keys.session, session.identity, issued.encode())
    return f"{to_text(session.identity)}.{issued}.{to_text(signature)}"


def from_cookie(value: str, keys: Keys, now: int, lifetime_s: int) -> Session | None:
    """The session, or None where the cookie is not ours, altered, or older than `lifetime_s`.

    One from the future is ours all the same: the wall clock was put back, which must end nobody's conversation.
    """
    parts = value.split(".")
    if len(parts) != 3 or len(value) > 200 or not (parts[1].isascii() and parts[1].isdecimal()):
        return None
    identity, signature = from_text(parts[0]), from_text(parts[2])
    if identity is None or signature is None or len(identity) != ID_BYTES:
        return None
    if not hmac.compare_digest(signature, mac(keys.session, identity, parts[1].encode())):
        return None
    issued = int(parts[1])
    return Session(identity, issued) if abs(now - issued) < lifetime_s else None


def renewed(session: Session, now: int) -> Session:
    """The same session, with a new date where its cookie has become old."""
    return Session(session.identity, now) if abs(now - session.issued) > RENEW_AFTER_S else session


def sender_of(session: Session, keys: Keys) -> str:
    """Rasa's name of this conversation: 43 characters that only the door can derive."""
    return f"web-{mac(keys.sender, session.identity).hex()[:39]}"


def pseudonym(sender: str) -> str:
    """A sender for the log: the same for the same sender, and no way back."""
    return hashlib.sha256(sender.encode()).hexdigest()[:8]


def cookie_header(value: str, https: bool, embedded: bool, lifetime_s: int) -> str:
    """The Set-Cookie line. In a frame of another site a browser sends only Secure, SameSite=None cookies."""
    site = "None; Partitioned" if https and embedded else "Lax"
    secure = "; Secure" if https else ""
    return f"{cookie_name(https)}={value}; Path=/; Max-Age={lifetime_s}; HttpOnly; SameSite={site}{secure}"


def cookie_name(https: bool) -> str:
    """With `__Host-` browsers take the cookie from this host itself only, and only over https."""
    return "__Host-yuce" if https else "yuce"
