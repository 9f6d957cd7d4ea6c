"""Which measure a place in what was said means: 第二个, 前一个 of what was listed, 下一条, 这一章最后一条."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.question import MeasureRef
from index.text import chinese_number

TWO = 2
NEXT_WITHIN = 10
"""Characters of the longest 下一条呢 that names nothing else."""

# 第二个 of a list, but no 第二个问题, 前一个月
_NOT_OF_THE_LIST = r"(?!问题|问的|说的事|月|部分|方面|人|星期|季度|阶段|小)"
# 第二个, 上面第一个 (第二条 and 第3项 are a measure's number)
_ORDINAL = re.compile(rf"第(?P<number>[0-9]+|[一二三四五六七八九十]+)[个件桩]{_NOT_OF_THE_LIST}")
# 第二个问题，再说细点: after several questions were answered in one message
_OF_QUESTIONS = re.compile(r"第(?P<number>[0-9]+|[一二三四])个(?:问题|问的)")
_FIRST, _LAST = (
    re.compile(rf"(?:{words}){_NOT_OF_THE_LIST}")
    for words in (
        r"[前头]一[个项]|前者|排第一的?|打头的?那?[个条]|最前面那?[个条]",
        r"[后末]一[个项]|最后[那这]?一?[个项]|最后[那这]一?条|最[末尾]那?[个条]|后者|排最后的?",
    )
)
_FIRST_OF_THESE, _LAST_OF_THESE = (
    re.compile(r"[前头]一条|前[头面][那这][条个]"),
    re.compile(r"[后末]一条|后[头面][那这][条个]"),
)
_MIDDLE = re.compile(r"[中当]间(?:那|这)?一?[条个项]")
_OTHER = re.compile(r"另外?一[个条项]|(?:前面|刚才)那[个条项]|剩下那?[个条项]|还有一[个条项]")
_NEXT, _PREVIOUS = re.compile(r"[下后]面?一条|后面那条"), re.compile(r"[上前]面?一条")
# 前一个的责任单位, where nothing was listed: the measure before the last
_ONE_BEFORE = re.compile(rf"(?<![和跟与])[前上]面?一个{_NOT_OF_THE_LIST}")
# 最少的那个呢, 多的那个谁管: by the sums that were told
_BY_SUM = re.compile(
    r"(?<!单位)(?<!部门)(?:最(?P<most>[多高大])(?:的(?:那|这)?|那|这)|(?P<more>[多高大])的那)一?[个笔条项]"
    r"|(?<!单位)(?<!部门)(?:最(?P<least>[少低小])(?:的(?:那|这)?|那|这)|(?P<less>[少低小])的那)一?[个笔条项]"
)
# 这一章最后一条, 这章第二条
_OF_CHAPTER = re.compile(
    r"[这该本那]一?章(?:里面?)?的?(?:(?P<last>最[后末]|末)一?[条个]|第(?P<number>[0-9]+|[一二三四五六七八九十]+)[条个])"
)


def is_ordinal(text: str) -> bool:
    """第九个: whatever stands at that place, it is a place that is spoken of."""
    return bool(_ORDINAL.search(text))


def by_place(context: Context) -> MeasureRef | None:
    """第二个, 前一个, 后一个 of what was listed; 下一条, 上一条 after the measure spoken of."""
    text, focus = context.question.text, context.memory.measures[0]
    listed = context.memory.listed or context.memory.measures
    just_listed = len(listed) > 1 and context.memory.measures == listed
    of_two = len(listed) == TWO and focus in listed
    of_chapter = _OF_CHAPTER.search(text)
    if of_chapter:
        return _in_chapter(of_chapter, focus, context)
    by_sum = _by_sum(context)
    if by_sum:
        return by_sum
    ordinal = _ORDINAL.search(text) or (_OF_QUESTIONS.search(text) if just_listed else None)
    if ordinal:
        place = chinese_number(ordinal["number"])
        return listed[place - 1] if place and place <= len(listed) else None
    if (focus not in listed or len(listed) == 1) and _ONE_BEFORE.search(text):
        return next(iter(context.memory.spoken[1:]), None)
    if focus not in listed:
        return _step(text, focus)  # 最后这个, of what was said since
    if _FIRST.search(text) or ((just_listed or of_two) and _FIRST_OF_THESE.search(text)):
        return listed[0]
    if _LAST.search(text) or ((just_listed or of_two) and _LAST_OF_THESE.search(text)):
        return listed[-1]
    if _MIDDLE.search(text) and len(listed) % 2 and len(listed) > 1:
        return listed[len(listed) // 2]
    if _OTHER.search(text) and (of_two or not context.question.has_topic):
        return next((ref for ref in listed if ref != focus), None)
    return _step(text, focus)


def _by_sum(context: Context) -> MeasureRef | None:
    """The measure with the greatest or the least sum of those listed, else of those spoken of; they must have two."""
    said = _BY_SUM.search(context.question.text)
    if said is None:
        return None
    refs = context.memory.listed if len(context.memory.listed) > 1 else context.memory.spoken
    sums = {
        MeasureRef(hit.notice.key, hit.measure.number): [amount.value for amount in hit.measure.amounts]
        for hit in context.hits
        if hit.measure.amounts and MeasureRef(hit.notice.key, hit.measure.number) in refs
    }
    if len(sums) < TWO:
        return None
    return (
        max(sums, key=lambda ref: max(sums[ref]))
        if said["most"] or said["more"]
        else min(sums, key=lambda ref: min(sums[ref]))
    )


def _step(text: str, focus: MeasureRef) -> MeasureRef | None:
    step = 1 if _NEXT.search(text) else -1 if _PREVIOUS.search(text) else 0
    return replace(focus, number=focus.number + step) if step and len(text) <= NEXT_WITHIN else None


def _in_chapter(said: re.Match[str], focus: MeasureRef, context: Context) -> MeasureRef | None:
    """The last measure, or the one at a place, of the chapter that the measure spoken of stands in."""
    chapters = (chapter for chapter in context.notice.chapters if focus.number in {m.number for m in chapter.measures})
    measures = next((chapter.measures for chapter in chapters), ())
    place = len(measures) if said["last"] else chinese_number(said["number"])
    return replace(focus, number=measures[place - 1].number) if place and 1 <= place <= len(measures) else None
