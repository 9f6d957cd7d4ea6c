"""Remembered event classes are the ones that Rasa finds itself."""

from __future__ import annotations

from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered, deserialise_events
from rasa.shared.utils.common import all_subclasses

from bot.event_types import remember_event_types


def test_every_kind_of_event_resolves_to_its_own_class() -> None:
    remember_event_types()
    remember_event_types()  # a second time changes nothing
    kinds = {kind.type_name for kind in all_subclasses(Event) if isinstance(getattr(kind, "type_name", None), str)}
    rasas = Event.resolve_by_type.__wrapped__  # of two classes for a kind (rasa.core.test has its own), it takes one
    assert {name: Event.resolve_by_type(name) for name in kinds} == {name: rasas(name) for name in kinds}
    assert {Event.resolve_by_type(name).type_name for name in kinds} == kinds
    assert {"user", "bot", "action", "slot"} <= set(kinds)


def test_stored_events_are_read_back_as_they_were() -> None:
    remember_event_types()
    events = [ActionExecuted("action_answer"), SlotSet("last_kind", "funding"), UserUttered("你好", {"name": "greet"})]
    assert deserialise_events([event.as_dict() for event in events]) == events
