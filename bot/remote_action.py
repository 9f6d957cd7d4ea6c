"""Calls of the action server, guarded: never silent, never slower than a deadline, never growing with the talk."""

from __future__ import annotations

import asyncio
import logging
import traceback
from itertools import islice
from pathlib import Path
from typing import Any

import rasa
import rasa.core.actions.action as rasa_action
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from bot.conversation import begin
from bot.faults import fault_message
from bot.handed_on import KEY, handed_on
from bot.kept_alive import KeptAliveEndpoint
from bot.metrics import METRICS

logger = logging.getLogger(__name__)
SLOT_KEYS = {"event", "timestamp", "name", "value"}
EVENTS_SENT = 3
"""The last messages and starts of a session, without their words: they tell whether this message begins a new session."""


def describe(error: BaseException) -> str:
    """Kind and place of an error, for the log: its message is left out, since it may repeat what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place


def _compiled_validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def is_plain(result: Any) -> bool:
    """Whether a reply is surely valid: slots that are set, and messages. The schema tries all twenty kinds of events on
    each slot, a tenth of Rasa's time; what is not plain is left to it."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(event, dict) and event.keys() == SLOT_KEYS and _sets_slot(event) for event in events)
        and all(isinstance(response, dict) for response in responses)
    )


def _sets_slot(event: dict[str, Any]) -> bool:
    return event["event"] == "slot" and isinstance(event["name"], str) and event["timestamp"] is None


def _recent_events(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Kind and time of the last events that the action reads; looked for from the end, so a long talk costs no more."""
    told = (event for event in reversed(tracker.events) if isinstance(event, (UserUttered, SessionStarted)))
    recent = [{"event": event.type_name, "timestamp": event.timestamp} for event in islice(told, EVENTS_SENT)]
    return recent[::-1]


def _with_vector(message: dict[str, Any]) -> dict[str, Any]:
    """The message with the vector of its text, where this turn has computed it: the look-up need not embed it again."""
    vector = handed_on(str(message.get("text") or ""))
    return {**message, KEY: vector} if vector else message


class GuardedRemoteAction(RemoteAction):
    """Rasa's call of a custom action with a deadline, a fixed sentence on any fault, and a small request."""

    deadline_s: float = 4.0
    sentence: str = ""
    validator: Validator = _compiled_validator()
    """Compiled once: stock Rasa checks the constant schema again at every reply, more than half of its CPU time."""

    def __init__(self, name: str, action_endpoint: EndpointConfig | None) -> None:
        super().__init__(name, KeptAliveEndpoint.of(action_endpoint) if action_endpoint else None)

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        """What travels: slots, the last message and three events, but no history, which would grow with every turn."""
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = _recent_events(tracker)
        state["latest_message"] = _with_vector(state["latest_message"])
        call = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
            "domain": {},  # without the key rasa-sdk 3.21 asks for the domain by a status that Rasa 3.6 takes for a fault
        }
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
            call["domain"] = domain.as_dict()
        return call

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """True where valid; else the original check, which raises with its explanation."""
        return is_plain(result) or self.validator.is_valid(result) or super()._validate_action_result(result)

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """The action's events, or one bot message with a fixed sentence and an error card."""
        begin(tracker.sender_id)
        call = super().run(output_channel, nlg, tracker, domain)
        try:
            return await asyncio.wait_for(call, self.deadline_s)
        except asyncio.TimeoutError:
            METRICS.call_failed("too_slow")
            logger.error("action %s gave no reply within %g s", self.name(), self.deadline_s)
        except Exception as error:  # whatever went wrong there, the person gets an answer
            METRICS.call_failed("failed")
            logger.error("action %s failed: %s", self.name(), describe(error))
        return [create_bot_utterance(fault_message(self.sentence))]


def install(deadline_s: float, sentence: str) -> None:
    """From now on Rasa makes guarded calls: it looks the class up by this name at every action."""
    GuardedRemoteAction.deadline_s = deadline_s
    GuardedRemoteAction.sentence = sentence
    rasa_action.RemoteAction = GuardedRemoteAction
