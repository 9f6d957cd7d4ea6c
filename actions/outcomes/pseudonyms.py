"""Senders → pseudonyms: the same for the same sender, and no way back without the secret key."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
from pathlib import Path

log = logging.getLogger(__name__)
KEY_BYTES = 32
CHARACTERS = 24


class Pseudonyms:
    """HMAC-SHA256 of a sender under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, sender: str) -> str:
        said = sender.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, said, "sha256").hexdigest()[:CHARACTERS]


def load_pseudonyms(key_file: Path) -> Pseudonyms:
    """With the key of the file, made when it is missing; a key for this process alone where that is impossible."""
    try:
        return Pseudonyms(_key(key_file))
    except OSError as error:
        log.error("key of the pseudonyms cannot be kept (%s): conversations get others after a restart", error)
        return Pseudonyms(secrets.token_bytes(KEY_BYTES))


def _key(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = file.read_bytes()
        if len(key) == KEY_BYTES:
            return key
        raise OSError(f"{file.name} has {len(key)} bytes, expected {KEY_BYTES}: delete it") from None
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(descriptor, "wb") as output:
        output.write(key)
    return key
