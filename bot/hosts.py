"""Names by which a request may call this server: those of this machine, and what a setting adds. Pure.

A page of another site can make its own name lead to 127.0.0.1 (DNS rebinding); a browser then takes our answers for the
page's own. The name stays in the Host header.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence

SETTING = "YUCE_INTERNAL_HOSTS"
REFUSED = f"这个接口只在本机用：请求的 Host 要是 127.0.0.1 或 localhost。确需用别的名称访问的，请把名称写进 {SETTING} 再重新启动。"
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_NAME = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?")


def named_hosts(environ: Mapping[str, str]) -> frozenset[str]:
    """The names that the setting adds, in lower case; ValueError tells which value is none."""
    names = [part.strip().lower() for part in environ.get(SETTING, "").split(",") if part.strip()]
    for name in names:
        if not _NAME.fullmatch(name) and not _is_address(name):
            raise ValueError(f"{SETTING}={name!r} is no name of a host: set names without a port, by commas")
    return frozenset(names)


def may_call(headers: Sequence[str], named: frozenset[str]) -> bool:
    """Whether the Host headers of a request (there has to be one) name this machine or what is named."""
    found = _HOST.fullmatch(headers[0].strip().lower()) if len(headers) == 1 else None
    if found is None:
        return False
    name = found["name"].strip("[]")
    return name == "localhost" or name in named or _is_loopback(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ipaddress.ip_address(name).is_loopback
