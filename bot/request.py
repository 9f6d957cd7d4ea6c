"""Reading one chat request: what is no request at all, who sends, and what may be handed on as text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.faults import Faults
from bot.text import clean, unfolded_length, without_command

MAX_SENDER_CHARACTERS = 128
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
MAX_BODY_BYTES = 8 * 1024 * 1024
RAW_FACTOR = 8
"""A raw text may be this much longer than a clean one; beyond, it is too long whatever cleaning would leave."""


class BadRequest(Exception):
    """A request that is not in the contract's form; `str(error)` is one sentence for its writer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Declined(Exception):
    """A request in the right form that cannot be answered; `str(error)` is the sentence to say to `sender`."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sender = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of one sender, fit for Rasa."""

    sender: str
    text: str
    message_id: str | None = None
    """The same whenever the same message is sent again; None where its writer gave it no id."""


def read_body(content_type: str, body: bytes) -> Mapping[str, Any]:
    """The JSON object of a request; raises BadRequest. A page of another site cannot send application/json."""
    if content_type.split(";")[0].strip().lower() != "application/json":
        raise BadRequest(415, "not_json", "请求的 Content-Type 必须是 application/json。")
    if len(body) > MAX_BODY_BYTES:
        raise BadRequest(413, "too_large", f"请求过大，最多 {MAX_BODY_BYTES} 字节。")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(400, "bad_json", "请求内容不是合法的 JSON。") from error
    if not isinstance(value, dict):
        raise BadRequest(400, "not_an_object", "请求内容必须是一个 JSON 对象，含 sender 和 message。")
    return value


def _sender(value: Any) -> str | None:
    """A sender fit to be a key of the conversation store, or None."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_SENDER_CHARACTERS:
        return None
    return value if value.isprintable() else None


def _text(value: Any, limit: int, faults: Faults) -> str:
    """The text to hand on, neither empty nor longer than `limit`; raises Declined."""
    if not isinstance(value, str):
        raise Declined(faults.not_text)
    if len(value) > limit * RAW_FACTOR:
        raise Declined(faults.too_long)
    text = without_command(clean(value))
    if not text:
        raise Declined(faults.empty)
    if unfolded_length(text) > limit:
        raise Declined(faults.too_long)
    return text


def read_sender(body: Mapping[str, Any]) -> str:
    """The sender alone; raises BadRequest."""
    sender = _sender(body.get("sender"))
    if sender is None:
        raise BadRequest(400, "bad_sender", "请求里没有可用的 sender。")
    return sender


def _message_id(sender: str, text: str, value: Any) -> str | None:
    """Unique over all senders (hex), from the client's own id; raises BadRequest.

    The text is part of it: an id that comes with other words is no repetition.
    """
    if value is None:
        return None
    if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
        raise BadRequest(400, "bad_id", "id 必须是1到64个字母、数字、“-”或“_”。")
    return hashlib.sha256(f"{sender}\0{value}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_turn(body: Mapping[str, Any], limit: int, faults: Faults) -> Turn:
    """Check sender, message and id; raises Declined with the sentence to say, or BadRequest. Other fields have no effect."""
    sender = _sender(body.get("sender"))
    if sender is None:
        raise Declined(faults.no_sender)
    try:
        text = _text(body.get("message"), limit, faults)
        return Turn(sender, text, _message_id(sender, text, body.get("id")))
    except Declined as declined:
        declined.sender = sender
        raise
