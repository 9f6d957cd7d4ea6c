"""A turn's answer: Rasa's messages merged into one, and the JSON that the browser gets. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from web.choices import Offer, to_choice
from web.errors import Unavailable
from web.keys import Keys
from web.session import Session
from web.text import encodable

Card = dict[str, Any]
MOST_TEXT = 100_000
MOST_ON_BUTTON = 300
STATUSES = frozenset({"answered", "clarify", "not_in_notice", "out_of_scope", "social", "form", "error"})
ASKED_KINDS = {"funding", "contact", "eligibility", "content", "area", "date", "issuer", "list", "count"}
KINDS = frozenset({*ASKED_KINDS, "definition", "procedure", "social"})


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn: readable text, buttons, the card as in the public contract or None; `simple` in degraded mode."""

    text: str
    buttons: tuple[Offer, ...]
    card: Card | None
    simple: bool = False

    @property
    def status(self) -> str:
        """The card's status, or `other`: safe as a label."""
        return self._named("status", STATUSES)

    @property
    def kind(self) -> str:
        """The card's kind, `none`, or `other`: safe as a label."""
        return "none" if (self.card or {}).get("kind") is None else self._named("kind", KINDS)

    def _named(self, field: str, known: frozenset[str]) -> str:
        value = (self.card or {}).get(field)
        return value if isinstance(value, str) and value in known else "other"


def merge(messages: Any, sender: str) -> Reply:
    """Rasa's messages of one turn (JSON) → one reply; raises Unavailable where there is nothing to read."""
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise Unavailable("Rasa's reply is no list of messages")
    if any(message.get("recipient_id", sender) != sender for message in messages):
        raise Unavailable("Rasa's reply is for another conversation")
    texts = [message["text"] for message in messages if _readable(message.get("text"), MOST_TEXT)]
    if not texts:
        raise Unavailable("nothing to read in Rasa's reply")
    cards = [message["custom"] for message in messages if isinstance(message.get("custom"), dict)]
    return Reply(encodable("\n".join(texts)), tuple(_offers(messages)), cards[0] if cards else None)


def _offers(messages: list[dict[str, Any]]) -> Iterator[Offer]:
    for message in messages:
        buttons = message.get("buttons")
        for button in buttons if isinstance(buttons, list) else ():
            title, payload = (button.get(name) if isinstance(button, dict) else None for name in ("title", "payload"))
            if _readable(title, MOST_ON_BUTTON) and _readable(payload, MOST_ON_BUTTON):
                yield Offer(encodable(str(payload)), encodable(str(title)))


def _readable(text: Any, most: int) -> bool:
    """Whether this is text of at most so many characters in which there is something to read."""
    return isinstance(text, str) and bool(text.strip()) and len(text) <= most


def chat_body(reply: Reply, session: Session, keys: Keys) -> dict[str, Any]:
    """The contract's JSON; buttons carry ids of this session, not payloads."""
    buttons = [{"title": offer.title, "choice": to_choice(offer, session, keys)} for offer in reply.buttons]
    message = {"text": reply.text, "buttons": buttons, "card": reply.card}
    return {"messages": [message], "mode": "simple" if reply.simple else "full"}
