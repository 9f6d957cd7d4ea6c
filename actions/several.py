"""What leans on more than one thing that was said: the two measures spoken of last, and the unit named last."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answer import Answer, Finding, Kind, Status
from actions.context import Context, cite
from actions.measure_answers import answer_measure
from actions.ordinals import is_ordinal
from actions.question import MeasureRef
from index.hits import Hit
from index.text import chinese_number

TWO = 2
OF_EACH = {Kind.CONTACT, Kind.FUNDING, Kind.ELIGIBILITY, Kind.PROCEDURE}
# 刚才这两条都找哪些部门, 这两笔钱性质有啥不一样; not 这两条里哪条有钱
_THESE = re.compile(
    r"(?:这|那|刚才|上面|前面)的?(?P<number>[两二三])(?P<sort>[条个项笔样块件])(?![里中当]|其中)|^(?P<bare>[两二三])[条个样项笔]都?(?:分别|各|哪[个条笔样])"
)
# 两个哪个多
_WHICH_IS_MORE = re.compile(r"哪[个条笔样](?:给|补|拿)?(?:得|的)?(?:钱)?(?:更|最)?[多少高低大]")
# 它还管哪些, 这家单位另外负责什么, 还牵头别的吗; not 归谁管
_ITS_TASKS = re.compile(
    r"(?:[它他她]们?|人家|[这那该](?:个|家)?(?:部门|单位|局|委|家))[^,。;!?]{0,4}?(?:管|负责|牵头|参与)[^,。;!?]{0,4}?(?:哪|什么|啥|几|别的|其他)"
    r"|[它他她]们?[^,。;!?]{0,2}?(?:手上|手里|名下)[^,。;!?]{0,4}?(?:哪|几|什么|啥)"
    r"|(?:还|另外|也)(?:管|负责|牵头|参与)(?:着|了|过)?(?:哪|什么|啥|几|别的|其他)"
)
# 同一章里还有哪些条, 这一章别的条款
_REST_OF_CHAPTER = re.compile(
    r"(?:同一?|[这该本那]一?)(?:章|部分|个?板块)[^,。;!?]{0,4}?(?:还有|其他|其它|别的|另外|都有)"
)
# 这一章一共有哪几条
_CHAPTER_ITSELF = re.compile(r"(?:同一?|[这该本那]一?)章")
# 和第2条啥区别
_WITH_ANOTHER = re.compile(r"^(?:那|它|这条?)?(?:[和跟与比]|相比)")
_ASKS_WHO = re.compile("谁|哪[个家]?(?:部门|单位|局)")


def units_of(answer: Answer) -> tuple[str, ...]:
    """The units that an answer is about: those asked for by name, else the only one of a measure whose units were told."""
    if answer.named_units:
        return answer.named_units
    if answer.finding is not Finding.UNITS or len(answer.citations) != 1:
        return ()
    units = answer.citations[0].measure.units
    return units if len(units) == 1 else ()


def of_unit_spoken_of(context: Context) -> Context | None:
    """它还管哪些: the same as if the unit spoken of last had been named; None for anything else."""
    question, units = context.question, context.memory.units
    named = question.mentions.units or question.mentions.unknown_units or question.mentions.measures
    if not units or named or not _ITS_TASKS.search(question.text) or _ASKS_WHO.search(question.text):
        return None
    mentions = replace(question.mentions, units=units)
    return replace(context, question=replace(question, mentions=mentions, kind=Kind.LIST, core=""))


def of_chapter_spoken_of(context: Context) -> Context | None:
    """同一章里还有哪些条: the chapter of the measure spoken of last, as if it had been named; None for anything else."""
    memory, question = context.memory, context.question
    all_of_it = _CHAPTER_ITSELF.search(question.text) and (
        question.kind in (Kind.LIST, Kind.COUNT) or context.lexicon.has_cue("each_of", question.text)
    )
    all_of_it = all_of_it and not question.has_topic and not question.mentions.units
    if not memory.measures or not (all_of_it or _REST_OF_CHAPTER.search(question.text)):
        return None
    focus = memory.measures[0].number
    found = [one.number for one in context.notice.chapters if focus in {measure.number for measure in one.measures}]
    mentions = replace(question.mentions, chapters=tuple(found))
    return replace(context, question=replace(question, mentions=mentions, kind=Kind.LIST, core="")) if found else None


def answer_each(context: Context) -> Answer | None:
    """刚才这两条都找哪些部门: the same question of each measure spoken of; None where it is asked of no such two."""
    hits = _these(context) or _differing(context)
    compared = bool(_WHICH_IS_MORE.search(context.question.text))
    if not hits or (context.lexicon.has_cue("which", context.question.text) and not compared):
        return None
    kind = Kind.FUNDING if compared else context.question.kind
    if kind is Kind.LIST and context.lexicon.has_cue("units_of", context.question.text):
        kind = Kind.CONTACT  # 两条分别是哪些局管
    if context.lexicon.has_cue("differs", context.question.text) and context.lexicon.has_cue(
        "units_of", context.question.text
    ):
        return joined([answer_measure(Kind.CONTACT, hit, context) for hit in hits])  # 责任单位有啥差别
    if kind not in OF_EACH or context.lexicon.has_cue("differs", context.question.text):
        citations = tuple(cite(hit.notice, hit.measure, hit.score, ()) for hit in hits)
        return Answer(Status.ANSWERED, Kind.CONTENT, Finding.WHOLE_MEASURE, context.notice, citations)
    return joined([answer_measure(kind, hit, context) for hit in hits])


def _differing(context: Context) -> tuple[Hit, ...]:
    """责任单位有啥差别: the two measures last shown, where nothing else is named."""
    question, refs = context.question, context.memory.measures
    bare = not question.has_topic and not question.mentions.measures
    if not bare or len(refs) != TWO or not context.lexicon.has_cue("differs", question.text):
        return ()
    found = [hit for hit in context.hits if MeasureRef(hit.notice.key, hit.measure.number) in refs]
    return tuple(sorted(found, key=lambda hit: hit.measure.number))


def with_the_one_before(context: Context, asked: tuple[int, ...]) -> tuple[int, ...]:
    """和第2条啥区别: the measure spoken of, and the one that is named."""
    text, measures = context.question.text, context.memory.measures
    compared = context.lexicon.has_cue("differs", text) and _WITH_ANOTHER.search(text)
    if len(asked) != 1 or not measures or not compared or measures[0].number in asked:
        return asked
    return (measures[0].number, *asked)


def of_issuers_spoken_of(context: Context) -> bool:
    """国开行也在里头, 第二个是哪个, after the issuers were told: they are asked about again."""
    question, lexicon = context.question, context.lexicon
    if context.memory.kind is not Kind.ISSUER or question.mentions.measures:
        return False
    named = question.mentions.units or question.mentions.unknown_units
    return bool(named and lexicon.has_cue("takes_part", question.text)) or is_ordinal(question.text)


def joined(answers: list[Answer]) -> Answer:
    """The same question answered of several measures, as one answer: the first one's words, everybody's quotes."""
    answered = next((answer for answer in answers if answer.status is Status.ANSWERED), answers[0])
    return replace(answered, citations=tuple(citation for answer in answers for citation in answer.citations))


def _these(context: Context) -> tuple[Hit, ...]:
    """The so many measures that were listed or spoken of last, in the order of their numbers."""
    said, memory = _THESE.search(context.question.text), context.memory
    number = chinese_number((said["number"] or said["bare"]).replace("两", "二")) if said else None
    if not number:
        return ()
    refs = memory.measures if len(memory.measures) == number else memory.spoken[:number]
    found = [hit for hit in context.hits if MeasureRef(hit.notice.key, hit.measure.number) in refs]
    return tuple(sorted(found, key=lambda hit: hit.measure.number)) if len(found) == number else ()
