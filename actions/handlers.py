"""The rasa-sdk edge: read the tracker, ask the service, utter, return slots. Nothing is decided here."""

from __future__ import annotations

import logging
import traceback
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, Finding, Status
from actions.card import card_of
from actions.eligibility.interview import Interview
from actions.question import Reading
from actions.service import Service, memory_from_slots, slots_from_memory
from actions.wording import FAULT_TEXT

log = logging.getLogger(__name__)
FORM = "eligibility_form"


class ActionAnswer(Action):
    """Every turn ends here, small talk included: one text, its buttons, one card."""

    service: ClassVar[Service | None] = None
    """Set once by the server before it listens; rasa-sdk makes its own instance of the class."""

    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        try:
            return self._answer(dispatcher, tracker)
        except Exception as error:  # the SDK's own handler would echo the conversation into the reply and the log
            frames = "".join(traceback.format_tb(error.__traceback__))  # without the error's text, which may quote it
            log.error("turn failed: %s\n%s", type(error).__name__, frames)
            dispatcher.utter_message(text=FAULT_TEXT, json_message=card_of(Answer(Status.ERROR, None, Finding.FAULT)))
            return []

    def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        if self.service is None:
            raise RuntimeError("the service was not set before the server began to listen")
        message = tracker.latest_message or {}
        reply = self.service.reply(
            _reading(message),
            memory_from_slots(dict(tracker.slots)),
            next(tracker.get_latest_entity_values("choice"), None),
        )
        dispatcher.utter_message(
            text=reply.text,
            buttons=[{"title": button.title, "payload": button.payload} for button in reply.buttons],
            json_message=reply.card,
        )
        remembered = slots_from_memory(reply.memory).items()
        changed = [SlotSet(name, value) for name, value in remembered if tracker.slots.get(name) != value]
        return [*changed, *_form_events(tracker, reply.memory.interview)]


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
    return Reading(str(message.get("text") or ""), str((message.get("intent") or {}).get("name") or ""), ranking)
