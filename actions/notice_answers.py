"""Answers from the notice as a whole: areas, dates, issuers, and lists and counts of its measures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from actions.answer import OF_THESE, Answer, Citation, Finding, Kind, Status
from actions.context import Context, cite_units
from actions.listed import SUPERLATIVES, these
from actions.measure_answers import answer_measure
from actions.money import gives_money
from index.hits import Hit
from index.notice import Measure, Notice
from index.text import chinese_number

# 一家单位单独扛的
_ALONE = re.compile(
    r"(?:一|1)?[个家]?(?:责任)?(?:单位|部门|局)(?:单独|独自|独家|自己)|(?:单独|独自|独家)(?:一家)?(?:负责|管|扛|牵头)"
)
# 只有一家责任单位的, 两个部门一起管的
_SO_MANY_UNITS = re.compile(
    r"(?:只有|仅有|只|仅|就|由)独?(?P<number>[0-9]+|[一二两三四五六七八九十]+)[个家](?:责任|牵头)?(?:单位|部门|局)"
)
COVERED = 0.7
"""Share of a topic's characters that an everyday word must cover to stand for the whole of it."""
LIKE_ENOUGH = 0.64
"""Fused score from which a measure is taken to speak of a topic in other words."""


def answer_area(context: Context) -> Answer:
    """Which areas, or whether a named place is one of them."""
    notice, mentions = context.notice, context.mentions
    if not notice.areas:
        return Answer(Status.NOT_IN_NOTICE, Kind.AREA, Finding.NO_AREAS, notice)
    if mentions.outside and not mentions.areas:
        answer = outside(Kind.AREA, context)
        asks_for_all = context.lexicon.has_cue("asks_areas", context.question.text)
        return replace(answer, status=Status.ANSWERED) if asks_for_all else answer
    if mentions.areas:
        return Answer(Status.ANSWERED, Kind.AREA, Finding.AREA_CONFIRMED, notice, subject="、".join(mentions.areas))
    return Answer(Status.ANSWERED, Kind.AREA, Finding.AREAS, notice)


def outside(kind: Kind, context: Context) -> Answer:
    """A place that is not among the notice's areas."""
    best, named = context.best, context.mentions.measures or context.question.has_topic
    about = best.measure if best and named and best.score >= LIKE_ENOUGH else None
    return Answer(
        Status.NOT_IN_NOTICE, kind, Finding.AREA_OUTSIDE, context.notice, said=context.mentions.outside, about=about
    )


def answer_date(context: Context) -> Answer:
    return Answer(Status.ANSWERED, Kind.DATE, Finding.DATES, context.notice)


def answer_issuer(context: Context) -> Answer:
    return Answer(Status.ANSWERED, Kind.ISSUER, Finding.ISSUERS, context.notice)


def answer_list(kind: Kind, context: Context) -> Answer:
    """Measures (or chapters, units, areas) that meet what the question names; kind is list or count."""
    question, lexicon, notice = context.question, context.lexicon, context.notice
    if context.mentions.unknown_units:
        return Answer(Status.NOT_IN_NOTICE, kind, Finding.NOTHING_LISTED, notice, said=context.mentions.unknown_units)
    if kind is Kind.COUNT:
        counted = _count_of_parts(context)
        if counted:
            return counted
    superlative = _superlative(context)
    if superlative:
        return superlative
    chosen, title = _chosen(context)
    if title in ("", OF_THESE) and question.has_topic and not lexicon.has_cue("whole", question.text):
        return _by_topic(kind, context)
    if not chosen:
        return Answer(Status.NOT_IN_NOTICE, kind, Finding.NOTHING_LISTED, notice, subject=title)
    only = _only_hit(chosen, context)
    if kind is Kind.LIST and only and _is_by_topic(context):
        return answer_measure(Kind.CONTENT, only, context)
    with_sums = any(lexicon.has_cue(cue, question.text) for cue in ("names_sum", "gives_sum"))
    citations = tuple(_citation(notice, measure, with_sums) for measure in chosen)
    return Answer(Status.ANSWERED, kind, Finding.LISTING, notice, citations, subject=title, count=len(chosen))


def asks_for_measures(context: Context) -> bool:
    """Whether a list or count is one of measures (or chapters, units, areas), not of things inside a measure."""
    text, lexicon = context.question.text, context.lexicon
    named = context.mentions.units or context.mentions.unknown_units or not context.question.has_topic
    if _ALONE.search(text):
        return True
    cues = ("listed", "counts_chapters", "counts_units", "counts_areas", "names_sum", "gives_sum", *SUPERLATIVES)
    return bool(named or chapters_named(context) or any(lexicon.has_cue(cue, text) for cue in cues))


def tells_number_of_units(text: str) -> bool:
    """只有一家责任单位的, 一家单位单独扛的: measures are chosen by how many units they have."""
    return bool(_SO_MANY_UNITS.search(text) or _ALONE.search(text))


def _only_hit(measures: tuple[Measure, ...], context: Context) -> Hit | None:
    """The one measure that a list would hold: 讲土地的是哪条 is answered with its clause, not with its heading alone."""
    if len(measures) != 1:
        return None
    return next((hit for hit in context.hits if hit.measure.number == measures[0].number), None)


def _is_by_topic(context: Context) -> bool:
    """Whether nothing but a topic in everyday words chooses the measures: no unit, number or sum."""
    text, lexicon = context.question.text, context.lexicon
    cues = ("gives_sum", "names_sum", "most_units", "fewest_units")
    of_units = _SO_MANY_UNITS.search(text) or _ALONE.search(text)
    return not (context.mentions.units or context.mentions.chapters or of_units) and not any(
        lexicon.has_cue(cue, text) for cue in cues
    )


def _count_of_parts(context: Context) -> Answer | None:
    """几章, 几个部门, 几个区: what is counted is not measures."""
    text, notice, lexicon = context.question.text, context.notice, context.lexicon
    units = {unit for measure in notice.measures for unit in measure.units}
    for cue, count, subject in (
        ("counts_chapters", len([chapter for chapter in notice.chapters if chapter.label]), "章"),
        ("counts_units", len(units), "责任单位"),
        ("counts_areas", len(notice.areas), "区域"),
    ):
        if lexicon.has_cue(cue, text):
            return Answer(Status.ANSWERED, Kind.COUNT, Finding.LISTING, notice, subject=subject, count=count)
    return None


def _chosen(context: Context) -> tuple[tuple[Measure, ...], str]:
    """Measures that meet every criterion named, and the criteria in words; all measures and "" when none is named."""
    notice, text, lexicon = context.notice, context.question.text, context.lexicon
    measures = _among(context)
    titles = [OF_THESE] if len(measures) < len(notice.measures) else []
    units = context.mentions.units
    if units:
        test = any if len(units) > 1 and lexicon.has_cue("each_of", text) else all
        measures = [m for m in measures if test(unit in m.units for unit in units)]
        titles.append("、".join(units) + ("共同负责" if len(units) > 1 and test is all else "负责"))
    chapters = chapters_named(context)
    if chapters:
        measures = [m for m in measures if m.chapter_number in chapters]
        titles.append("".join(c.title for c in notice.chapters if c.number in chapters))
    measures, number_of_units = _by_number_of_units(measures, context)
    titles += number_of_units
    if lexicon.has_cue("gives_sum", text):
        measures, titles = [m for m in measures if gives_money(m, lexicon)], [*titles, "写明可获得的金额"]
    elif lexicon.has_cue("names_sum", text):
        measures, titles = [m for m in measures if m.amounts], [*titles, "写明金额"]
    return tuple(measures), "，".join(titles)


def _among(context: Context) -> list[Measure]:
    """The measures listed before, where the question is about these (这几条里哪条有钱, 一共管几条); else all."""
    listed = {ref.number for ref in these(context) if ref.notice_key == context.notice.key}
    of_these = listed and (
        context.lexicon.has_cue("of_these", context.question.text) or _counts_what_was_listed(context)
    )
    return [measure for measure in context.notice.measures if not of_these or measure.number in listed]


def _counts_what_was_listed(context: Context) -> bool:
    """一共管几条, after the list of a unit's measures: those are counted."""
    question, lexicon = context.question, context.lexicon
    after_list = context.memory.kind is Kind.LIST and question.kind is Kind.COUNT
    return after_list and not context.mentions.units and lexicon.has_cue("in_charge", question.text)


def _by_number_of_units(measures: list[Measure], context: Context) -> tuple[list[Measure], list[str]]:
    """责任单位最多的, 最少的, 只有一个的: the measures that are meant, and how that is said."""
    lexicon, text = context.lexicon, context.question.text
    counts = [len(measure.units) for measure in measures if measure.units]
    exactly = _SO_MANY_UNITS.search(text)
    if not counts:
        return measures, []
    if lexicon.has_cue("most_units", text):
        wanted, said = max(counts), "责任单位最多"
    elif lexicon.has_cue("fewest_units", text):
        wanted, said = min(counts), "责任单位最少"
    elif exactly and chinese_number(exactly["number"].replace("两", "二")):
        wanted, said = chinese_number(exactly["number"].replace("两", "二")) or 0, "责任单位数目相符"
    elif _ALONE.search(text):
        wanted, said = 1, "责任单位只有一个"
    else:
        return measures, []
    return [measure for measure in measures if len(measure.units) == wanted], [f"{said}（{wanted}个）"]


def _superlative(context: Context) -> Answer | None:
    """哪个部门管的条数最多, 哪一章措施最多: the units or chapters with the most measures, and these measures."""
    lexicon, text, notice = context.lexicon, context.question.text, context.notice
    if lexicon.has_cue("busiest_unit", text):
        groups = {unit: [m for m in notice.measures if unit in m.units] for m in notice.measures for unit in m.units}
        label = "负责条数最多的单位是{}，其负责"
    elif lexicon.has_cue("longest_chapter", text) or lexicon.has_cue("shortest_chapter", text):
        groups = {chapter.title: list(chapter.measures) for chapter in notice.chapters if chapter.measures}
        label = "措施条数最多的章是“{}”，其中"
    else:
        return None
    wanted = max
    if lexicon.has_cue("shortest_chapter", text):
        wanted, label = min, "措施条数最少的章是“{}”，其中"
    most = wanted((len(measures) for measures in groups.values()), default=0)
    named = [name for name, measures in groups.items() if len(measures) == most and most]
    chosen = [m for m in notice.measures if any(m in groups[name] for name in named)]
    citations = tuple(_citation(notice, measure, False) for measure in chosen)
    subject = label.format("、".join(named))
    return Answer(Status.ANSWERED, Kind.LIST, Finding.LISTING, notice, citations, subject, (), len(citations))


def chapters_named(context: Context) -> set[int]:
    """By number (第五部分), or by the everyday words of a chapter's topic: anywhere beside 章 or 方面, else as the whole
    of what is asked (人才 is a chapter's topic, 人才公寓 is not)."""
    notice, text, core = context.notice, context.question.text, context.question.core
    of_chapters = context.lexicon.has_cue("of_chapter", text)
    if chapters_there(context):
        return chapters_there(context)
    found = [
        (len(word), chapter.number)
        for topic in context.lexicon.topics
        for word in (topic.chapter, *topic.words)
        for chapter in notice.chapters
        if topic.chapter in chapter.heading
        and word in text
        and (of_chapters or (word in core and len(word) >= COVERED * len(core)))
    ]
    longest = max((length for length, _ in found), default=0)
    return {number for length, number in found if length == longest}


def _holding(context: Context) -> tuple[Measure, ...]:
    """Measures whose text holds the thing asked about, in the caller's or the official word."""
    core = context.question.core
    words = {core, *context.lexicon.official_terms_covering(core, COVERED)}
    return tuple(m for m in context.notice.measures if any(len(w) >= 2 and w in m.text for w in words))


def _by_topic(kind: Kind, context: Context) -> Answer:
    core, holding = context.question.core, _holding(context)
    best = context.best
    about = context.lexicon.has_cue("about_topic", context.question.text)
    if not holding and not about and best and best.score >= LIKE_ENOUGH:
        return answer_measure(Kind.CONTENT, best, context)
    if not holding:
        return Answer(Status.NOT_IN_NOTICE, kind, Finding.NOTHING_LISTED, context.notice, said=(core,))
    only = _only_hit(holding, context)
    if kind is Kind.LIST and only:
        return answer_measure(Kind.CONTENT, only, context)
    citations = tuple(_citation(context.notice, measure, False) for measure in holding)
    return Answer(Status.ANSWERED, kind, Finding.LISTING, context.notice, citations, "", (core,), len(holding))


def lacking_topic(context: Context) -> Answer | None:
    """关于直播带货的那一条: say so when no measure holds the thing and none is found that is like the question."""
    best = context.best
    if not context.lexicon.has_cue("about_topic", context.question.text) or _holding(context):
        return None
    if best and best.score >= LIKE_ENOUGH:
        return None
    said = (context.question.core,)
    return Answer(Status.NOT_IN_NOTICE, Kind.LIST, Finding.NOTHING_LISTED, context.notice, said=said)


def _citation(notice: Notice, measure: Measure, with_amounts: bool) -> Citation:
    citation = cite_units(notice, measure, 1.0)
    return Citation(notice, measure, citation.span, 1.0, (), measure.amounts if with_amounts else ())


def chapters_there(context: Context) -> set[int]:
    """Numbers of chapters named in the question that the notice has."""
    return {chapter.number for chapter in context.notice.chapters} & set(context.mentions.chapters)


def numbers_beyond(numbers: Iterable[int], notice: Notice) -> tuple[int, ...]:
    """Numbers that no measure of the notice has."""
    known = {measure.number for measure in notice.measures}
    return tuple(number for number in numbers if number not in known)
