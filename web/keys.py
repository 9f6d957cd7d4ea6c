"""The door's secret and the keys derived from it. Pure but for reading, or once making, the secret's file."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from web.errors import SecretError
from web.settings import WebSettings

SECRET_BYTES = 32


def mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 (32 bytes) over the parts; their lengths count, so that no two lists of parts are the same."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(key, framed, hashlib.sha256).digest()


def to_text(raw: bytes) -> str:
    """URL-safe base64 without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_text(text: str) -> bytes | None:
    """The bytes, or None where the text is not exactly what `to_text` writes."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return raw if to_text(raw) == text else None


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """One key (32 bytes) for each use; knowing one tells nothing of the others."""

    session: bytes
    sender: bytes
    choice: bytes
    desk: bytes
    address: bytes


def derive(secret: bytes) -> Keys:
    """The same keys for the same secret, in every door."""
    uses = (b"session", b"sender", b"choice", b"desk", b"address")
    return Keys(*(mac(secret, b"yuce", use) for use in uses))


def load_keys(settings: WebSettings) -> Keys:
    """From the operator's secret, else from the file, made at the first start; raises SecretError."""
    return derive(settings.secret.encode() if settings.secret else read_or_make(settings.secret_file))


def read_or_make(file: Path) -> bytes:
    """The secret of this file. Of doors that start at once one makes it, and all read the same."""
    if not file.exists():
        _make(file)
    mode = file.stat().st_mode
    if stat.S_IMODE(mode) & 0o077:
        raise SecretError(f"{file} can be read by others (mode {stat.S_IMODE(mode):o}): chmod 600, or remove it")
    secret = file.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise SecretError(f"{file} has {len(secret)} bytes instead of {SECRET_BYTES}: remove it, sessions start anew")
    return secret


def _make(file: Path) -> None:
    """Whole or not at all: a link fails where another door was first, a rename would replace its secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as output:
            output.write(secrets.token_bytes(SECRET_BYTES))
            output.flush()
            os.fsync(output.fileno())
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()
