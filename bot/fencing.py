"""The fencing token of the turn that runs: the lock store sets it, the tracker store hands it to the database."""

from __future__ import annotations

from contextvars import ContextVar

_token: ContextVar[int | None] = ContextVar("fencing_token", default=None)


def set_token(token: int | None) -> None:
    """For the task that runs, and what it calls."""
    _token.set(token)


def current_token() -> int | None:
    """None where no lock with tokens is held."""
    return _token.get()
