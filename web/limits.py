"""How often one session or one address may ask: token buckets in a bounded table. Pure but for the clock it is given."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

ADDRESS_FACTOR = 10
"""Many people share the address of an office or a mobile network."""
MOST_KEYS = 20_000


@dataclass(slots=True)
class Bucket:
    """Tokens left, and when they were counted (seconds)."""

    tokens: float
    counted: float


class RateLimit:
    """At most `per_minute` of one key, all of them at once if need be; 0 turns it off."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._most = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait_s(self, key: str) -> int | None:
        """Take one token and return None, or the whole seconds (1..60) after which there is one."""
        if self._most == 0:
            return None
        bucket = self._refilled(key)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return None
        return max(1, math.ceil((1 - bucket.tokens) * 60 / self._most))

    def _refilled(self, key: str) -> Bucket:
        """The key's bucket as of now; the ones that were not used for longest make room."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, Bucket(self._most, now))
        bucket.tokens = min(self._most, bucket.tokens + (now - bucket.counted) * self._most / 60)
        bucket.counted = now
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return bucket


def address_key(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer gets."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
