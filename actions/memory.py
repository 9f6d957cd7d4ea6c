"""What a conversation remembers, between Rasa's slots (JSON) and `Memory`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.answer import Kind
from actions.eligibility.slots import interview_from, slots_of
from actions.question import MeasureRef, Memory

KINDS = frozenset(kind.value for kind in Kind)


def memory_from_slots(slots: dict[str, Any]) -> Memory:
    """Slots as Rasa keeps them (JSON) → Memory; anything unexpected in them counts as nothing remembered."""
    kind = slots.get("last_kind")
    offered = slots.get("offered")
    return Memory(
        measures=tuple(_refs(slots.get("last_measures"), slots.get("last_notice"))),
        kind=Kind(kind) if isinstance(kind, str) and kind in KINDS else None,
        offered=dict(offered) if isinstance(offered, dict) else {},
        told_validity=slots.get("told_validity") is True,
        listed=tuple(_refs(slots.get("last_listed"), slots.get("last_notice"))),
        spoken=tuple(_refs(slots.get("last_spoken"), slots.get("last_notice"))),
        asked_back=slots.get("asked_back") is True,
        interview=interview_from(slots),
    )


def _refs(numbers: Any, notice_key: Any) -> Sequence[MeasureRef]:
    if not isinstance(numbers, list) or not isinstance(notice_key, str):
        return ()
    return [MeasureRef(notice_key, number) for number in numbers if isinstance(number, int)]


def slots_from_memory(memory: Memory) -> dict[str, Any]:
    """Memory → JSON values for the slots. Measures of one turn belong to one notice."""
    return {
        "last_measures": [ref.number for ref in memory.measures],
        "last_notice": memory.measures[0].notice_key if memory.measures else None,
        "last_kind": memory.kind.value if memory.kind else None,
        "offered": memory.offered,
        "told_validity": memory.told_validity,
        "last_listed": [ref.number for ref in memory.listed],
        "last_spoken": [ref.number for ref in memory.spoken],
        "asked_back": memory.asked_back,
        **slots_of(memory.interview),
    }
