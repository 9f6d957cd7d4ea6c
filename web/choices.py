"""Buttons as opaque ids: payload and title, signed for one session, so that any door accepts them. Pure."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from web.keys import Keys, from_text, mac, to_text
from web.session import Session

SIGNATURE_BYTES = 16
MOST_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what is sent to Rasa when it is tapped, and the words on it."""

    payload: str
    title: str


def to_choice(offer: Offer, session: Session, keys: Keys) -> str:
    """The id of a button in this session; the same each time."""
    body = json.dumps([offer.payload, offer.title], ensure_ascii=False).encode("utf-8", "replace")
    return to_text(mac(keys.choice, session.identity, body)[:SIGNATURE_BYTES] + body)


def from_choice(choice: str, session: Session, keys: Keys) -> Offer | None:
    """The button, or None where the id was not made by a door for this session."""
    raw = from_text(choice) if len(choice) <= MOST_CHARACTERS and choice.isascii() else None
    if raw is None:
        return None
    signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, mac(keys.choice, session.identity, body)[:SIGNATURE_BYTES]):
        return None
    payload, title = json.loads(body)
    return Offer(payload, title)
