"""The two servers behind the door, over HTTP on loopback: Rasa's channel and the action server's look-up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from web.asked import Rating
from web.errors import Unavailable
from web.reply import Reply, merge
from web.request_id import HEADER, current
from web.session import pseudonym
from web.settings import WebSettings
from web.simple import Source, wanted

KEPT_ALIVE_S = 3.0
"""Below Sanic's 5 s: a connection that the other side is just closing would cost a turn."""
MOST_CONNECTIONS = 32
CONVERSATION = "X-Yuce-Conversation"
"""Names the conversation, by its pseudonym, to whoever distributes requests: the same one goes to the same server."""
REVIEW_DEADLINE_S = 10.0
"""Of the desk's lists: the first of them groups everything that is kept."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of one server; proxies of the environment must not be asked for loopback addresses."""
    limits = httpx.Limits(
        max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS, keepalive_expiry=KEPT_ALIVE_S
    )
    # Each request has a deadline of its own, around all of it.
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=None, trust_env=False) as client:  # nosec B113
        yield client


async def _send(client: httpx.AsyncClient, request: httpx.Request, deadline_s: float) -> httpx.Response:
    """One request, sent once; raises Unavailable when it fails or takes longer than the deadline, in seconds."""
    if (identity := current()) is not None:
        request.headers[HEADER] = identity
    try:
        async with asyncio.timeout(deadline_s):
            return await client.send(request)
    except TimeoutError as error:
        raise Unavailable(f"no reply within {deadline_s:g} s") from error
    except httpx.HTTPError as error:
        raise Unavailable(f"no reply: {type(error).__name__}") from error


def _read_json(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise Unavailable(f"a reply that is no JSON (status {response.status_code})") from error


def _no_json(constant: str) -> None:
    """NaN and Infinity, which Python reads and no browser does."""
    raise ValueError(constant)


class Rasa:
    """Asks Rasa through its channel."""

    def __init__(self, client: httpx.AsyncClient, deadline_s: float) -> None:
        self._client = client
        self._deadline_s = deadline_s

    async def ask(self, sender: str, text: str, identity: str | None = None) -> Reply:
        """One turn of one conversation; raises Unavailable. With the same identity it is the same turn, also later."""
        body = {"sender": sender, "message": text, **({"id": identity} if identity else {})}
        headers = {CONVERSATION: pseudonym(sender)}
        request = self._client.build_request("POST", "/webhooks/rest/webhook", json=body, headers=headers)
        response = await _send(self._client, request, self._deadline_s)
        if response.status_code != 200:
            raise Unavailable(f"Rasa answered with status {response.status_code}")
        return merge(_read_json(response), sender)

    async def forget(self, sender: str) -> None:
        """Delete what was said in a conversation; raises Unavailable where that is not certain."""
        await _order(self._client, "/webhooks/rest/forget", {"sender": sender}, self._deadline_s)


class Record:
    """Asks the action server's record of turns."""

    def __init__(self, client: httpx.AsyncClient, deadline_s: float) -> None:
        self._client = client
        self._deadline_s = deadline_s

    async def rate(self, sender: str, rating: Rating) -> None:
        """Record a rating of a turn of this sender; raises Unavailable."""
        body = {"sender": sender, "turn": rating.turn, "useful": rating.useful, "reason": rating.reason}
        await _order(self._client, "/internal/feedback", body, self._deadline_s)

    async def forget(self, sender: str) -> None:
        """Delete what is recorded of a conversation; raises Unavailable where that is not certain."""
        await _order(self._client, "/internal/forget", {"sender": sender}, self._deadline_s)


async def _order(client: httpx.AsyncClient, path: str, body: Mapping[str, Any], deadline_s: float) -> None:
    """Something that has to be done for a sender; raises Unavailable unless the server says that it is."""
    headers = {CONVERSATION: pseudonym(str(body["sender"]))}
    response = await _send(client, client.build_request("POST", path, json=dict(body), headers=headers), deadline_s)
    if response.status_code != 200:
        raise Unavailable(f"{path} answered with status {response.status_code}")


@dataclass(frozen=True, slots=True)
class Relayed:
    """An answer of the look-up API to hand on: status 200, 400 or 404, and JSON bytes."""

    status: int
    body: bytes


class Lookup:
    """Asks the look-up API."""

    def __init__(self, client: httpx.AsyncClient, deadline_s: float) -> None:
        self._client = client
        self._deadline_s = deadline_s

    async def relay(self, path: str, query: bytes) -> Relayed:
        """A look-up as the client wrote it; raises Unavailable for anything but an answer or a refusal with reason."""
        url = httpx.URL(path=path, query=query)
        response = await _send(self._client, self._client.build_request("GET", url), self._deadline_s)
        if response.status_code not in (200, 400, 404) or not isinstance(_read_json(response), dict):
            raise Unavailable(f"the look-up answered with status {response.status_code}")
        return Relayed(response.status_code, response.content)

    async def sources(self, words: str, within_s: float | None = None) -> list[Source] | None:
        """What a degraded reply rests on, best first; None where the look-up cannot read the words. Raises Unavailable."""
        async with self._within(min(within_s or self._deadline_s, self._deadline_s)):
            found = await self._get("/api/search", {"q": words, "limit": 3})
            if found is None:
                return None
            hits = wanted(found)
            if not hits:
                return []
            notices, *measures = await asyncio.gather(self._get("/api/notices", {}), *map(self._measure, hits))
        return _joined(hits, measures, notices or {})

    @asynccontextmanager
    async def _within(self, seconds: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise Unavailable(f"no look-up within {seconds:g} s") from error

    async def _measure(self, hit: Mapping[str, Any]) -> dict[str, Any] | None:
        return await self._get(f"/api/measures/{int(hit['number'])}", {"notice": hit["document_number"] or ""})

    async def _get(self, path: str, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
        """The JSON object, or None where the request was refused with 400."""
        request = self._client.build_request("GET", path, params=dict(parameters))
        response = await _send(self._client, request, self._deadline_s)
        body = _read_json(response)
        if response.status_code == 400:
            return None
        if response.status_code != 200 or not isinstance(body, dict):
            raise Unavailable(f"the look-up answered with status {response.status_code}")
        return body


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An answer of the review to hand on: status 200, 400 or 404, its media type and its bytes."""

    status: int
    media_type: str
    body: bytes


class Review:
    """Asks the action server's review: unanswered questions, drafts, figures."""

    def __init__(self, client: httpx.AsyncClient, deadline_s: float) -> None:
        self._client = client
        self._deadline_s = deadline_s

    async def get(self, path: str, query: bytes) -> Reviewed:
        """Raises Unavailable for anything but an answer or a refusal with reason."""
        url = httpx.URL(path=f"/internal/review/{path}", query=query)
        return await self._reviewed(self._client.build_request("GET", url))

    async def post(self, path: str, body: Mapping[str, Any]) -> Reviewed:
        return await self._reviewed(self._client.build_request("POST", f"/internal/review/{path}", json=dict(body)))

    async def send(self, path: str, body: bytes, media_type: str, who: str) -> Reviewed:
        """A file, and who sends it."""
        headers = {"content-type": media_type, "x-yuce-who": quote(who)}
        url = f"/internal/review/{path}"
        return await self._reviewed(self._client.build_request("POST", url, content=body, headers=headers))

    async def _reviewed(self, request: httpx.Request) -> Reviewed:
        response = await _send(self._client, request, self._deadline_s)
        if response.status_code not in (200, 400, 404):
            raise Unavailable(f"the review answered with status {response.status_code}")
        media_type = response.headers.get("content-type", "application/json")
        return Reviewed(response.status_code, media_type, response.content)


def _joined(hits: list[dict[str, Any]], measures: list[dict[str, Any] | None], notices: dict[str, Any]) -> list[Source]:
    by_number = {notice.get("document_number"): notice for notice in notices.get("notices") or ()}
    return [
        Source(hit, measure, by_number[hit["document_number"]])
        for hit, measure in zip(hits, measures, strict=True)
        if measure is not None and hit["document_number"] in by_number
    ]


def dumped(value: Any) -> bytes:
    """JSON with Chinese as it is; what has no UTF-8 form becomes a question mark instead of an error."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@asynccontextmanager
async def servers(settings: WebSettings) -> AsyncIterator[tuple[Rasa, Lookup, Record, Review]]:
    """Both servers for as long as the door is open."""
    async with connected(settings.rasa_url) as rasa, connected(settings.actions_url) as actions:
        deadline_s = settings.lookup_deadline_s
        yield (
            Rasa(rasa, settings.rasa_deadline_s),
            Lookup(actions, deadline_s),
            Record(actions, deadline_s),
            Review(actions, REVIEW_DEADLINE_S),
        )
