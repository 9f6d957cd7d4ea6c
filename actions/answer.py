"""What is answered, before any wording: typed, frozen, and with the place in the notice for everything that is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from actions.eligibility.verdicts import Match
from index.notice import Amount, Measure, Notice, Sentence, Span

OF_THESE = "上面列出"
"""Subject of a list that is taken from what was listed before."""


class Status(StrEnum):
    ANSWERED = "answered"
    CLARIFY = "clarify"
    NOT_IN_NOTICE = "not_in_notice"
    OUT_OF_SCOPE = "out_of_scope"
    SOCIAL = "social"
    FORM = "form"
    ERROR = "error"


class Kind(StrEnum):
    FUNDING = "funding"
    CONTACT = "contact"
    ELIGIBILITY = "eligibility"
    CONTENT = "content"
    AREA = "area"
    DATE = "date"
    ISSUER = "issuer"
    LIST = "list"
    COUNT = "count"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    SOCIAL = "social"


class Finding(StrEnum):
    """What was found; chooses the wording."""

    CLAUSE = "clause"
    WHOLE_MEASURE = "whole_measure"
    SUM = "sum"
    SUPPORT_WITHOUT_SUM = "support_without_sum"
    SUM_NOT_NAMED = "sum_not_named"
    RATE_NOT_NAMED = "rate_not_named"
    UNITS = "units"
    NO_UNITS = "no_units"
    CONDITIONS = "conditions"
    AREA_CONFIRMED = "area_confirmed"
    AREA_OUTSIDE = "area_outside"
    AREAS = "areas"
    NO_AREAS = "no_areas"
    DATES = "dates"
    ISSUERS = "issuers"
    PASSAGE = "passage"
    LISTING = "listing"
    NOTHING_LISTED = "nothing_listed"
    ASPECT_NOT_NAMED = "aspect_not_named"
    NO_SUCH_NUMBER = "no_such_number"
    NOT_MENTIONED = "not_mentioned"
    WHICH_MEASURE = "which_measure"
    WHICH_CHAPTER = "which_chapter"
    OUT_OF_SCOPE = "out_of_scope"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    BOT = "bot"
    HUMAN = "human"
    FEEDBACK = "feedback"
    RATED_USEFUL = "rated_useful"
    RATED_USELESS = "rated_useless"
    RATED_REASON = "rated_reason"
    INTERVIEW_QUESTION = "interview_question"
    INTERVIEW_OUTSIDE = "interview_outside"
    INTERVIEW_RESULT = "interview_result"
    INTERVIEW_STOPPED = "interview_stopped"
    UNREADABLE = "unreadable"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Citation:
    """A measure that the answer rests on, and the stretch of the notice that is quoted from it."""

    notice: Notice
    measure: Measure
    span: Span
    score: float
    sentences: tuple[Sentence, ...] = ()
    """The sentences of the measure that answer the question, in the notice's order; empty when units are quoted."""
    amounts: tuple[Amount, ...] = ()
    """Those of its amounts that the question is about."""

    about: Span | None = None
    """The clause that the question is about, where the quote is not that clause."""
    point: Span | None = None
    """The ruling that answers best; within `span`."""

    @property
    def quote(self) -> str:
        return self.notice.quote(self.span)


class Relation(StrEnum):
    """How a sum that the caller names stands to what the notice states."""

    REACHES = "reaches"
    BELOW = "below"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Remark:
    """The caller's own sum, as said, beside the amount of the notice that it is compared with (None: there is none)."""

    relation: Relation
    said: str
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Button:
    """An offer to the user. Posting `title` or `payload` means the same: the same `choice`."""

    title: str
    choice: str

    @property
    def payload(self) -> str:
        return '/choose{"choice": "%s"}' % self.choice  # noqa: UP031 - braces of JSON, not of a format


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What a turn of the eligibility interview shows. `question` is empty where nothing is asked."""

    question: str = ""
    opening: bool = False
    again: bool = False
    """Nothing was understood, so the question is repeated."""
    matches: tuple[Match, ...] = ()
    reviewed: bool = True
    """Whether the notice's conditions have been entered and reviewed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One turn's answer. `notice` is None only where no notice is spoken of."""

    status: Status
    kind: Kind | None
    finding: Finding
    notice: Notice | None = None
    citations: tuple[Citation, ...] = ()
    subject: str = ""
    """What the finding is about, in words of the notice or the lexicon: an aspect, a unit, an area, a listing's title."""
    said: tuple[str, ...] = ()
    """The user's own words that are repeated, marked as theirs."""
    count: int | None = None
    buttons: tuple[Button, ...] = ()
    remarks: tuple[Remark, ...] = ()
    about: Measure | None = None
    """The measure that was asked about, where nothing of it is quoted (万州的企业能享受引进人才的政策吗)."""
    passage: Span | None = None
    """What is quoted of the letter or the preamble, where no measure is."""
    without_sum: bool = False
    """Support is asked about, and what is quoted offers it without naming a sum."""
    interviewed: Interviewed | None = None
    named_units: tuple[str, ...] = ()
    """The units that the question names, as printed."""
    closing: str = ""
    """One more line at the end: the question that an interview waits with, or the offer of one."""
