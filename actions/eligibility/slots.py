"""The interview in Rasa's slots: JSON, one slot a field, so that what is remembered can be seen and survives a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.eligibility.interview import Interview, Phase
from actions.eligibility.profile import Fact, Knowledge, Profile
from index.interview_data import FieldName

COURSE = "interview"
SLOT_OF = {name: f"interview_{name.value}" for name in FieldName}
REQUESTED = "requested_slot"
"""Rasa's own slot for what a form is asking."""


def slots_of(interview: Interview | None) -> dict[str, Any]:
    """Values for all slots of the interview; None where there is nothing."""
    if interview is None:
        return {COURSE: None, REQUESTED: None, **dict.fromkeys(SLOT_OF.values())}
    course = {
        "notice": interview.notice_key,
        "phase": interview.phase.value,
        "narrowed": [name.value for name in interview.narrowed],
        "misses": interview.misses,
        "outside": interview.outside,
    }
    facts = {slot: _fact_json(interview.profile.of(name)) for name, slot in SLOT_OF.items()}
    return {COURSE: course, REQUESTED: SLOT_OF[interview.pending] if interview.pending else None, **facts}


def interview_from(slots: Mapping[str, Any]) -> Interview | None:
    """The interview that the slots hold; None where they hold none, or something that we did not write."""
    course = slots.get(COURSE)
    if not isinstance(course, dict):
        return None
    try:
        facts = {name.value: _fact(slots.get(slot)) for name, slot in SLOT_OF.items()}
        asked = {slot: name for name, slot in SLOT_OF.items()}
        return Interview(
            notice_key=str(course["notice"]),
            profile=Profile(**facts),
            phase=Phase(course["phase"]),
            pending=asked.get(str(slots.get(REQUESTED))),
            narrowed=tuple(FieldName(name) for name in course["narrowed"]),
            misses=int(course["misses"]),
            outside=int(course["outside"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _fact_json(fact: Fact) -> dict[str, Any] | None:
    if fact == Fact():
        return None
    return {
        "state": fact.state.value,
        "values": list(fact.values),
        "denied": list(fact.denied),
        "closed": fact.closed,
    }


def _fact(value: Any) -> Fact:
    """Raises KeyError, TypeError or ValueError for anything that `_fact_json` did not make."""
    if value is None:
        return Fact()
    values, denied = (tuple(str(one) for one in value[key]) for key in ("values", "denied"))
    return Fact(Knowledge(value["state"]), values, denied, value["closed"] is True)
