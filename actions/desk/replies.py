"""Standard replies: what the bot itself says of one measure, or to one question, without Rasa."""

from __future__ import annotations

from actions.answer import Answer, Finding, Kind
from actions.context import Context
from actions.desk.finding import ASKED_KINDS, NUMBER
from actions.measure_answers import answer_measure
from actions.parts import kind_of_clause
from actions.question import Memory, Reading, core_of, is_topic, read_question
from actions.service import Choice, Reply, Service
from index.errors import QueryError
from index.notice import Measure, Notice
from index.query import checked_query


def reply_on(service: Service, notice: Notice, measure: Measure, kind: Kind, asked: str) -> Reply:
    """What is said of a measure: of the rulings that the caller's words are about, or of the whole of it."""
    answer = _on_words(service, notice, measure, kind, asked) if asked else None
    if answer is None or answer.finding is Finding.UNREADABLE:
        answer = service.chosen(Choice(kind, notice.key, measure.number, None))
    if answer is None:
        raise QueryError(f"没有这一条：{notice.key} 第 {measure.number} 条")
    return service.say(answer, Memory())


def _on_words(service: Service, notice: Notice, measure: Measure, kind: Kind, asked: str) -> Answer | None:
    """None where the words name nothing that a part of the measure could be about."""
    try:
        query = checked_query(asked)
    except QueryError:
        return None
    if NUMBER.fullmatch(query):
        return None
    searcher = service.searcher
    result = searcher.rank(query)
    mentions = result.mentions[notice.key]
    if not is_topic(core_of(result.query, mentions, searcher.lexicon)):
        return None
    hit = next((h for h in result.hits if h.notice.key == notice.key and h.measure.number == measure.number), None)
    if hit is None:
        return None
    question = read_question(result.query, _reading(result.query, kind), mentions, searcher.lexicon)
    context = Context(question, notice, (hit,), Memory(), searcher.lexicon, searcher.calibration)
    return answer_measure(kind, hit, context)


def reply_to(service: Service, question: str) -> Reply:
    """The answer to a question in free words, its kind read from its words alone; for when Rasa does not answer."""
    kind = kind_of_clause(question, service.searcher.lexicon) or Kind.CONTENT
    return service.reply(_reading(question, kind), Memory())


def _reading(text: str, kind: Kind) -> Reading:
    intent = f"ask_{kind.value}"
    return Reading(text, intent, {intent: 1.0})


def kind_named(raw: str) -> Kind | None:
    """A kind that a standard reply can be of."""
    allowed = {kind.value: kind for kind in (*ASKED_KINDS, Kind.CONTENT)}
    return allowed.get(raw)
