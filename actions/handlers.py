"""The rasa-sdk edge: read the tracker, ask the service, utter, return slots. Nothing is decided here."""

from __future__ import annotations

import logging
import re
import time
import traceback
import uuid
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, Finding, Status
from actions.card import card_of
from actions.eligibility.interview import Interview
from actions.logs import say
from actions.metrics import METRICS
from actions.outcomes.recorder import Recorder, Shown
from actions.question import Reading
from actions.service import Service
from actions.turns import Taken, Turn, Turns
from actions.wording import FAULT_TEXT
from index.given import read_given

log = logging.getLogger(__name__)
_MESSAGE_ID = re.compile(r"[0-9a-f]{8,64}")
FORM = "eligibility_form"


class ActionAnswer(Action):
    """Every turn ends here, small talk included: one text, its buttons, one card."""

    service: ClassVar[Service | None] = None
    """Set by the server before it listens and with each new index; rasa-sdk makes its own instance of the class."""
    recorder: ClassVar[Recorder | None] = None
    """Set once too; without one nothing is recorded."""

    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        try:
            return self._answer(dispatcher, tracker)
        except Exception as error:  # the SDK's own handler would echo the conversation into the reply and the log
            frames = "".join(traceback.format_tb(error.__traceback__))  # without the error's text, which may quote it
            METRICS.fault()
            METRICS.turn(Status.ERROR.value, 0.0)
            log.error("turn failed: %s\n%s", type(error).__name__, frames)
            dispatcher.utter_message(text=FAULT_TEXT, json_message=card_of(Answer(Status.ERROR, None, Finding.FAULT)))
            return []

    def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        service = self.service  # once: another index may take its place while this turn runs
        if service is None:
            raise RuntimeError("the service was not set before the server began to listen")
        started = time.perf_counter()
        turn = _turn(tracker)
        taken = Turns(service).take(turn)
        dispatcher.utter_message(
            text=taken.reply.text,
            buttons=[{"title": button.title, "payload": button.payload} for button in taken.reply.buttons],
            json_message=taken.reply.card,
        )
        took_s = time.perf_counter() - started
        card = taken.reply.card
        METRICS.turn(card["status"], took_s)
        say(log, "turn", turn=turn.id, status=card["status"], kind=card["kind"], ms=round(1000 * took_s))
        self._record(tracker.sender_id, turn, taken, round(1000 * took_s))
        changed = {name: value for name, value in taken.slots.items() if tracker.slots.get(name) != value}
        events = [SlotSet(name, value) for name, value in changed.items()]
        return [*events, *_form_events(tracker, taken.reply.memory.interview)]

    def _record(self, sender: str, turn: Turn, taken: Taken, latency_ms: int) -> None:
        if self.recorder:
            shown = Shown(turn.id, sender, taken.question, taken.reply, latency_ms, taken.handover)
            self.recorder.shown(shown, taken.rating)


def _turn(tracker: Tracker) -> Turn:
    message = tracker.latest_message or {}
    return Turn(
        id=_turn_id(message.get("message_id")),
        reading=_reading(message),
        slots=tracker.slots,
        choice=str(next(tracker.get_latest_entity_values("choice"), None) or ""),
        renewed=_is_renewed(tracker.events),
    )


def _turn_id(message_id: Any) -> str:
    """The message's own id, so that a message sent again is the same turn; a new one where it has none."""
    known = isinstance(message_id, str) and _MESSAGE_ID.fullmatch(message_id)
    return message_id if known else uuid.uuid4().hex


def _is_renewed(events: list[dict[str, Any]]) -> bool:
    """Whether the session began with this very message, after earlier ones (bot/remote_action.py sends those few events)."""
    kinds = [event.get("event") for event in events or []]
    return kinds[-2:] == ["session_started", "user"] and "user" in kinds[:-2]


class EligibilityForm(ActionAnswer):
    """The action of Rasa's form `eligibility_form`: the same service answers while the interview is asking.

    Rasa calls it instead of its own form action, since it bears the form's name: one call a turn, as for any other.
    """

    def name(self) -> str:
        return FORM


def _form_events(tracker: Tracker, interview: Interview | None) -> list[Any]:
    """Opens or closes the form where the interview has begun or ended; then it is the person's turn."""
    is_open = (tracker.active_loop or {}).get("name") == FORM
    asking = interview is not None and interview.is_asking
    return [] if asking == is_open else [ActiveLoop(FORM if asking else None), FollowupAction("action_listen")]


def _reading(message: dict[str, Any]) -> Reading:
    ranking = {entry["name"]: float(entry["confidence"]) for entry in message.get("intent_ranking", [])}
    intent = str((message.get("intent") or {}).get("name") or "")
    return Reading(str(message.get("text") or ""), intent, ranking, read_given(message.get("embedding")))
