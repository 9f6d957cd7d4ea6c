"""The chat's REST channel: cleans text, accepts no commands, answers within a deadline, and is never silent."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from prometheus_client import CONTENT_TYPE_LATEST
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.domain import SessionConfig
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from bot.ahead import embed_ahead
from bot.conversation import pseudonym
from bot.database import AlreadyStored, NotStored
from bot.event_types import remember_event_types
from bot.faults import Faults, fault_message, load_faults
from bot.forgetting import forget, purge_hourly
from bot.hosts import REFUSED, may_call
from bot.kept_alive import close_connections
from bot.logs import say
from bot.metrics import METRICS
from bot.remote_action import describe, install
from bot.request import MAX_BODY_BYTES, BadRequest, Declined, Turn, read_body, read_sender, read_turn
from bot.request_id import HEADER, take
from bot.runner import install as plan_once
from bot.settings import BotSettings, load_bot_settings
from bot.tracker_store import RecentTrackerStore, without_fallback

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]
BotMessages = list[dict[str, Any]]


def readable_json(value: Any) -> str:
    """JSON with Chinese as it is; what has no UTF-8 form becomes a question mark instead of an error."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def has_text(messages: BotMessages) -> bool:
    """Whether there is anything to read in a reply."""
    return any(str(message.get("text") or "").strip() for message in messages)


def _respond(value: Any, status: int = 200) -> HTTPResponse:
    return json_response(value, status, dumps=readable_json)


class GuardedRestInput(InputChannel):
    """POST /webhooks/rest/webhook {"sender", "message"} → bot messages, with readable text whatever happens.

    With an "id" besides, the message is one turn however often it is sent: what was answered is told again.

    POST /webhooks/rest/forget {"sender"} → {"deleted"}: the conversation is gone, or the status is 500.
    GET /webhooks/rest/metrics → figures for a collector on this machine.
    """

    def __init__(self, settings: BotSettings, faults: Faults) -> None:
        self._settings = settings
        self._faults = faults
        # Rasa's own lock polls once a second; senders that nobody waits for vanish from here.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._purging: asyncio.Task[None] | None = None

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> GuardedRestInput:
        """Read settings and sentences, and put our parts into Rasa; raises BotError on a bad one."""
        settings = load_bot_settings()
        faults = load_faults(settings.max_characters)
        install(settings.action_deadline_s, faults.action)
        remember_event_types()
        without_fallback()
        plan_once()
        return cls(settings, faults)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        routes = Blueprint("guarded_rest", __name__)

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return _respond({"status": "ok"})

        @routes.route("/metrics", methods=["GET"])
        async def metrics(request: Request) -> HTTPResponse:
            return raw(METRICS.text(), content_type=CONTENT_TYPE_LATEST)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            take(request.headers.get(HEADER, ""))
            try:
                body = read_body(request.headers.get("content-type", ""), request.body)
                return _respond(await self.reply(body, on_new_message, _store_of(request.app)))
            except BadRequest as error:
                return _respond({"error": {"code": error.code, "message": str(error)}}, error.status)

        @routes.route("/forget", methods=["POST"])
        async def forget_sender(request: Request) -> HTTPResponse:
            take(request.headers.get(HEADER, ""))
            try:
                sender = read_sender(read_body(request.headers.get("content-type", ""), request.body))
            except BadRequest as error:
                return _respond({"error": {"code": error.code, "message": str(error)}}, error.status)
            return await self._forget(request.app, sender)

        @routes.listener("before_server_start")
        async def bound(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES  # Sanic's own is 100 MB, read before we are asked
            app.register_middleware(self._admit, "request")  # of the whole app, Rasa's own routes too

        @routes.listener("after_server_start")
        async def warm(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            set_session(app, self._settings.session_minutes)
            await warm_up(app)
            if agent := getattr(app.ctx, "agent", None):
                self._purging = loop.create_task(purge_hourly(agent.tracker_store, self._settings.keep_days))

        @routes.listener("after_server_stop")
        async def close(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            if self._purging:
                self._purging.cancel()
            await close_connections()

        return routes

    async def _admit(self, request: Request) -> HTTPResponse | None:
        """Refuse what calls us by a name that is not this machine's."""
        if may_call(request.headers.getall("host", []), self._settings.hosts):
            return None
        say(logger, "host_refused", logging.WARNING)
        return _respond({"error": {"code": "wrong_host", "message": REFUSED}}, 421)

    async def reply(
        self, body: Mapping[str, Any], on_new_message: Handler, store: RecentTrackerStore | None = None
    ) -> BotMessages:
        """Bot messages for one request: at least one, with text. Raises BadRequest."""
        try:
            turn = read_turn(body, self._settings.max_characters, self._faults)
        except Declined as declined:
            METRICS.turn("declined", 0.0)
            return self._fault(declined.sender, str(declined))
        started = time.monotonic()
        try:
            run = self._run(turn, on_new_message, store)
            messages = await asyncio.wait_for(run, self._settings.turn_deadline_s)
        except asyncio.TimeoutError:
            return self._failed(turn, started, "too_slow", "no reply in time", self._faults.too_slow)
        except NotStored as error:
            return self._failed(turn, started, "not_stored", str(error), self._faults.not_saved)
        except Exception as error:  # the one place where a turn may end: whatever it was, the person gets an answer
            return self._failed(turn, started, "failed", describe(error), self._faults.failed)
        if not has_text(messages):
            return self._failed(turn, started, "silent", "nothing to read in the reply", self._faults.failed)
        took = time.monotonic() - started
        METRICS.turn("answered", took)
        say(logger, "turn", session=pseudonym(turn.sender), ms=round(took * 1e3))
        return messages

    async def _run(self, turn: Turn, on_new_message: Handler, store: RecentTrackerStore | None) -> BotMessages:
        """Hand one message to Rasa once the sender's earlier ones are through, unless it was answered before."""
        earlier = self._turns.setdefault(turn.sender, asyncio.Lock())
        async with earlier:
            if told := await _told_before(turn, store):
                return told
            collector = CollectingOutputChannel()
            message = UserMessage(
                turn.text, collector, turn.sender, input_channel=self.name(), message_id=turn.message_id
            )
            if not turn.text.startswith("/"):  # a button's payload has nothing to understand
                await embed_ahead(turn.text)
            try:
                await on_new_message(message)
            except AlreadyStored:  # by another process, while this one was at it
                return await _told_before(turn, store)
            return collector.messages

    async def _forget(self, app: Sanic, sender: str) -> HTTPResponse:
        """Delete a conversation once its turns under way are through."""
        try:
            agent = app.ctx.agent
            async with self._turns.setdefault(sender, asyncio.Lock()), agent.lock_store.lock(sender):
                deleted = await agent.tracker_store.in_thread(forget, agent.tracker_store, sender)
                await agent.lock_store.forget(sender)
                return _respond({"deleted": deleted})
        except Exception as error:  # told as it is: the conversation may still be there
            METRICS.forget_failed()
            say(logger, "forget_failed", logging.ERROR, session=pseudonym(sender), reason=describe(error))
            return _respond({"error": {"code": "not_deleted", "message": "会话没有删成，请稍后再试。"}}, 500)

    def _failed(self, turn: Turn, started: float, outcome: str, reason: str, sentence: str) -> BotMessages:
        took = time.monotonic() - started
        METRICS.turn(outcome, took)
        session = pseudonym(turn.sender)
        say(logger, "turn_failed", logging.ERROR, session=session, reason=reason, ms=round(took * 1e3))
        return self._fault(turn.sender, sentence)

    @staticmethod
    def _fault(sender: str, sentence: str) -> BotMessages:
        return [{"recipient_id": sender, **fault_message(sentence)}]


def _store_of(app: Sanic) -> RecentTrackerStore | None:
    store = getattr(getattr(app.ctx, "agent", None), "tracker_store", None)
    return store if isinstance(store, RecentTrackerStore) else None


async def _told_before(turn: Turn, store: RecentTrackerStore | None) -> BotMessages:
    """The stored reply to this very message, as it was sent; empty where there is none. Raises NotStored."""
    if turn.message_id is None or store is None:
        return []
    collector = CollectingOutputChannel()
    for message in await store.told(turn.sender, turn.message_id):
        await collector.send_response(turn.sender, message)
    return collector.messages


def set_session(app: Sanic, minutes: float) -> None:
    """Sessions end after so many minutes, whatever the model was trained with, and no slot outlives them."""
    agent = getattr(app.ctx, "agent", None)
    if agent is not None and agent.is_ready():
        agent.processor.domain.session_config = SessionConfig(minutes, carry_over_slots=False)


async def warm_up(app: Sanic) -> None:
    """Understand one sentence, so that the first person need not wait; a bot without a model says so in the log."""
    agent = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        logger.error("there is no trained model to answer with: train one, then start again")
        return
    await agent.parse_message("你好")
