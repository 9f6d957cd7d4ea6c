"""One turn of the interview: a message in, an answer out, or None where the message is a question of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from actions.answer import Answer, Button, Citation, Finding, Interviewed, Kind, Status
from actions.eligibility.choosing import Chooser
from actions.eligibility.hearing import Ear, Heard, named_in
from actions.eligibility.interview import Course, Interview, Move, Step
from actions.eligibility.verdicts import Match, Verdict, matches
from actions.question import OUT_OF_SCOPE, SOCIAL_FROM, SOCIAL_INTENTS, Memory, Reading
from index.conditions import Conditions, load_conditions
from index.errors import QueryError
from index.interview_data import FieldName, InterviewData, Value, load_interview_data
from index.lexicon import Lexicon
from index.mentions import Linker
from index.notice import Notice
from index.query import checked_query, normalise_query
from index.search import Searcher
from index.spelling import Speller

START_INTENT = "start_interview"
SURE_OF_START, SURE_OF_FOREIGN, SURE_OF_KIND = 0.6, 0.7, 0.7
"""Probabilities from which an intent decides alone."""
NEVER_AN_ANSWER = ("ask_contact", "ask_procedure", "ask_date", "ask_issuer", "ask_count")
"""Intents of questions that an answer to the interview does not look like."""
START_TITLE = "条件匹配"
OFFER = "需要的话，可以做一次“条件匹配”：我逐项问几个问题，再列出各条是否符合。"
CONTROLS = (("不清楚，跳过", "skip"), ("直接出结果", "show"), ("停止匹配", "stop"))
NOT_MET_SHOWN = 3
SCORES = {Verdict.MET: 1.0, Verdict.UNKNOWN: 0.5, Verdict.NOT_MET: 0.0}
# interview:need/融资:0, interview:start/渝发改规范〔2021〕12号:0
_CHOICE = re.compile(r"interview:(?P<what>[a-z]+)/(?P<value>[^:]*):0")


@dataclass(frozen=True, slots=True)
class Turn:
    """`answer` None: answer the message as any other; `interview` is what is remembered afterwards either way."""

    answer: Answer | None
    interview: Interview | None


class _Desk:
    """All that the interview of one notice needs."""

    def __init__(self, conditions: Conditions, data: InterviewData, lexicon: Lexicon, linker: Linker) -> None:
        self.conditions = conditions
        self.data = data if conditions.reviewed else data.with_needs(_chapters(conditions.notice, lexicon))
        self.linker = linker
        self.ear = Ear(self.data)
        self.chooser = Chooser(conditions, self.data)
        self.course = Course(self.chooser, self.data)


def _chapters(notice: Notice, lexicon: Lexicon) -> Iterable[Value]:
    """The chapters of a notice as needs, heard by their headings and the lexicon's words for them."""
    for chapter in notice.chapters:
        if chapter.measures:
            name = chapter.heading or chapter.title
            said = [word for topic in lexicon.topics if topic.chapter in name for word in topic.words]
            yield Value(name, tuple(dict.fromkeys(normalise_query(word) for word in (name, *said))))


class Interviewer:
    """Leads interviews over all notices of a library. Stateless between calls."""

    def __init__(
        self,
        conditions: Iterable[Conditions],
        data: InterviewData,
        lexicon: Lexicon,
        linkers: Mapping[str, Linker],
        speller: Speller,
    ) -> None:
        self._desks = {one.notice.key: _Desk(one, data, lexicon, linkers[one.notice.key]) for one in conditions}
        self._speller = speller

    def turn(self, reading: Reading, memory: Memory, choice: str | None = None) -> Turn:
        """What this message means for the interview; never raises for any text or choice."""
        interview = memory.interview if memory.interview and memory.interview.notice_key in self._desks else None
        tapped = _CHOICE.fullmatch(choice or memory.offered.get(reading.text.strip(), ""))
        if choice and not tapped:
            return Turn(None, interview)
        text = "" if tapped else self._readable(reading.text)
        if not tapped and not text:
            return Turn(None, interview)
        if interview and interview.is_asking:
            return self._asking(interview, self._desks[interview.notice_key], reading, text, tapped)
        return self._idle(interview, reading, memory, text, tapped)

    def _readable(self, raw: str) -> str:
        try:
            return self._speller.corrected(checked_query(raw))
        except QueryError:
            return ""

    def _asking(
        self, interview: Interview, desk: _Desk, reading: Reading, text: str, tapped: re.Match[str] | None
    ) -> Turn:
        heard = _tapped(tapped, interview) if tapped else self._heard(desk, text, interview.pending)
        if tapped is None and _is_elsewhere(heard, reading):
            leaves = reading.intent == "goodbye"
            return Turn(None, None if leaves else interview)
        return self._turn(desk, desk.course.step(interview, heard))

    def _idle(
        self, interview: Interview | None, reading: Reading, memory: Memory, text: str, tapped: re.Match[str] | None
    ) -> Turn:
        """No question of the interview is open: is one wanted, or the last result to be corrected?"""
        desk = self._desk(text, memory, tapped)
        heard = _tapped(tapped, interview) if tapped else self._heard(desk, text, None)
        if heard.start or (not tapped and self._wanted(desk, heard, reading, memory, text)):
            return self._turn(desk, desk.course.begin(desk.conditions.notice.key, heard))
        if interview:
            desk = self._desks[interview.notice_key]
            step = desk.course.step(interview, replace(heard, revise=heard.revise or bool(tapped)))
            return self._turn(desk, step) if not tapped or step.move is not Move.ELSEWHERE else _ended(desk, interview)
        if not tapped:
            return Turn(None, None)
        return (
            self._turn(desk, desk.course.begin(desk.conditions.notice.key, heard)) if heard.has_facts else _ended(desk)
        )

    def _wanted(self, desk: _Desk, heard: Heard, reading: Reading, memory: Memory, text: str) -> bool:
        if heard.stop or desk.linker.link(text).measures:
            return False
        offered = any(choice.startswith("interview:start/") for choice in memory.offered.values())
        if offered and desk.ear.accepts(text):
            return True
        if reading.probability(OUT_OF_SCOPE) >= SURE_OF_FOREIGN:
            return False
        return desk.ear.wants_interview(text) or reading.probability(START_INTENT) >= SURE_OF_START

    def _heard(self, desk: _Desk, text: str, pending: FieldName | None) -> Heard:
        """`start` is set by the caller only, once it is sure."""
        heard = desk.ear.hear(text, named_in(desk.linker, text), pending)
        return heard if pending else replace(heard, start=False)

    def _desk(self, text: str, memory: Memory, tapped: re.Match[str] | None) -> _Desk:
        """The notice of the button, else the one named or whose areas are named, else the last, else the first."""
        if tapped and tapped["what"] == "start" and tapped["value"] in self._desks:
            return self._desks[tapped["value"]]
        for desk in self._desks.values():
            notice = desk.conditions.notice
            number = normalise_query(notice.document_number or "")
            if (number and number in text) or normalise_query(notice.title) in text:
                return desk
        of_area = [desk for desk in self._desks.values() if desk.linker.link(text).areas]
        if len(of_area) == 1:
            return of_area[0]
        last = next((self._desks[ref.notice_key] for ref in memory.measures if ref.notice_key in self._desks), None)
        return last or next(iter(self._desks.values()))

    def _turn(self, desk: _Desk, step: Step) -> Turn:
        if step.move is Move.ELSEWHERE:
            return Turn(None, step.interview)
        if step.move is Move.STOPPED:
            return Turn(_stopped(desk.conditions.notice), None)
        if step.move is Move.RESULT and step.interview:
            return Turn(_result(desk, step.interview), step.interview)
        if step.move is Move.OUTSIDE:
            return Turn(_outside(desk, step), step.interview)
        return Turn(_question(desk, step), step.interview)

    def resumed(self, answer: Answer, interview: Interview | None) -> Answer:
        """An answer to another question, with the one that the interview waits with; else with the offer of one."""
        if interview and interview.is_asking and interview.notice_key in self._desks:
            desk = self._desks[interview.notice_key]
            question = _ask(desk, interview)
            return replace(
                answer,
                closing=f"（条件匹配还没做完：{question}）",
                buttons=(*answer.buttons, *_buttons(desk, interview)),
            )
        fits = answer.kind is Kind.ELIGIBILITY and answer.status is Status.ANSWERED and answer.interviewed is None
        if not fits or answer.notice is None or answer.notice.key not in self._desks:
            return answer
        return replace(answer, closing=OFFER, buttons=(*answer.buttons, start_button(answer.notice)))


def open_interviewer(data: Path, searcher: Searcher) -> Interviewer | None:
    """For all notices of the index; None where the data folder has no interview. Raises DataError naming a bad row."""
    if not (data / "conditions").is_dir():
        return None
    fields = load_interview_data(data)
    conditions = [load_conditions(data, notice, fields) for notice in searcher.notices]
    return Interviewer(conditions, fields, searcher.lexicon, searcher.linkers, searcher.speller)


def start_button(notice: Notice) -> Button:
    return Button(START_TITLE, f"interview:start/{notice.key}:0")


def _is_elsewhere(heard: Heard, reading: Reading) -> bool:
    """Small talk, or surely a question of a sort that no answer looks like, and nothing else that was heard."""
    if heard.has_facts or heard.none or heard.skip or heard.show or heard.stop or heard.restart or heard.start:
        return False
    if reading.intent in SOCIAL_INTENTS and reading.probability(*SOCIAL_INTENTS) >= SOCIAL_FROM:
        return True
    return reading.probability(*NEVER_AN_ANSWER) >= SURE_OF_KIND


def _tapped(tapped: re.Match[str], interview: Interview | None) -> Heard:
    """A button as if it had been said; a skip counts for the question that it stood under only."""
    what, value = tapped["what"], tapped["value"]
    if what == "area":
        return Heard(areas=(value,))
    if what in set(FieldName):
        return Heard(values={FieldName(what): (value,)})
    pending = interview.pending if interview else None
    return Heard(
        start=what == "start", stop=what == "stop", show=what == "show",
        skip=what == "skip" and value == (pending or ""), none=what == "none" and value == (pending or ""),
    )  # fmt: skip


def _ask(desk: _Desk, interview: Interview) -> str:
    field = desk.data.fields[interview.pending or FieldName.AREA]
    again = interview.profile.of(field.name).is_known or (field.name is FieldName.AREA and interview.outside > 0)
    return field.again if again else field.ask


def _question(desk: _Desk, step: Step) -> Answer:
    interview = step.interview
    if interview is None:
        raise ValueError("a question needs an interview")
    view = Interviewed(
        _ask(desk, interview), step.opening, step.move is Move.ASK_AGAIN, reviewed=desk.conditions.reviewed
    )
    return Answer(
        Status.FORM,
        Kind.ELIGIBILITY,
        Finding.INTERVIEW_QUESTION,
        desk.conditions.notice,
        said=interview.profile.values,
        buttons=_buttons(desk, interview),
        interviewed=view,
    )


def _buttons(desk: _Desk, interview: Interview) -> tuple[Button, ...]:
    name = interview.pending or FieldName.AREA
    values = desk.chooser.choices(name, interview.profile)
    choices = [Button(value, f"interview:{name.value}/{value}:0") for value in values]
    narrowing = interview.profile.of(name).is_known and name is FieldName.SUBJECT
    nothing = "都不是" if narrowing else "都没有" if name is FieldName.QUALIFICATION else ""
    none = [Button(nothing, f"interview:none/{name.value}:0")] if nothing else []
    controls = [Button(title, f"interview:{what}/{name.value if what == 'skip' else ''}:0") for title, what in CONTROLS]
    return (*choices, *none, *controls)


def _outside(desk: _Desk, step: Step) -> Answer:
    question = _ask(desk, step.interview) if step.interview else ""
    return Answer(
        Status.NOT_IN_NOTICE,
        Kind.ELIGIBILITY,
        Finding.INTERVIEW_OUTSIDE,
        desk.conditions.notice,
        said=step.places,
        buttons=_buttons(desk, step.interview) if step.interview else (),
        interviewed=Interviewed(question, step.opening),
    )


def _ended(desk: _Desk, interview: Interview | None = None) -> Turn:
    """A button of an interview that is over."""
    return Turn(_stopped(desk.conditions.notice), interview)


def _stopped(notice: Notice) -> Answer:
    return Answer(Status.SOCIAL, Kind.SOCIAL, Finding.INTERVIEW_STOPPED, notice)


def _result(desk: _Desk, interview: Interview) -> Answer:
    """Ranked measures. Of those that do not fit, a few are named with the clause; the card holds them all."""
    found = matches(desk.conditions, interview.profile, desk.data)
    return Answer(
        Status.ANSWERED,
        Kind.ELIGIBILITY,
        Finding.INTERVIEW_RESULT,
        desk.conditions.notice,
        tuple(_citation(desk.conditions.notice, match) for match in _shown(found)),
        said=interview.profile.values,
        interviewed=Interviewed(matches=found, reviewed=desk.conditions.reviewed),
        buttons=(Button("重新匹配", f"interview:start/{desk.conditions.notice.key}:0"),),
    )


def _shown(found: tuple[Match, ...]) -> tuple[Match, ...]:
    fitting = [match for match in found if match.verdict is not Verdict.NOT_MET]
    return (*fitting, *[match for match in found if match.verdict is Verdict.NOT_MET][:NOT_MET_SHOWN])


def _citation(notice: Notice, match: Match) -> Citation:
    return Citation(notice, match.measure, match.way.span, SCORES[match.verdict])
