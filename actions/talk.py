"""What the conversation has come to so far, kept in slots: the last questions, whether they helped, what was rated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

KEPT = 5
"""Questions that are remembered; a slot must not grow with the conversation."""
LONGEST_QUESTION = 60
MOST_MEASURES = 3
TOO_MANY_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `question` is masked and short; `measures` are those that the answer rests on, at most three."""

    turn: str
    question: str
    notice: str | None = None
    measures: tuple[int, ...] = ()
    failed: bool = False
    """It was declined, asked back, not answered for a fault, or the answer was no use; a hand-over clears it."""


@dataclass(frozen=True, slots=True)
class Talk:
    asked: tuple[Asked, ...] = ()
    rated: str | None = None
    """The turn that was just said to be no use: the next message may be the reason."""

    @property
    def last_turn(self) -> str | None:
        return self.asked[-1].turn if self.asked else None

    @property
    def failures(self) -> int:
        """How many questions failed in a row, up to now."""
        count = 0
        for one in reversed(self.asked):
            if not one.failed:
                break
            count += 1
        return count

    def with_question(self, one: Asked) -> Talk:
        short = one.question if len(one.question) <= LONGEST_QUESTION else one.question[: LONGEST_QUESTION - 1] + "…"
        kept = replace(one, question=short, measures=one.measures[:MOST_MEASURES])
        return Talk((*self.asked, kept)[-KEPT:])

    def with_rating(self, turn: str, useful: bool) -> Talk:
        """The question of that turn counts as failed, or no longer."""
        return replace(
            self, asked=tuple(replace(one, failed=not useful) if one.turn == turn else one for one in self.asked)
        )

    def handed_over(self) -> Talk:
        """Failures up to now have been dealt with."""
        return replace(self, asked=tuple(replace(one, failed=False) for one in self.asked))


def talk_from_slots(slots: Mapping[str, Any]) -> Talk:
    """Slots as Rasa keeps them (JSON) → Talk; anything unexpected in them counts as nothing said."""
    rows, rated = slots.get("asked"), slots.get("rated")
    asked = [_asked(row) for row in rows] if isinstance(rows, list) else []
    return Talk(tuple(one for one in asked if one)[-KEPT:], rated if isinstance(rated, str) else None)


def slots_from_talk(talk: Talk) -> dict[str, Any]:
    """Talk → JSON values for the slots."""
    return {"asked": [{**asdict(one), "measures": list(one.measures)} for one in talk.asked], "rated": talk.rated}


def _asked(row: Any) -> Asked | None:
    if not isinstance(row, dict):
        return None
    turn, question, notice, measures = (row.get(name) for name in ("turn", "question", "notice", "measures"))
    if not isinstance(turn, str) or not isinstance(question, str) or not isinstance(measures, list):
        return None
    numbers = tuple(number for number in measures if isinstance(number, int))
    return Asked(turn, question, notice if isinstance(notice, str) else None, numbers, row.get("failed") is True)
