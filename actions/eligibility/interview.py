"""The interview's course: what is remembered, and what one message does to it. Pure; always ends in a result or a stop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from actions.eligibility.choosing import ROUNDS, Chooser
from actions.eligibility.hearing import Heard
from actions.eligibility.profile import NONE_OF_THEM, SKIPPED, Fact, Knowledge, Names, Profile, known
from index.interview_data import FieldName, InterviewData

PATIENCE = 2
"""Answers that say nothing to a question before it is skipped, and places outside before the interview ends."""


class Phase(StrEnum):
    ASKING = "asking"
    DONE = "done"


class Move(StrEnum):
    """What the bot does next."""

    ASK = "ask"
    ASK_AGAIN = "ask_again"
    """Nothing was understood: the same question once more."""
    OUTSIDE = "outside"
    """The place is none of the notice's."""
    RESULT = "result"
    STOPPED = "stopped"
    ELSEWHERE = "elsewhere"
    """The message is a question of its own: answer it, and keep the interview waiting."""


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview, as the slots keep it."""

    notice_key: str
    profile: Profile = field(default_factory=Profile)
    phase: Phase = Phase.ASKING
    pending: FieldName | None = None
    narrowed: tuple[FieldName, ...] = ()
    """Fields that were asked for more, each time; a field that will not be asked again stands there ROUNDS times."""
    misses: int = 0
    outside: int = 0

    @property
    def is_asking(self) -> bool:
        return self.phase is Phase.ASKING


@dataclass(frozen=True, slots=True)
class Step:
    """What a message led to. `interview` None: it is over and forgotten."""

    move: Move
    interview: Interview | None
    places: Names = ()
    """Places outside that the message named."""
    opening: bool = False


class Course:
    """Leads the interviews for one notice."""

    def __init__(self, chooser: Chooser, data: InterviewData) -> None:
        self._chooser = chooser
        self._data = data

    def begin(self, notice_key: str, heard: Heard) -> Step:
        """A new interview; what its opening message says already counts."""
        interview = Interview(notice_key)
        if heard.outside:
            return replace(self._outside(interview, heard), opening=True)
        return replace(self._go_on(self._told(interview, heard)), opening=True)

    def step(self, interview: Interview, heard: Heard) -> Step:
        """One message to an interview that is asking or done."""
        if not interview.is_asking:
            return self._after_result(interview, heard)
        if heard.stop:
            return Step(Move.ELSEWHERE if heard.asks else Move.STOPPED, None)
        if heard.restart:
            return self.begin(interview.notice_key, heard)
        if heard.asks:
            return Step(Move.ELSEWHERE, interview)
        if heard.outside:
            return self._outside(interview, heard)
        if heard.has_facts:
            interview = self._told(interview, heard)
        if heard.show:
            return _result(interview)
        return self._go_on(interview) if heard.has_facts else self._without_facts(interview, heard)

    def _after_result(self, interview: Interview, heard: Heard) -> Step:
        """A correction is matched again; 直接出结果 repeats it; anything else is another matter."""
        if heard.restart:
            return self.begin(interview.notice_key, heard)
        if heard.revise and heard.outside and not heard.asks:
            return self._outside(replace(interview, phase=Phase.ASKING), heard)
        if heard.revise and heard.has_facts and not heard.asks:
            return _result(self._told(interview, heard))
        if heard.show and not heard.asks:
            return _result(interview)
        return Step(Move.ELSEWHERE, interview)

    def _without_facts(self, interview: Interview, heard: Heard) -> Step:
        pending = interview.pending
        if heard.start:
            return Step(Move.ASK, interview)
        if heard.none and pending is not None:
            return self._none(interview, pending)
        if heard.skip and pending is not None:
            return self._skipped(interview, pending)
        if interview.misses + 1 < PATIENCE or pending is None:
            return Step(Move.ASK_AGAIN, replace(interview, misses=interview.misses + 1))
        return self._skipped(interview, pending)

    def _none(self, interview: Interview, pending: FieldName) -> Step:
        """都没有, 都不是: what was offered does not hold; what was not asked about stays open."""
        fact = interview.profile.of(pending)
        if pending in (FieldName.AREA, FieldName.NEED):
            return self._skipped(interview, pending)
        if pending is FieldName.SUBJECT and not fact.is_known:
            return self._go_on(
                _fresh(interview, interview.profile.having(pending, replace(NONE_OF_THEM, denied=fact.denied)))
            )
        denied = fact.adding((), self._chooser.choices(pending, interview.profile))
        return self._go_on(_fresh(interview, interview.profile.having(pending, replace(denied, state=Knowledge.KNOWN))))

    def _skipped(self, interview: Interview, pending: FieldName) -> Step:
        """不清楚. After a place outside there is nothing left to match, so it ends."""
        if pending is FieldName.AREA and interview.outside:
            return Step(Move.STOPPED, None)
        profile = interview.profile
        if profile.of(pending).is_open:
            profile = profile.having(pending, replace(SKIPPED, denied=profile.of(pending).denied))
            return self._go_on(_fresh(interview, profile))
        return self._go_on(replace(_fresh(interview, profile), narrowed=(*interview.narrowed, *[pending] * ROUNDS)))

    def _outside(self, interview: Interview, heard: Heard) -> Step:
        """Told at once; another place may still be named, but not for ever."""
        told = replace(self._told(interview, replace(heard, outside=())), pending=FieldName.AREA)
        told = replace(
            told, profile=told.profile.having(FieldName.AREA, Fact()), outside=interview.outside + 1, misses=0
        )
        return Step(Move.OUTSIDE, told if told.outside < PATIENCE else None, heard.outside)

    def _told(self, interview: Interview, heard: Heard) -> Interview:
        """The profile with what was heard: areas replace each other; other values add up, unless corrected."""
        profile = interview.profile
        if heard.areas:
            profile = profile.having(FieldName.AREA, known(*heard.areas))
        for name in (FieldName.SUBJECT, FieldName.NEED, FieldName.QUALIFICATION):
            values, denied = heard.values.get(name, ()), heard.denied.get(name, ())
            if not values and not denied:
                continue
            replaced = heard.correct and values
            before = Fact(denied=profile.of(name).denied) if replaced else profile.of(name)
            profile = profile.having(name, _settled(before.adding(values, denied), interview.pending is name))
        return _fresh(interview, profile, keep_outside=not heard.areas)

    def _go_on(self, interview: Interview) -> Step:
        """Ask what still decides something, else the result."""
        name = self._chooser.next_field(interview.profile, interview.narrowed)
        if name is None:
            return _result(interview)
        narrowed = (*interview.narrowed, name) if interview.profile.of(name).is_known else interview.narrowed
        return Step(Move.ASK, replace(interview, pending=name, narrowed=narrowed, phase=Phase.ASKING))


def _settled(fact: Fact, was_asked: bool) -> Fact:
    """Where a question was answered only by what does not hold (不是高校), it is answered."""
    return replace(fact, state=Knowledge.SKIPPED) if was_asked and fact.is_open else fact


def _result(interview: Interview) -> Step:
    return Step(Move.RESULT, replace(interview, phase=Phase.DONE, pending=None, misses=0))


def _fresh(interview: Interview, profile: Profile, keep_outside: bool = True) -> Interview:
    return replace(interview, profile=profile, misses=0, outside=interview.outside if keep_outside else 0)
