"""Calls of the action server over real HTTP: whatever it does, the person gets an answer in time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
import rasa.core.actions.action as rasa_action
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.embedding import embed, identity
from bot.faults import error_card
from bot.handed_on import remember
from bot.kept_alive import close_connections
from bot.remote_action import GuardedRemoteAction, install, is_plain
from bot.request_id import take
from bot.text import folded
from tests.bot.servers import FakeActions, fake_actions, free_port

DOMAIN = Domain.load("bot/domain")
DEADLINE_S = 0.8
SENTENCE = "查询服务暂时不可用。"
QUESTION = "秘密的问题"


@pytest.fixture
def guarded() -> Iterator[None]:
    stock = rasa_action.RemoteAction
    install(DEADLINE_S, SENTENCE)
    yield
    rasa_action.RemoteAction = stock


@pytest.fixture
def actions(guarded: None) -> Iterator[tuple[FakeActions, str]]:
    with fake_actions() as running:
        yield running


def conversation(turns: int) -> DialogueStateTracker:
    """A talk of some turns, its last message still to be answered."""
    events: list[Event] = []
    for _ in range(turns):
        events += [ActionExecuted("action_listen"), UserUttered("那找谁", {"name": "ask_contact", "confidence": 0.9})]
        events += [ActionExecuted("action_answer"), SlotSet("last_measures", [17]), BotUttered("第17条")]
    events += [ActionExecuted("action_listen"), UserUttered(QUESTION, {"name": "ask_funding", "confidence": 0.8})]
    return DialogueStateTracker.from_events("a", events, slots=DOMAIN.slots)


async def call(address: str, turns: int = 1) -> list[Event]:
    """What Rasa gets when it runs the action that answers."""
    endpoint = EndpointConfig(address, enable_selective_domain=True)
    action = rasa_action.action_for_name_or_text("action_answer", DOMAIN, endpoint)
    nlg = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
    return await action.run(CollectingOutputChannel(), nlg, conversation(turns), DOMAIN)


def run(address: str, turns: int = 1) -> list[Event]:
    """The same, in a loop of its own that leaves no connection open."""

    async def call_and_close() -> list[Event]:
        try:
            return await call(address, turns)
        finally:
            await close_connections()

    return asyncio.run(call_and_close())


def assert_fault(events: list[Event]) -> None:
    assert [event.text for event in events if isinstance(event, BotUttered)] == [SENTENCE]
    assert [event.data["custom"] for event in events if isinstance(event, BotUttered)] == [error_card()]
    assert len(events) == 1


def test_an_answer_arrives_with_its_text_card_and_slots(actions: tuple[FakeActions, str]) -> None:
    said, kept = run(actions[1])
    assert isinstance(said, BotUttered) and isinstance(kept, SlotSet)
    assert (said.text, said.data["custom"]) == ("第17条", {"status": "answered"})
    assert (kept.key, kept.value) == ("last_kind", "funding")


MOODS = ["error", "rejection", "malformed", "wrong shape", "nothing", "unknown event"]


@pytest.mark.parametrize("mood", MOODS)
def test_a_reply_that_cannot_be_used_becomes_one_honest_sentence(actions: tuple[FakeActions, str], mood: str) -> None:
    actions[0].mood = mood
    assert_fault(run(actions[1]))


def test_a_hanging_server_is_given_up_at_the_deadline(actions: tuple[FakeActions, str]) -> None:
    actions[0].mood = "hang"
    started = time.monotonic()
    assert_fault(run(actions[1]))
    assert DEADLINE_S <= time.monotonic() - started < DEADLINE_S + 1.5


def test_a_server_that_is_down_becomes_one_honest_sentence_at_once(guarded: None) -> None:
    started = time.monotonic()
    assert_fault(run(f"http://127.0.0.1:{free_port()}/webhook"))
    assert time.monotonic() - started < DEADLINE_S


def test_after_a_fault_the_next_call_is_answered(actions: tuple[FakeActions, str]) -> None:
    actions[0].mood = "error"
    assert_fault(run(actions[1]))
    actions[0].mood = "answer"
    assert len(run(actions[1])) == 2


@pytest.mark.parametrize("mood", ["error", "malformed", "wrong shape", "hang"])
def test_faults_are_logged_without_what_was_said(
    actions: tuple[FakeActions, str], caplog: pytest.LogCaptureFixture, mood: str
) -> None:
    actions[0].mood = mood
    with caplog.at_level(logging.INFO):
        run(actions[1])
    assert "action_answer" in caplog.text
    assert QUESTION not in caplog.text


def test_calls_share_a_connection_and_a_restarted_server_is_reached_again(guarded: None) -> None:
    async def three_calls() -> tuple[FakeActions, FakeActions]:
        with fake_actions() as (before, address):
            for _ in range(2):
                take("")  # each turn has an id of its own, which travels with the call
                await call(address)
        with fake_actions(port=urlsplit(address).port or 0) as (after, address):
            await call(address)
        await close_connections()
        return before, after

    before, after = asyncio.run(three_calls())
    assert (len(before.requests), len(before.connections)) == (2, 1)
    assert (len(after.requests), len(after.connections)) == (1, 1)


def test_the_request_carries_what_the_action_needs(actions: tuple[FakeActions, str]) -> None:
    run(actions[1])
    call = json.loads(actions[0].requests[0])
    assert (call["next_action"], call["sender_id"]) == ("action_answer", "a")
    assert call["tracker"]["latest_message"]["text"] == QUESTION
    assert call["tracker"]["latest_message"]["intent"]["name"] == "ask_funding"
    assert call["tracker"]["slots"]["last_measures"] == [17]
    assert [event["event"] for event in call["tracker"]["events"]] == ["user", "user"]
    assert all(set(event) == {"event", "timestamp"} for event in call["tracker"]["events"])
    assert call["domain"] == {}  # selective domain: the key must be there, the domain need not


def test_the_start_of_a_session_travels_with_its_message(actions: tuple[FakeActions, str]) -> None:
    """Two messages and the start between them: the action can tell that an older conversation was ended."""
    tracker = conversation(1)
    tracker.update_with_events([SessionStarted(), UserUttered(QUESTION)], DOMAIN)
    sent = GuardedRemoteAction("action_answer", None)._action_call_format(tracker, DOMAIN)["tracker"]["events"]
    assert [event["event"] for event in sent] == ["user", "session_started", "user"]


def test_the_request_does_not_grow_with_the_conversation(actions: tuple[FakeActions, str]) -> None:
    for turns in (2, 100):
        run(actions[1], turns)
    early, late = actions[0].requests
    assert len(late) <= len(early) + 40  # timestamps differ in length


@given(
    events=st.lists(
        st.dictionaries(
            st.sampled_from(["event", "timestamp", "name", "value", "other"]),
            st.sampled_from(["slot", "bot", "x", None, 1, 2.5, [], {}, True]),
        )
        | st.just({"event": "slot", "timestamp": None, "name": "a", "value": [1]})
        | st.just(None)
    ),
    responses=st.lists(st.sampled_from([{}, {"text": "a"}, 1, None])) | st.none(),
)
def test_what_is_plainly_valid_is_valid_by_the_schema_too(events: list[Any], responses: list[Any] | None) -> None:
    result = {"events": events, "responses": responses}
    assert not is_plain(result) or GuardedRemoteAction.validator.is_valid(result)


def test_the_replies_of_every_day_are_plainly_valid() -> None:
    assert is_plain({"events": [{"event": "slot", "timestamp": None, "name": "a", "value": {}}], "responses": [{}]})
    for event in ({"event": "active_loop"}, {"event": "slot", "name": "a"}, None):
        assert not is_plain({"events": [event], "responses": []})
    assert not is_plain(None) and not is_plain({"events": 1}) and not is_plain({"responses": [1]})


def test_the_vector_of_the_message_travels_with_it_and_with_no_other(guarded: None) -> None:
    """Each conversation has its own: turns that run side by side do not see each other's."""
    sent: dict[str, Any] = {}

    async def turn(text: str) -> None:
        vector = embed([folded(text)])[0]
        remember(folded(text), vector)
        await asyncio.sleep(0)
        action = GuardedRemoteAction("action_answer", None)
        for said in (QUESTION, "第１7条講什麼"):
            tracker = DialogueStateTracker.from_events("a", [UserUttered(said)], slots=DOMAIN.slots)
            sent[text, said] = action._action_call_format(tracker, DOMAIN)["tracker"]["latest_message"].get("embedding")

    async def turns() -> None:
        await asyncio.gather(turn(QUESTION), turn("第17条讲什么"))

    asyncio.run(turns())
    assert sent[QUESTION, "第１7条講什麼"] is None and sent["第17条讲什么", QUESTION] is None
    own = sent["第17条讲什么", "第１7条講什麼"]
    assert (own["text"], own["model"]) == ("第17条讲什么", identity())
    assert np.frombuffer(base64.b64decode(own["vector"]), "<f4").tolist() == embed(["第17条讲什么"])[0].tolist()


def test_a_vector_is_not_stored_with_the_conversation(guarded: None) -> None:
    tracker = conversation(1)
    remember(folded(QUESTION), embed([QUESTION])[0])
    call = GuardedRemoteAction("action_answer", None)._action_call_format(tracker, DOMAIN)
    assert "embedding" in call["tracker"]["latest_message"]
    assert "embedding" not in json.dumps([event.as_dict() for event in tracker.events])
    assert "embedding" not in tracker.latest_message.parse_data


def test_the_precompiled_validator_judges_as_the_original_does() -> None:
    action = GuardedRemoteAction("action_answer", None)
    for result in ({"events": [], "responses": []}, {"events": [{"event": "restart"}]}, {}):
        assert action._validate_action_result(result) is True
    for result in ({"events": [{"event": "slot"}]}, {"events": "x"}, {"responses": [1]}, None, []):
        with pytest.raises(Exception, match="Failed validating"):
            action._validate_action_result(result)


def test_a_call_tells_its_conversation_to_whoever_distributes_calls(actions: tuple[FakeActions, str]) -> None:
    """As the door does for its orders: all of one conversation reaches the same action server."""
    fake, address = actions
    run(address)
    assert fake.conversations == [hashlib.sha256(b"a").hexdigest()[:8]]
