"""The probe: a real question from the reviewed data, asked through Rasa, that has to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import yaml

from deploy.chat import ask, card_of

FALLBACK = "第1条讲什么"
MOST = 5


def probe_questions(data: Path) -> list[str]:
    """The first example question of the first measures of the first notice, then one that fits any notice."""
    for file in sorted((data / "questions").glob("*.yml")):
        measures = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("measures") or {}
        firsts = [str(next(iter(kinds.values()))[0]) for kinds in measures.values() if kinds]
        return [*firsts[:MOST], FALLBACK]
    return [FALLBACK]


class Probe:
    """Asks one question after the other. `last` says what came of the latest one."""

    def __init__(self, rasa_url: str, data: Path) -> None:
        self._rasa_url = rasa_url
        self._questions: Iterator[str] = cycle(probe_questions(data))
        self._question = next(self._questions)
        self.last = "还没有连上"

    def answered(self, timeout: float = 10.0) -> bool:
        """Whether the question was answered; if there was a reply but no answer, the next question is up."""
        try:
            messages = ask(self._rasa_url, self._question, timeout=timeout)
        except (OSError, ValueError) as error:
            self.last = f"连不上 {self._rasa_url}（{error}）"
            return False
        status = card_of(messages).get("status")
        self.last = f"{self._question} → {status}"
        if status != "answered":
            self._question = next(self._questions)
        return status == "answered"
