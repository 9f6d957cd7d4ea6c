"""Asks a running bot through Rasa's REST channel, as `make ask` and the probe do."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable
from typing import Any

from deploy.errors import DeployError
from deploy.settings import Layout

BotMessages = list[dict[str, Any]]
RATING = "feedback:"
"""In the payload of 有用 and 没用, which every answer bears; at a terminal they are typed, with the same sender."""

# A proxy of the environment must not be asked for loopback addresses.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fetch_json(url: str, body: object = None, timeout: float = 15.0) -> Any:
    """GET, or POST where there is a body. Raises OSError or ValueError when no JSON comes back."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with _direct.open(request, timeout=timeout) as reply:
            return json.load(reply)
    except http.client.HTTPException as error:
        raise ConnectionError(f"{url} answered no HTTP: {error}") from error


def ask(rasa_url: str, text: str, sender: str | None = None, timeout: float = 15.0) -> BotMessages:
    """Bot messages for one question, in a conversation of its own unless a sender is given."""
    sender = sender or f"ask-{uuid.uuid4().hex}"
    messages: BotMessages = fetch_json(
        f"{rasa_url}/webhooks/rest/webhook", {"sender": sender, "message": text}, timeout
    )
    return messages


def card_of(messages: BotMessages) -> dict[str, Any]:
    """The turn's card; empty where there is none."""
    return next((message["custom"] for message in messages if isinstance(message.get("custom"), dict)), {})


def readable(messages: BotMessages) -> Iterable[str]:
    """Lines for a terminal: the text, the buttons, and one line that sums up the card."""
    for message in messages:
        if message.get("text"):
            yield str(message["text"])
    for message in messages:
        for button in message.get("buttons") or ():
            if RATING not in button["payload"]:
                yield f"  [{button['title']}]  {button['payload']}"
    card = card_of(messages)
    numbers = "、".join(f"第{measure['number']}条" for measure in card.get("measures") or ())
    parts = (card.get("status"), card.get("kind"), numbers, (card.get("notice") or {}).get("document_number"))
    yield "—— " + " · ".join(str(part) for part in parts if part)


def ask_and_print(layout: Layout, text: str, sender: str | None) -> None:
    """`make ask`; raises DeployError with one line when there is no question or nobody answers."""
    if not text.strip():
        raise DeployError('请给出问题，例如 make ask q="…"')
    try:
        messages = ask(layout.rasa_url, text, sender)
    except urllib.error.HTTPError as error:
        raise DeployError(f"机器人拒绝了这条消息（{error.code}）：{error.read().decode(errors='replace')}") from error
    except (OSError, ValueError) as error:
        raise DeployError(f"机器人没有在 {layout.rasa_url} 运行：请先在另一个终端执行 make run（{error}）") from error
    print("\n".join(readable(messages)))
