"""What a message refers to in the conversation before it: a measure spoken of, by its place, by a word, or by saying no topic."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.answer import Kind
from actions.context import Context
from actions.question import MeasureRef
from index.search import Hit
from index.text import chinese_number

NEW_TOPIC_FROM = 0.62
"""Fused score from which a message names a matter of its own: 19 of 20 single questions do, and no ellipsis of the
development dialogues."""
NEARLY = 0.9
"""Share of the best score with which the measure spoken of is still the one that is meant."""
LONGEST = 25
"""Characters of the longest message that may lack a topic of its own."""
SHORT = 10
"""Characters of the longest 下一条呢 that names nothing else."""
FOREIGN_FROM = 0.5
SURE_OF_PROCEDURE = 0.6
SURE_OF_KIND = 0.8
CONTEXT = "context"
"""How a hit was found: not by its words, but because it was spoken of."""
WHOLE_NOTICE = {Kind.LIST, Kind.COUNT, Kind.AREA, Kind.ISSUER, Kind.DATE}

# 第二个, 上面第一个, 第3项 (第二条 is a measure's number)
_ORDINAL = re.compile(r"第(?P<number>[0-9]+|[一二三四五六七八九十]+)[个项款件桩]")
_FIRST, _LAST = re.compile(r"[前头]一[个项]|前者"), re.compile(r"[后末]一[个项]|最后一?[个项]|后者")
_NEXT, _PREVIOUS = re.compile(r"[下后]面?一条|后面那条"), re.compile(r"[上前]面?一条")
# 那条, 这事, 它的, 上面那个 …: a word that stands for what was spoken of
_POINTING = re.compile(r"[这那该][条个事件桩笔项款]|(?:这|那)(?:钱|块|方面)|[它其](?:的|归|是|由|有|呢)|刚才|上面|前面")
# 那荣昌呢, 第一个呢: the same is asked of something else
_LIKEWISE = re.compile(r"^(?:那么?|还有)?.{1,14}呢[?!。]?$")


@dataclass(frozen=True, slots=True)
class Reference:
    """The measure that is meant, and whether the message says so (第二个, 那条) or only names no other matter."""

    hit: Hit
    said: bool


def referred(context: Context) -> Reference | None:
    """What the message refers to; None where it speaks of a matter of its own, or nothing was spoken of."""
    memory, text = context.memory, context.question.text
    if not memory.measures or context.mentions.measures:
        return None
    place = _by_place(context)
    if place:
        hit = _hit(place, context)
        return Reference(hit, True) if hit else None
    if _lacks_topic(context):
        hit = _hit(memory.measures[0], context)
        return Reference(hit, bool(_POINTING.search(text))) if hit else None
    return _stays(context)


def kind_of(context: Context, reference: Reference | None) -> Kind:
    """The kind that is asked; where the message leaves it open (那土地呢, 领军人才那个), the kind asked before."""
    question, memory = context.question, context.memory
    open_kind = question.kind_probability < SURE_OF_KIND and question.aspect is None
    likewise = (
        bool(_LIKEWISE.match(question.text))
        or memory.asked_back
        or context.lexicon.has_cue("correction", question.text)
    )
    if open_kind and likewise and memory.kind and memory.kind not in WHOLE_NOTICE:
        return memory.kind
    unsure = question.kind is Kind.PROCEDURE and question.kind_probability < SURE_OF_PROCEDURE
    if unsure and question.aspect is None and (reference or context.lexicon.has_cue("written", question.text)):
        return Kind.CONTENT
    if reference and question.kind in WHOLE_NOTICE and (reference.said or question.kind_probability < SURE_OF_KIND):
        asks_units = context.lexicon.has_cue("units_of", question.text)
        return Kind.CONTACT if asks_units else Kind.CONTENT
    return question.kind


def _stays(context: Context) -> Reference | None:
    """The measure spoken of, where it fits the message nearly as well as the best."""
    focus, best = context.memory.measures[0], context.best
    hit = next((h for h in context.hits if MeasureRef(h.notice.key, h.measure.number) == focus), None)
    if (
        hit is None
        or best is None
        or context.question.kind in WHOLE_NOTICE
        or context.question.out_of_scope >= FOREIGN_FROM
    ):
        return None
    return Reference(hit, False) if best.score > hit.score >= NEARLY * best.score else None


def _lacks_topic(context: Context) -> bool:
    question, best = context.question, context.best
    if question.out_of_scope >= FOREIGN_FROM or context.mentions.units or context.mentions.unknown_units:
        return False
    if (
        question.kind in WHOLE_NOTICE
        and question.kind_probability >= SURE_OF_KIND
        and not _POINTING.search(question.text)
    ):
        return False
    if not question.has_topic:
        return True
    return len(question.text) <= LONGEST and (best is None or best.score < NEW_TOPIC_FROM)


def _by_place(context: Context) -> MeasureRef | None:
    """第二个, 前一个, 后一个 of what was listed; 下一条, 上一条 after the measure spoken of."""
    text, focus = context.question.text, context.memory.measures[0]
    listed = context.memory.listed or context.memory.measures
    ordinal = _ORDINAL.search(text)
    if ordinal:
        place = chinese_number(ordinal["number"])
        return listed[place - 1] if place and place <= len(listed) else None
    if _FIRST.search(text):
        return listed[0]
    if _LAST.search(text):
        return listed[-1]
    step = 1 if _NEXT.search(text) else -1 if _PREVIOUS.search(text) else 0
    return replace(focus, number=focus.number + step) if step and len(text) <= SHORT else None


def _hit(ref: MeasureRef, context: Context) -> Hit | None:
    found = (h for h in context.hits if h.notice.key == ref.notice_key and h.measure.number == ref.number)
    return next((replace(hit, matched_by=CONTEXT) for hit in found), None)
