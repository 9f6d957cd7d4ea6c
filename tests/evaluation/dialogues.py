"""How whole dialogues went: every turn judged by its row, and a dialogue right only when every turn is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from index.evaluate import Dialogue, share_line
from tests.evaluation.score import Answered, Verdict, judge, times_ms

RIGHT = {"dialogues": "dialogues right in every turn", "turns": "turns right"}
"""Counts that the record holds up, and how they are printed."""

Ask = Callable[[str], Answered]
"""One turn of a conversation: what is said in, the reply out."""


@dataclass(frozen=True, slots=True)
class Held:
    """A dialogue that was held, with a verdict for each turn."""

    dialogue: Dialogue
    turns: tuple[Verdict, ...]

    @property
    def right(self) -> bool:
        return all(turn.right for turn in self.turns)


def hold(dialogue: Dialogue, ask: Ask) -> Held:
    """Say every turn in order, also after one has gone wrong: people go on too."""
    return Held(dialogue, tuple(judge(turn, ask(turn.text)) for turn in dialogue.turns))


def all_turns(held: Sequence[Held]) -> list[Verdict]:
    return [turn for one in held for turn in one.turns]


def figures_of(held: Sequence[Held]) -> dict[str, Any]:
    """Counts and times, JSON-ready; shares are taken when printed."""
    turns = all_turns(held)
    statuses = Counter(turn.answered.status for turn in turns)
    tags: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in held:
        for tag in one.dialogue.tags:
            tags[tag][0] += one.right
            tags[tag][1] += 1
    return {
        "dialogues": [sum(one.right for one in held), len(held)],
        "turns": [sum(turn.right for turn in turns), len(turns)],
        "asked_back": [statuses["clarify"], len(turns)],
        "tags": {name: tags[name] for name in sorted(tags)},
        "statuses": dict(sorted(statuses.items())),
        **times_ms(turns),
    }


def share_lines(figures: dict[str, Any]) -> dict[str, str]:
    """Each share in a line, with its 95 % interval."""
    titles = {**RIGHT, "asked_back": "turns asked back"}
    return {key: share_line(title, *figures[key]) for key, title in titles.items()}
