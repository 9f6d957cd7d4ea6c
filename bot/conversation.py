"""Whose turn a call is of, told to whoever distributes calls between action servers: the same conversation, the same one.

What is recorded of a conversation and the order to forget it must pass through one queue.
"""

from __future__ import annotations

import hashlib
from contextvars import ContextVar

HEADER = "X-Yuce-Conversation"
_current: ContextVar[str] = ContextVar("conversation", default="")


def pseudonym(sender: str) -> str:
    """A sender for logs and headers: the same for the same sender, and no way back."""
    return hashlib.sha256(sender.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def begin(sender: str) -> None:
    """This task, and those that it starts, works for this sender."""
    _current.set(pseudonym(sender))


def current() -> str:
    """The pseudonym, or empty outside a turn."""
    return _current.get()
