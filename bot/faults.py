"""Fixed sentences for turns that cannot be answered: text and an error card, from bot/faults.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import rasa.shared.utils.io

from bot.errors import FaultFileError

FAULTS_FILE = Path(__file__).with_name("faults.yml")


@dataclass(frozen=True, slots=True)
class Faults:
    """One readable sentence for each way in which a turn can fail."""

    no_sender: str
    not_text: str
    empty: str
    too_long: str
    too_slow: str
    failed: str
    not_saved: str
    action: str


def error_card() -> dict[str, Any]:
    """The card of a turn that failed, as in the public contract; a new object each time."""
    return {"status": "error", "kind": None, "notice": None, "measures": [], "parts": [], "eligibility": []}


def fault_message(sentence: str) -> dict[str, Any]:
    """A bot message in Rasa's form: the sentence and its card."""
    return {"text": sentence, "custom": error_card()}


def parse_faults(rows: Mapping[str, Any], limit: int) -> Faults:
    """Check the rows and fill in the limit; raises FaultFileError naming what is missing, unknown or blank."""
    wanted = {field.name for field in fields(Faults)}
    if set(rows) != wanted:
        raise FaultFileError(f"fixed sentences differ by {sorted(set(rows) ^ wanted)}: mend {FAULTS_FILE.name}")
    blank = sorted(name for name, text in rows.items() if not isinstance(text, str) or not text.strip())
    if blank:
        raise FaultFileError(f"fixed sentences {blank} are no text: mend {FAULTS_FILE.name}")
    return Faults(**{name: text.replace("{limit}", str(limit)) for name, text in rows.items()})


def load_faults(limit: int) -> Faults:
    """Read bot/faults.yml; `limit` is the longest message in characters."""
    return parse_faults(rasa.shared.utils.io.read_config_file(FAULTS_FILE), limit)
