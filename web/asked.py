"""A chat request's body → what is asked. Pure, and raises a Problem for everything outside the contract."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from web.choices import from_choice
from web.keys import Keys
from web.problems import problem
from web.session import Session
from web.text import clean, encodable, plain_text, unfolded_length

MOST_BODY_BYTES = 8 * 1024
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Either `message` as typed or `choice`, the id of a button; `identity` is the client's own id of this message."""

    message: str | None
    choice: str | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What goes to Rasa (`text`), and the same in words for the look-up; neither is empty."""

    text: str
    words: str

    @property
    def fingerprint(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


def require_json(content_type: str, encoding: str) -> None:
    """Raises 415. A page of another site cannot send application/json without being asked first."""
    if content_type.split(";")[0].strip().lower() != "application/json" or encoding.strip().lower() not in (
        "",
        "identity",
    ):
        raise problem("not_json")


@dataclass(frozen=True, slots=True)
class Rating:
    """Whether the turn with this id (the card's `turn`) was of use, and why not."""

    turn: str
    useful: bool
    reason: str | None


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object (UTF-8); raises 400."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise problem("bad_json") from error
    if not isinstance(value, dict):
        raise problem("not_an_object")
    return value


def parse_rating(body: bytes) -> Rating:
    """Read the body of a rating; fields that the contract does not know have no effect."""
    value = _object(body)
    turn, useful, reason = _identity(value), value.get("useful"), value.get("reason")
    if turn is None:
        raise problem("bad_id")
    if not isinstance(useful, bool) or not (reason is None or isinstance(reason, str)):
        raise problem("bad_rating", limit=MOST_REASON)
    if reason is not None and len(reason) > MOST_REASON:
        raise problem("bad_rating", limit=MOST_REASON)
    return Rating(turn, useful, encodable(clean(reason)) or None if reason else None)


def parse_asked(body: bytes) -> Asked:
    """Read the body (UTF-8 JSON); fields that the contract does not know have no effect."""
    value = _object(body)
    if ("message" in value) == ("choice" in value):
        raise problem("message_or_choice")
    return Asked(_message(value), _choice(value), _identity(value))


def _message(value: dict[str, Any]) -> str | None:
    message = value.get("message")
    if "message" in value and not isinstance(message, str):
        raise problem("not_text")
    return message


def _choice(value: dict[str, Any]) -> str | None:
    choice = value.get("choice")
    if "choice" in value and not isinstance(choice, str):
        raise problem("bad_choice")
    return choice


def _identity(value: dict[str, Any]) -> str | None:
    if "id" not in value:
        return None
    identity = value["id"]
    if not isinstance(identity, str) or not CLIENT_ID.fullmatch(identity):
        raise problem("bad_id")
    return identity


def read_question(asked: Asked, session: Session, keys: Keys, limit: int) -> Question:
    """Typed words, or the payload behind a button of this session; raises 400."""
    if asked.choice is not None:
        offer = from_choice(asked.choice, session, keys)
        if offer is None:
            raise problem("bad_choice")
        return Question(offer.payload, offer.title)
    text = plain_text(asked.message or "")
    if not text:
        raise problem("empty")
    if unfolded_length(text) > limit:
        raise problem("too_long", limit=limit)
    return Question(text, text)
