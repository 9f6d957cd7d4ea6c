"""One turn: a reading of the message and the conversation's memory in, a reply out. Wires index, answers and wording."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.answer import Answer, Button, Finding, Kind, Status
from actions.card import Card, card_of_parts
from actions.contacts import Contacts, load_contacts
from actions.context import Context, cite, measure_button
from actions.eligibility.talk import Interviewer, open_interviewer
from actions.guard import Guard, basis_of
from actions.joining import joined
from actions.metrics import METRICS
from actions.parts import parts_of
from actions.question import MeasureRef, Memory, Question, Reading, core_of, is_topic, read_question, without_set_aside
from actions.rating import NO_PHRASES, Phrases, load_phrases
from actions.responder import respond
from actions.search_words import without_personal_data
from actions.several import units_of
from actions.wording import Wording
from index.encoder import Encoder
from index.errors import QueryError
from index.hits import Filters, SearchResult
from index.notice import Notice
from index.query import checked_query, normalise_query
from index.search import Searcher, open_searcher
from index.settings import Settings
from index.text import chinese_number

log = logging.getLogger(__name__)
HELD_BACK = "（另有内容未能与通知原文核对一致，已略去。）"
SHORT_ANSWER = 12
"""Characters of the longest message that is the answer to our question, and no questions of its own."""
MOST_SPOKEN, FEW = 8, 3
"""How many measures spoken of are remembered; of a longer list none was spoken of."""
KINDS = frozenset(kind.value for kind in Kind)
SILENT_ABOUT_VALIDITY = {Status.SOCIAL, Status.OUT_OF_SCOPE, Status.CLARIFY, Status.FORM, Status.ERROR}


@dataclass(frozen=True, slots=True)
class Reply:
    """What one turn shows, and what the conversation remembers after it."""

    text: str
    buttons: tuple[Button, ...]
    card: Card
    memory: Memory
    finding: Finding


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that was tapped: a kind, a notice, and a measure or a chapter in it."""

    kind: Kind
    notice_key: str
    measure: int | None
    chapter: int | None


# funding:渝发改规范〔2021〕12号:17, content::c6
_CHOICE = re.compile(r"(?P<kind>[a-z]+):(?P<notice>[^:]*):(?P<chapter>c?)(?P<number>[0-9]{1,3})")


def parse_choice(raw: str) -> Choice | None:
    """`kind:notice:17` or `kind:notice:c6`; None for anything else."""
    found = _CHOICE.fullmatch(raw)
    if found is None or found["kind"] not in KINDS:
        return None
    number = int(found["number"])
    of_chapter = bool(found["chapter"])
    return Choice(Kind(found["kind"]), found["notice"], None if of_chapter else number, number if of_chapter else None)


class Service:
    """Answers turns and look-ups from one index. Safe to share between requests."""

    def __init__(
        self,
        searcher: Searcher,
        contacts: Contacts,
        phrases: Phrases = NO_PHRASES,
        interviewer: Interviewer | None = None,
    ) -> None:
        self.searcher = searcher
        self.contacts = contacts
        self.phrases = phrases
        self._interviewer = interviewer
        self._wording = Wording(searcher.lexicon, contacts)
        self.guards = {key: Guard(linker) for key, linker in searcher.linkers.items()}

    def reply(self, reading: Reading, memory: Memory, choice: str | None = None) -> Reply:
        """Answer one message; `choice` is the payload of a tapped button, whose title as text means the same."""
        if self._interviewer:
            turn = self._interviewer.turn(reading, memory, choice)
            memory = replace(memory, interview=turn.interview)
            if turn.answer:
                return self.say(turn.answer, memory)
        tapped = parse_choice(choice or _offered(reading.text, memory))
        answer = self.chosen(tapped) if tapped else None
        answers = (answer,) if answer else self._answers(reading, memory)
        if self._interviewer:
            answers = (*answers[:-1], self._interviewer.resumed(answers[-1], memory.interview))
        return self._reply(answers, memory)

    def lookup(self, query: str, limit: int, filters: Filters) -> SearchResult:
        return self.searcher.search(query, limit, filters)

    def _answers(self, reading: Reading, memory: Memory) -> tuple[Answer, ...]:
        """One answer, or one for each question of the message; a later one may lean on the one before it."""
        parts = (
            ()
            if memory.asked_back and len(reading.text) <= SHORT_ANSWER
            else parts_of(normalise_query(without_personal_data(reading.text)), self.searcher.lexicon)
        )
        answers: list[Answer] = []
        for part in parts:
            read = replace(
                reading, text=part.text, intent=f"ask_{part.kind.value}", ranking={f"ask_{part.kind.value}": 1.0}
            )
            answers.append(self._answer(read, memory if self._leans(part.text) else replace(memory, measures=())))
            memory = _remembering(memory, answers[-1:])
        useful = [answer for answer in answers if answer.status in (Status.ANSWERED, Status.NOT_IN_NOTICE)]
        return tuple(answers) if len(useful) == len(parts) > 1 else (self._answer(reading, memory),)

    def _leans(self, part: str) -> bool:
        """Whether a question names nothing of its own, so that it is about what the question before it was."""
        lexicon = self.searcher.lexicon
        cores = [core_of(part, linker.link(part), lexicon) for linker in self.searcher.linkers.values()]
        return not any(is_topic(core) and core not in lexicon.cues["generic"] for core in cores)

    def _answer(self, reading: Reading, memory: Memory, notice: Notice | None = None) -> Answer:
        """Answer from `notice`, or from the one that the question is about."""
        try:
            context = self.context(reading, memory, notice)
        except QueryError:
            return Answer(Status.ERROR, None, Finding.UNREADABLE)
        return replace(respond(context), named_units=context.mentions.units)

    def context(self, reading: Reading, memory: Memory, notice: Notice | None = None) -> Context:
        """What one question is answered from; raises QueryError."""
        query = without_set_aside(checked_query(without_personal_data(reading.text)))
        result = self.searcher.rank(query, given=reading.given)
        focus = notice or self._focus(result, memory, result.query)
        return Context(
            question=self._read(result.query, reading, result, focus),
            notice=focus,
            hits=tuple(hit for hit in result.hits if hit.notice.key == focus.key),
            memory=memory,
            lexicon=self.searcher.lexicon,
            calibration=self.searcher.calibration,
            known=result.known,
            foreign=result.foreign,
            own=result.own,
            unstated=result.unstated,
        )

    def _read(self, query: str, reading: Reading, result: SearchResult, notice: Notice) -> Question:
        """Units by their short names (国土, 财政) too, where the question is for lists of measures."""
        question = read_question(query, reading, result.mentions[notice.key], self.searcher.lexicon)
        if question.kind not in (Kind.LIST, Kind.COUNT):
            return question
        mentions = self.searcher.linkers[notice.key].link(query, short_units=True)
        return read_question(query, reading, mentions, self.searcher.lexicon)

    def _focus(self, result: SearchResult, memory: Memory, query: str) -> Notice:
        """The notice named, else the one whose units or areas are named, else (without a topic) the last, else the best hit's."""
        notices = {notice.key: notice for notice in self.searcher.notices}
        named = [notice for notice in notices.values() if _names(notice, query)]
        if named:
            return named[0]
        known = {key: _weight((*m.units, *m.areas), query) for key, m in result.mentions.items()}
        most = [key for key, number in known.items() if number and number == max(known.values())]
        if len(most) == 1:
            return notices[most[0]]
        best = result.hits[0].notice if result.hits else self.searcher.notices[0]
        if memory.measures and not is_topic(core_of(query, result.mentions[best.key], self.searcher.lexicon)):
            return notices.get(memory.measures[0].notice_key, best)
        return best

    def chosen(self, choice: Choice) -> Answer | None:
        """What a button's payload asks for; None where there is no such notice, measure or chapter."""
        notice = next((n for n in self.searcher.notices if choice.notice_key in ("", n.key)), None)
        if notice is None:
            return None
        if choice.chapter is not None:
            return _chapter(notice, choice)
        measure = next((m for m in notice.measures if m.number == choice.measure), None)
        if measure is None:
            return None
        reading = Reading(f"第{measure.number}条", f"ask_{choice.kind.value}", {f"ask_{choice.kind.value}": 1.0})
        return self._answer(reading, Memory(), notice)

    def say(self, answer: Answer, memory: Memory) -> Reply:
        """An answer in words, as far as the guard lets them pass."""
        return self._reply((answer,), memory)

    def _reply(self, answers: tuple[Answer, ...], memory: Memory) -> Reply:
        """One reply of all answers: their texts below each other, their measures in the order asked."""
        tell = not memory.told_validity and any(_tells_validity(answer) for answer in answers)
        texts = [self._guarded(answer, tell and answer is answers[-1]) for answer in answers]
        if None in texts:
            answers, tell = (Answer(Status.ERROR, None, Finding.FAULT, answers[0].notice),), False
            texts = [self._wording.text(answers[0])]
        remembered = _remembering(memory, answers)
        return Reply(
            text=joined([text for text in texts if text is not None], answers),
            buttons=tuple(dict.fromkeys(button for answer in answers for button in answer.buttons)),
            card=card_of_parts(answers),
            memory=replace(remembered, told_validity=memory.told_validity or tell),
            finding=answers[0].finding,
        )

    def _guarded(self, answer: Answer, tell_validity: bool) -> str | None:
        """The text without any line that states what the answer's basis does not hold; None when nothing is left to say."""
        lines = self._wording.lines(answer, tell_validity)
        if answer.notice is None:
            return "\n".join(spoken.text for spoken in lines)
        guard, basis = self.guards[answer.notice.key], basis_of(answer)
        checked = [(spoken.text, guard.unfounded(spoken, basis)) for spoken in lines]
        held = [text for text, facts in checked if not facts]
        if len(held) == len(lines):
            return "\n".join(held)
        METRICS.held_back(len(lines) - len(held))
        for _, facts in checked:
            if facts:
                log.error("held back a line of a %s answer: %r without basis", answer.finding.value, facts)
        always = 1 + tell_validity + bool(answer.closing)  # the source, the line on validity, and the closing one
        return "\n".join([*held, HELD_BACK]) if len(held) > always else None


# 第二个吧, 第五块都有什么: a button by its place
_PLACE = re.compile(
    r"(?:选|要|看看?|就)?第(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,2})[个块章项部类](?P<rest>.{0,8})"
)


def _offered(text: str, memory: Memory) -> str:
    """The choice of the button whose title this is, or, after asking back, whose place; "" for anything else."""
    said = normalise_query(text)
    titles = list(memory.offered)
    found = _PLACE.fullmatch(said.rstrip("。.!?吧呢")) if memory.asked_back else None
    place = chinese_number(found["number"]) if found else None
    if place and place <= len(titles):
        return memory.offered[titles[place - 1]]
    return memory.offered.get(text.strip(), "")


def _tells_validity(answer: Answer) -> bool:
    return answer.status not in SILENT_ABOUT_VALIDITY and answer.notice is not None


def _remembering(memory: Memory, answers: Sequence[Answer]) -> Memory:
    """What is remembered after these answers; small talk changes nothing."""
    refs = tuple(dict.fromkeys(ref for answer in answers for ref in _refs(answer)))
    kind = next((answer.kind for answer in reversed(answers) if answer.kind not in (None, Kind.SOCIAL)), None)
    return replace(
        memory,
        measures=refs or memory.measures,
        kind=kind or memory.kind,
        offered={button.title: button.choice for answer in answers for button in answer.buttons},
        listed=refs if len(refs) > 1 else memory.listed,
        spoken=_spoken(memory, refs),
        asked_back=answers[-1].status is Status.CLARIFY,
        units=next((units for answer in reversed(answers) if (units := units_of(answer))), memory.units),
    )


def _refs(answer: Answer) -> list[MeasureRef]:
    """The measures that an answer rests on, else the one that it was asked about."""
    if answer.about and answer.notice and not answer.citations:
        return [MeasureRef(answer.notice.key, answer.about.number)]
    return [MeasureRef(citation.notice.key, citation.measure.number) for citation in answer.citations]


def _spoken(memory: Memory, refs: tuple[MeasureRef, ...]) -> tuple[MeasureRef, ...]:
    """The measures spoken of in this notice, the latest first."""
    if not refs or len(refs) > FEW:
        return memory.spoken
    before = (ref for ref in memory.spoken if ref.notice_key == refs[0].notice_key)
    return tuple(dict.fromkeys((*refs, *before)))[:MOST_SPOKEN]


def _weight(names: Sequence[str], query: str) -> int:
    """How much of one notice a question names: a printed name in full counts more than an everyday one."""
    return sum(2 if name in query else 1 for name in names)


def _names(notice: Notice, query: str) -> bool:
    number = normalise_query(notice.document_number or "")
    return bool(number and number in query) or normalise_query(notice.title) in query


def _chapter(notice: Notice, choice: Choice) -> Answer | None:
    chapter = next((c for c in notice.chapters if c.number == choice.chapter), None)
    if chapter is None or not chapter.measures:
        return None
    citations = tuple(cite(notice, measure, 1.0, ()) for measure in chapter.measures)
    buttons = tuple(measure_button(choice.kind, notice, measure) for measure in chapter.measures)
    return Answer(
        Status.ANSWERED, Kind.LIST, Finding.LISTING, notice, citations, chapter.title, (), len(citations), buttons
    )


def build_service(settings: Settings, encoder: Encoder | None = None) -> Service:
    """Load everything once; raises YuceError with what to do. The first search is warm afterwards."""
    searcher = open_searcher(settings, encoder)
    searcher.search(searcher.notices[0].title)
    contacts = load_contacts(settings.data / "site" / "contacts.yml")
    phrases = load_phrases(settings.data / "lexicon" / "feedback.yml")
    return Service(searcher, contacts, phrases, open_interviewer(settings.data, searcher))
