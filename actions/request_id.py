"""The id of the request that is being worked on: what Rasa or the door sent, or one of our own; on every log line."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
KNOWN = re.compile(r"[0-9a-f]{16}")
_current: ContextVar[str | None] = ContextVar("request", default=None)


def take(header: str) -> str:
    """The id for this task and those that it starts: the door's, or a new one in the place of anything else."""
    identity = header if KNOWN.fullmatch(header) else secrets.token_hex(8)
    _current.set(identity)
    return identity


def current() -> str | None:
    """The id, or None outside a request."""
    return _current.get()
