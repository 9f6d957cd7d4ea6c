"""Attempts at a password: counted before they are checked, and locked out when too many fail. Pure but for the clock."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LOCKED_S = 15 * 60
MOST_KEYS = 20_000
OF_PERSON_AND_PLACE, OF_PERSON, OF_PLACE = 5, 20, 20
"""Failures in a row: one person mistyping from one place; one name tried from many places; many names from one."""


@dataclass(slots=True)
class Tries:
    """Failures since the last success, and when the last was (seconds)."""

    count: int
    last: float


def keys_of(name: str, place: str) -> dict[str, int]:
    """What an attempt counts for, and how many each of them may fail."""
    return {f"both {place} {name}": OF_PERSON_AND_PLACE, f"name {name}": OF_PERSON, f"place {place}": OF_PLACE}


class Lockout:
    """One table for all names and places; those not tried for longest make room."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def wait_s(self, keys: Mapping[str, int]) -> int | None:
        """Whole seconds until these may try again; None where they may now."""
        now = self._clock()
        waits = [
            tries.last + LOCKED_S - now
            for key, most in keys.items()
            if (tries := self._tries.get(key)) and tries.count >= most and now < tries.last + LOCKED_S
        ]
        return math.ceil(max(waits)) if waits else None

    def count(self, keys: Mapping[str, int]) -> None:
        """One attempt: a failure until it is forgiven, so that many at once are no way round."""
        now = self._clock()
        for key in keys:
            tries = self._tries.setdefault(key, Tries(0, now))
            if now >= tries.last + LOCKED_S:
                tries.count = 0
            tries.count, tries.last = tries.count + 1, now
            self._tries.move_to_end(key)
            if len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)

    def forgive(self, keys: Mapping[str, int]) -> None:
        """It was the right password. Whoever has one cannot wipe out the failures of others from the same place."""
        for key in keys:
            if tries := self._tries.get(key):
                tries.count = 0 if key.startswith("both ") else tries.count - 1
