"""One turn of a conversation around the answer: a rating is taken, failures are counted, a hand-over is made."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.answer import Answer, Button, Finding, Kind, Status
from actions.handover import COMPLAINT, NOT_HELPED, Summary, basis_of_summary, contact_lines, summary_lines, summary_of
from actions.masking import masked
from actions.memory import memory_from_slots, slots_from_memory
from actions.question import Memory, Reading
from actions.rating import Rating, rating_buttons, read_rating, reason_buttons
from actions.service import Reply, Service
from actions.talk import TOO_MANY_FAILURES, Asked, Talk, slots_from_talk, talk_from_slots
from actions.voice import Line, line
from actions.wording import RENEWED_TEXT

log = logging.getLogger(__name__)
FAILED = frozenset({Status.CLARIFY, Status.NOT_IN_NOTICE, Status.OUT_OF_SCOPE, Status.ERROR})
RATED = frozenset({Status.ANSWERED, Status.NOT_IN_NOTICE, Status.OUT_OF_SCOPE})
"""Turns that offer 有用 and 没用; where the bot asks, its own buttons stand alone."""
TO_A_PERSON = Button("转人工", "human::0")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as it arrives. `choice`: of a tapped button, else empty; `renewed`: first of a new conversation
    after an older one of the same sender."""

    id: str
    reading: Reading
    slots: Mapping[str, Any]
    choice: str = ""
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn shows and remembers, and what is recorded of it."""

    reply: Reply
    slots: dict[str, Any]
    question: str
    """The caller's words; the title of a tapped button. Not masked."""
    rating: Rating | None = None
    handover: str | None = None


class Turns:
    """Takes turns with one service. Cheap to make."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def take(self, turn: Turn) -> Taken:
        """Answer one message. A fault of the service is a reply too, and counts as a failure."""
        memory, talk = memory_from_slots(dict(turn.slots)), talk_from_slots(turn.slots)
        choice = turn.choice or memory.offered.get(turn.reading.text.strip(), "")
        question = _question(turn, memory)
        rating = read_rating(turn.reading, choice, talk, self._service.phrases)
        reply = self._reply(turn, choice, memory, rating)
        talk = _after(talk, turn.id, question, rating, reply)
        wants_person = reply.finding is Finding.HUMAN
        handed: str | None = None
        if wants_person or talk.failures >= TOO_MANY_FAILURES:
            handed = self._handover(talk, reply, self._service.phrases.complains(question))
            talk = talk.handed_over()
        reply = _dressed(reply, turn, handed, self._service.searcher.manifest.version)
        slots = {**slots_from_memory(reply.memory), **slots_from_talk(talk)}
        return Taken(reply, slots, question, rating, handed)

    def _reply(self, turn: Turn, choice: str, memory: Memory, rating: Rating | None) -> Reply:
        if rating and not rating.question:
            return self._service.say(self._thanks(rating), memory)
        if choice == TO_A_PERSON.choice or (not choice and self._asks_for_person(turn.reading)):
            return self._service.say(self._social(Finding.HUMAN), memory)
        reading = replace(turn.reading, text=rating.question) if rating and rating.question else turn.reading
        try:
            return self._service.reply(reading, memory, turn.choice or None)
        except Exception as error:  # the person gets an answer, whatever it was
            frames = "".join(traceback.format_tb(error.__traceback__))  # without its text, which may quote the talk
            log.error("turn failed: %s\n%s", type(error).__name__, frames)
            return self._service.say(Answer(Status.ERROR, None, Finding.FAULT), memory)

    def _asks_for_person(self, reading: Reading) -> bool:
        phrases = self._service.phrases
        return phrases.says(phrases.human, reading.text)

    def _thanks(self, rating: Rating) -> Answer:
        if rating.useful:
            return self._social(Finding.RATED_USEFUL)
        if rating.useful is False and not rating.reason:
            buttons = (*reason_buttons(rating.turn, self._service.phrases), TO_A_PERSON)
            return self._social(Finding.RATED_USELESS, buttons)
        return self._social(Finding.RATED_REASON)

    def _social(self, finding: Finding, buttons: tuple[Button, ...] = ()) -> Answer:
        notices = self._service.searcher.notices
        return Answer(
            Status.SOCIAL, Kind.SOCIAL, finding, notices[0] if len(notices) == 1 else None, (), buttons=buttons
        )

    def _handover(self, talk: Talk, reply: Reply, complains: bool) -> str:
        """Lines after the reply's own: contacts, unless the reply names them already, and the summary."""
        summary = summary_of(talk, self._service.searcher.notices)
        opening = [] if reply.finding is Finding.HUMAN else [line(NOT_HELPED)]
        complaint = [line(COMPLAINT)] if complains else []
        contacts = contact_lines(self._service.contacts, summary.units)
        held = self._held(summary, [*opening, *complaint, *contacts, *summary_lines(summary)])
        said = reply.text.split("\n")
        return "\n".join(text for text in held if text not in said)

    def _held(self, summary: Summary, lines: list[Line]) -> list[str]:
        """The lines that stand the number guard."""
        basis = basis_of_summary(summary)
        held = []
        for spoken in lines:
            facts = [fact for guard in self._service.guards.values() for fact in guard.unfounded(spoken, basis)]
            if facts:
                log.error("held back a line of a hand-over: %r without basis", facts)
            else:
                held.append(spoken.text)
        return held


def _question(turn: Turn, memory: Memory) -> str:
    """What the caller said; of a tapped button its title."""
    if not turn.choice:
        return turn.reading.text
    return next((title for title, choice in memory.offered.items() if choice == turn.choice), turn.choice)


def _after(talk: Talk, turn: str, question: str, rating: Rating | None, reply: Reply) -> Talk:
    """What the conversation has come to with this turn. Small talk is no question."""
    if rating and rating.useful is not None:
        talk = talk.with_rating(rating.turn, rating.useful)
    waits = rating.turn if rating and rating.useful is False and not (rating.reason or rating.question) else None
    status = Status(reply.card["status"])
    if status is Status.SOCIAL:
        return replace(talk, rated=waits)
    answered = status in (Status.ANSWERED, Status.NOT_IN_NOTICE)
    measures = tuple(measure["number"] for measure in reply.card["measures"]) if answered else ()
    notice = (reply.card["notice"] or {}).get("document_number") or (reply.card["notice"] or {}).get("title")
    return talk.with_question(Asked(turn, masked(question), notice, measures, status in FAILED))


def _dressed(reply: Reply, turn: Turn, handed: str | None, version: str) -> Reply:
    """With what belongs to the turn: that the conversation is new, the hand-over, buttons to rate it, its id, the index."""
    text = "\n".join(part for part in (RENEWED_TEXT if turn.renewed else "", reply.text, handed) if part)
    buttons = reply.buttons
    if Status(reply.card["status"]) in RATED:
        buttons = (*buttons, *rating_buttons(turn.id))
    offered = {button.title: button.choice for button in buttons}
    return replace(
        reply,
        text=text,
        buttons=buttons,
        card={**reply.card, "turn": turn.id, "version": version},
        memory=replace(reply.memory, offered=offered),
    )
