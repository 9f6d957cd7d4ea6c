"""What a message says of an earlier answer: 有用, 没用, a reason. Pure; the words are data/lexicon/feedback.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from actions.answer import Button
from actions.question import Reading
from actions.talk import Talk
from index.errors import DataError
from index.query import normalise_query

Words = tuple[str, ...]
USEFUL, USELESS = "有用", "没用"
SURE_OF_QUESTION = 0.6
"""Probability of an asking intent from which a message without any telling word is a question, and no reason."""
NOT_REASONS = frozenset({"ask_human", "greet", "thanks", "goodbye", "bot_challenge"})
# feedback:<turn>:1 is 有用, feedback:<turn>:0 is 没用; reason:<turn>:2 is the second reason
_CHOICE = re.compile(r"(?P<what>feedback|reason):(?P<turn>[0-9a-f]{8,64}):(?P<number>[0-9])")
_MARKS = re.compile(r"[\s,，.。!！~～、;；:：…]+")
_FIRST_CLAUSE = re.compile(r"([^,，.。!！;；:：\s]+)[,，.。!！;；:：\s]+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of feedback and hand-over; see the file for what each list is for."""

    useful: Words = ()
    useless: Words = ()
    human: Words = ()
    reasons: Words = ()
    particles: Words = ()
    reason_words: Words = ()
    question_words: Words = ()
    complaint: Words = ()

    def bare(self, text: str) -> str:
        """`text` without punctuation and closing particles."""
        left = _MARKS.sub("", normalise_query(text))
        while particle := next((p for p in self.particles if left.endswith(p) and len(left) > len(p) + 1), None):
            left = left.removesuffix(particle)
        return left

    def says(self, words: Words, text: str) -> bool:
        """Whether one of the words, give or take a particle, is all that the text says."""
        return self.bare(text) in {self.bare(word) for word in words}

    def complains(self, text: str) -> bool:
        return any(word in text for word in self.complaint)


NO_PHRASES = Phrases()


@dataclass(frozen=True, slots=True)
class Rating:
    """What is said of the turn. `useful` None: only a reason. `question`: the message asks something besides."""

    turn: str
    useful: bool | None = None
    reason: str | None = None
    question: str | None = None


def load_phrases(path: Path) -> Phrases:
    """Read the file; raises DataError naming list and value."""
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({error}): restore it under data/lexicon") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path.name} is no valid YAML: {error}") from error
    wanted = {field.name for field in fields(Phrases)}
    if not isinstance(table, dict) or set(table) != wanted:
        raise DataError(f"{path.name}: exactly these lists must stand there: {', '.join(sorted(wanted))}")
    for name, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise DataError(f"{path.name}: `{name}` must be a list of words, found {words!r}")
    return Phrases(**{name: tuple(words) for name, words in table.items()})


def read_rating(reading: Reading, choice: str, talk: Talk, phrases: Phrases) -> Rating | None:
    """What the message says of an earlier turn; None when it says nothing of the kind. `choice`: of a tapped button."""
    if choice:
        return _tapped(choice, phrases)
    last = talk.last_turn
    if last and phrases.says(phrases.useful, reading.text):
        return Rating(last, useful=True)
    if last and phrases.says(phrases.useless, reading.text):
        return Rating(last, useful=False)
    return _with_reason(reading, last, phrases) or _reason_after(reading, talk, phrases)


def _tapped(choice: str, phrases: Phrases) -> Rating | None:
    found = _CHOICE.fullmatch(choice)
    if found is None:
        return None
    number = int(found["number"])
    if found["what"] == "feedback":
        return Rating(found["turn"], useful=number == 1) if number in (0, 1) else None
    return Rating(found["turn"], reason=phrases.reasons[number - 1]) if 1 <= number <= len(phrases.reasons) else None


def _with_reason(reading: Reading, last: str | None, phrases: Phrases) -> Rating | None:
    """没用，找错条款了: both in one message; 没用，我问的是土地 asks besides."""
    found = _FIRST_CLAUSE.fullmatch(reading.text.strip())
    if not last or found is None or not phrases.says(phrases.useless, found[1]):
        return None
    if _asks(Reading(found[2], ""), phrases):
        return Rating(last, useful=False, question=found[2])
    return Rating(last, useful=False, reason=found[2])


def _reason_after(reading: Reading, talk: Talk, phrases: Phrases) -> Rating | None:
    """The message after 没用 is its reason, unless it asks something, or is small talk."""
    if not talk.rated or reading.intent in NOT_REASONS or not reading.text.strip(" ?？。,，!！"):
        return None
    return None if _asks(reading, phrases) else Rating(talk.rated, reason=reading.text.strip())


def _asks(reading: Reading, phrases: Phrases) -> bool:
    text = reading.text
    if "?" in text or "？" in text:
        return True
    if any(word in text for word in phrases.reason_words):
        return any(word in text for word in ("我问的是", "想问", "请问"))
    asking = reading.intent.startswith("ask_") and reading.probability(reading.intent) >= SURE_OF_QUESTION
    return asking or any(word in text for word in phrases.question_words)


def rating_buttons(turn: str) -> tuple[Button, ...]:
    return Button(USEFUL, f"feedback:{turn}:1"), Button(USELESS, f"feedback:{turn}:0")


def reason_buttons(turn: str, phrases: Phrases) -> tuple[Button, ...]:
    return tuple(Button(reason, f"reason:{turn}:{number}") for number, reason in enumerate(phrases.reasons, 1))
