"""Where a request comes from: the peer, or what trusted proxies in front of us say. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from web.settings import LOOPBACK_NAMES, Network


def is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    """Whether the address belongs to one of our own proxies."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in proxy for proxy in proxies)


def client_address(peer: str, forwarded_for: str, proxies: Sequence[Network]) -> str:
    """The address to count. Each proxy appends the one it saw, so from the end the first that is not ours is true."""
    if not is_trusted(peer, proxies):
        return peer
    known = peer
    for entry in reversed([part.strip() for part in forwarded_for.split(",")]):
        try:
            known = str(ipaddress.ip_address(entry.strip("[]")))
        except ValueError:
            return known
        if not is_trusted(known, proxies):
            return known
    return known


def is_loopback(address: str) -> bool:
    """Whether a peer is this machine."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def host_name(host_header: str) -> str:
    """The name in a Host header, without the port."""
    host = host_header.strip().lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def names_loopback(host_header: str) -> bool:
    return host_name(host_header) in LOOPBACK_NAMES


def origin_allowed(origin: str, host_header: str, allowed: Sequence[str]) -> bool:
    """Whether a page of this origin may post: a page of this host itself, or one of the listed origins.

    The scheme is not compared with ours: a proxy may take TLS off before the door.
    """
    given = origin.strip().lower()
    scheme, _, place = given.partition("://")
    if scheme in ("http", "https") and place and place == host_header.strip().lower():
        return True
    return given in allowed
