"""The id of the request that is being worked on: on every log line, on the answer, and on what is asked of the servers behind."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
_current: ContextVar[str | None] = ContextVar("request", default=None)


def begin() -> str:
    """A new id for this task and those that it starts. What a client sends as one is not taken: it would be in our logs."""
    identity = secrets.token_hex(8)
    _current.set(identity)
    return identity


def current() -> str | None:
    """The id, or None outside a request."""
    return _current.get()
