"""Settings of the door, read from the environment in this one place (listed in the README)."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from web.desk_users import User, parse_users
from web.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
MOST_CHARACTERS = 500
"""The public contract's limit of one message."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Paths are absolute, ports 1..65535, deadlines in seconds, origins like https://example.cn."""

    home: Path
    host: str
    port: int
    rasa_port: int
    actions_port: int
    public_origin: str | None
    embed_origins: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    rate_limit: int
    """Messages a minute of one session; 0 turns all rate limits off."""
    queue: int
    """Messages that may wait for Rasa at once."""
    session_hours: int
    turn_deadline_s: float
    rasa_deadline_s: float
    lookup_deadline_s: float
    max_characters: int
    desk_open: bool
    """Whether the desk needs no password from this machine itself."""
    desk_users: tuple[User, ...]
    desk_hours: int
    access_log_days: int
    """Days that the access log is kept; 0: none is written."""
    secret: str | None
    """The operator's own secret, for several doors; None: a file below `home`."""

    @property
    def https(self) -> bool:
        return (self.public_origin or "").startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether nothing says that people reach this door from elsewhere."""
        public = urlsplit(self.public_origin or "http://localhost").hostname
        return self.host in LOOPBACK_NAMES and public in LOOPBACK_NAMES

    @property
    def pages(self) -> Path:
        """Folder with the built pages and the widget; may be missing."""
        return self.home / "web"

    @property
    def access_log(self) -> Path:
        """Folder of the access log."""
        return self.home / "log" / "access"

    @property
    def secret_file(self) -> Path:
        return self.home / "secret"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"


def _whole(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    raw = env.get(name, str(default))
    if not (raw.isascii() and raw.isdecimal()) or len(raw) > 9 or not least <= int(raw) <= most:
        raise SettingError(f"{name}={raw!r} cannot be used: set a whole number from {least} to {most}")
    return int(raw)


def _switch(env: Mapping[str, str], name: str) -> bool:
    raw = env.get(name, "").strip()
    if raw not in ("", "0", "1"):
        raise SettingError(f"{name}={raw!r} cannot be used: set 1 or 0")
    return raw == "1"


def _seconds(env: Mapping[str, str], name: str, default: str) -> float:
    raw = env.get(name, default)
    try:
        value = float(raw)
    except ValueError as error:
        raise SettingError(f"{name}={raw!r} is no number: set seconds, such as {default}") from error
    if not math.isfinite(value) or value <= 0:
        raise SettingError(f"{name}={raw!r} is no length of time: set seconds above 0, such as {default}")
    return value


def parse_origin(name: str, raw: str) -> str:
    """`https://example.cn` or `https://example.cn:8443` in lower case; raises SettingError for anything else."""
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError as error:
        raise SettingError(f"{name}={raw!r} is no origin: {error}") from error
    host = parts.hostname or ""
    known = parts.scheme in ("http", "https") and host and not any(sign in host for sign in " ;,'\"*")
    if not known or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingError(f"{name}={raw!r} is no origin: set it like https://example.cn, without a path")
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != usual else "")


def _listed(env: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in env.get(name, "").split(",") if part.strip()]


def _embed_origins(env: Mapping[str, str]) -> tuple[str, ...]:
    """Sites that may show the chat; https, or loopback for trying it out."""
    name = "YUCE_EMBED_ORIGINS"
    origins = tuple(parse_origin(name, raw) for raw in _listed(env, name))
    for origin in origins:
        if not origin.startswith("https://") and urlsplit(origin).hostname not in LOOPBACK_NAMES:
            raise SettingError(f"{name}={origin!r} is not https: the session cookie would not reach the chat there")
    return origins


def _networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    networks = []
    for raw in _listed(env, name):
        try:
            networks.append(ipaddress.ip_network(raw, strict=False))
        except ValueError as error:
            raise SettingError(f"{name}={raw!r} is no address: set addresses or networks, by commas") from error
    return tuple(networks)


def _secret(env: Mapping[str, str]) -> str | None:
    raw = env.get("YUCE_SECRET", "").strip()
    if raw and len(raw) < 32:
        raise SettingError("YUCE_SECRET is too short: set at least 32 characters, or leave it out")
    return raw or None


def load_web_settings(environ: Mapping[str, str] | None = None) -> WebSettings:
    """Read the settings; raises SettingError naming the variable and (a secret aside) its value."""
    env = os.environ if environ is None else environ
    public = env.get("YUCE_PUBLIC_URL", "").strip()
    settings = WebSettings(
        home=Path(env.get("YUCE_HOME", ROOT / "var")).resolve(),
        host=env.get("YUCE_WEB_HOST", "").strip() or "127.0.0.1",
        port=_whole(env, "YUCE_WEB_PORT", 8080, 1, 65535),
        rasa_port=_whole(env, "YUCE_RASA_PORT", 5005, 1, 65535),
        actions_port=_whole(env, "YUCE_ACTIONS_PORT", 5055, 1, 65535),
        public_origin=parse_origin("YUCE_PUBLIC_URL", public) if public else None,
        embed_origins=_embed_origins(env),
        trusted_proxies=_networks(env, "YUCE_TRUSTED_PROXIES"),
        rate_limit=_whole(env, "YUCE_RATE_LIMIT", 30, 0, 100_000),
        queue=_whole(env, "YUCE_QUEUE", 64, 1, 10_000),
        session_hours=_whole(env, "YUCE_SESSION_HOURS", 24, 1, 24 * 30),
        turn_deadline_s=_seconds(env, "YUCE_DOOR_DEADLINE_S", "15"),
        rasa_deadline_s=_seconds(env, "YUCE_RASA_DEADLINE_S", "6"),
        lookup_deadline_s=_seconds(env, "YUCE_LOOKUP_DEADLINE_S", "3"),
        max_characters=_whole(env, "YUCE_MAX_CHARACTERS", MOST_CHARACTERS, 1, MOST_CHARACTERS),
        desk_open=_switch(env, "YUCE_DESK_OPEN"),
        desk_users=parse_users(env.get("YUCE_DESK_USERS", "")),
        desk_hours=_whole(env, "YUCE_DESK_HOURS", 9, 1, 24),
        access_log_days=_whole(env, "YUCE_ACCESS_LOG_DAYS", 180, 0, 3650),
        secret=_secret(env),
    )
    hops = settings.rasa_deadline_s + settings.lookup_deadline_s
    if hops > settings.turn_deadline_s:
        raise SettingError(
            f"YUCE_RASA_DEADLINE_S + YUCE_LOOKUP_DEADLINE_S = {hops:g} is above "
            f"YUCE_DOOR_DEADLINE_S={settings.turn_deadline_s:g}: both hops are part of a turn, set them lower"
        )
    return settings
