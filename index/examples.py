"""Examples of what people say, from Rasa's training data (data/nlu): questions for a notice, and other people's business."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from index.errors import DataError
from index.query import normalise_query

FOLDER = "nlu"
FOREIGN = "out_of_scope"
ASKING = "ask_"
NOT_OF_NOTICES = frozenset({"ask_human"})
"""An intent that asks, but not a notice."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Normalised texts, each once: questions that a notice may be asked, questions that are no notice's business, and
    the rest (greetings and the like), which only Rasa learns from."""

    asked: tuple[str, ...]
    foreign: tuple[str, ...]
    other: tuple[str, ...] = ()


def load_examples(data: Path) -> Examples:
    """Read data/nlu/*.yml; empty where there are none. Raises DataError naming the file."""
    intents = intents_of(data)
    asked = [text for intent, text in intents if intent.startswith(ASKING) and intent not in NOT_OF_NOTICES]
    foreign = [text for intent, text in intents if intent == FOREIGN]
    known = {*asked, *foreign}
    other = [text for _, text in intents if text not in known]
    return Examples(*(tuple(dict.fromkeys(texts)) for texts in (asked, foreign, other)))


def intents_of(data: Path) -> list[tuple[str, str]]:
    """(intent, normalised text) of every example in data/nlu. Raises DataError naming the file."""
    return [pair for path in sorted((data / FOLDER).glob("*.yml")) for pair in _intents(path)]


def _intents(path: Path) -> list[tuple[str, str]]:
    """(intent, normalised text) of every example in one file."""
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        pairs = [
            (block["intent"], line) for block in blocks if "intent" in block for line in block["examples"].splitlines()
        ]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path.name} is no Rasa training file ({error!r}): restore it under data/{FOLDER}") from error
    texts = [(str(intent), normalise_query(line.strip().removeprefix("- "))) for intent, line in pairs]
    return [(intent, text) for intent, text in texts if any(char.isalnum() for char in text)]
