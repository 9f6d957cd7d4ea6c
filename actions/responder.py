"""One question → one answer. Pure routing: which kind, whether the notice speaks of it at all, and which measure."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answer import Answer, Finding, Kind, Status
from actions.business import answers_for_place, is_out_of_scope, names_coined_word, says_a_place, stands_in_notice
from actions.context import Context, chapter_buttons, cite, cite_hit, measure_button
from actions.followup import Reference, leans_on_talk, points_at_nothing, referred, spoken_of
from actions.kinds import by_words, kind_of, kind_of_number, of_notice_or_measure
from actions.measure_answers import answer_measure, asks_units, aspect_not_named, not_mentioned
from actions.money import Role, role_of
from actions.notice_answers import (
    answer_area,
    answer_date,
    answer_issuer,
    answer_list,
    asks_for_measures,
    chapters_named,
    chapters_there,
    lacking_topic,
    numbers_beyond,
    outside,
)
from actions.passages import told_around
from actions.several import (
    answer_each,
    joined,
    of_chapter_spoken_of,
    of_issuers_spoken_of,
    of_unit_spoken_of,
    with_the_one_before,
)
from actions.signs import (
    MEASURE_LIKELY,
    SURE_OF_KIND,
    asks_issuers,
    asks_of_unknown_unit,
    asks_where_written,
    points_at_one,
    speaks_of_measure,
)
from index.hits import Hit

SOCIAL_FINDINGS = {
    "greet": Finding.GREETING,
    "thanks": Finding.THANKS,
    "goodbye": Finding.GOODBYE,
    "bot_challenge": Finding.BOT,
    "ask_human": Finding.HUMAN,
    "chitchat_feedback": Finding.FEEDBACK,
}
EXPIRY_ASPECT = "有效期"
SURE_OF_PROCEDURE = 0.6
CANDIDATES = 3
CLOSE_BEHIND = 0.75
"""Share of the best score from which another measure may be meant."""
HEADED = 4
"""Characters of a topic from which its standing in a heading counts more than the ranking."""
# 我想问人才的事, 咨询一下土地
_JUST_NAMES = re.compile(
    r"(?:你好|您好)?[,，]?(?:我们?|我就)?(?:想|要|来)?(?:问|咨询|了解|打听|聊|说)(?:一?[下哈])?.{2,8}(?:的|这块|那块|方面)*(?:事情?|政策|问题|情况)?[。?]?$"
)
_THAT_CHAPTER, _ONE_OF_IT = re.compile("[那这]一?章|[那这]部分"), re.compile("[那哪这]一?条|第[0-9]+条")
EXPIRY_OF_MEASURE = 0.62
"""Fused score from which an expiry is asked of a measure's matter, not of the notice."""
SURELY_SOCIAL, BARE_ASPECT = 0.95, 8
"""Probability of small talk, and characters, from which the word for an aspect asks nothing (谢谢，你比打热线快)."""
SHORT_CORE = 6
"""A core of at most so many characters is a keyword, which may stand in several measures."""


def respond(context: Context) -> Answer:
    """Answer one question. Never raises for any text; the last resort is to say that the notice does not mention it."""
    question = context.question
    in_passing = question.social_probability >= SURELY_SOCIAL and len(question.text) > BARE_ASPECT
    asks = question.aspect and context.memory.measures and not in_passing
    social = question.social and not asks and not leans_on_talk(context) and not points_at_nothing(context)
    named = question.mentions.measures or question.mentions.chapters or question.mentions.unknown_units
    if social and not named and not stands_in_notice(context):
        return Answer(Status.SOCIAL, Kind.SOCIAL, SOCIAL_FINDINGS[str(question.social)], context.notice)
    beyond = numbers_beyond(question.mentions.measures, context.notice)
    if beyond:
        said = tuple(str(number) for number in beyond)
        return Answer(Status.NOT_IN_NOTICE, question.kind, Finding.NO_SUCH_NUMBER, context.notice, said=said)
    if question.mentions.measures and answers_for_place(context):
        return outside(question.kind, context)
    if question.mentions.measures:
        return _by_number(context)
    if points_at_nothing(context):
        return which_chapter(context, question.kind)
    if of_issuers_spoken_of(context):
        return answer_issuer(context)
    of_each = answer_each(context)
    if of_each:
        return of_each
    of_whole = of_unit_spoken_of(context) or of_chapter_spoken_of(context)
    if of_whole:
        return answer_list(Kind.LIST, of_whole)
    reference = referred(context)
    context = replace(context, question=replace(question, kind=kind_of(context, reference)))
    question = context.question
    if reference and question.aspect == EXPIRY_ASPECT and not question.has_topic:
        return _expiry(context)
    if reference and (reference.surely or not is_out_of_scope(context)) and not answers_for_place(context):
        return answer_measure(question.kind, reference.hit, context)
    if question.aspect == EXPIRY_ASPECT and context.lexicon.has_cue("this_document", question.text):
        return _expiry(context)
    asks_areas = context.lexicon.has_cue("asks_areas", question.text)
    if is_out_of_scope(context) and not says_a_place(context):
        spoken = spoken_of(context)
        if spoken:
            return answer_measure(kind_of(context, Reference(spoken, True)), spoken, context)
        return Answer(Status.OUT_OF_SCOPE, None, Finding.OUT_OF_SCOPE, context.notice)
    if (answers_for_place(context) or says_a_place(context)) and not asks_areas:
        return outside(Kind.AREA if question.kind is Kind.AREA else Kind.ELIGIBILITY, context)
    return _by_kind(context)


def _expiry(context: Context) -> Answer:
    """过期没得: of the notice as a whole, whatever measure was spoken of; with 什么时候开始 the dates are told."""
    asks_dates = context.lexicon.has_cue("asks_date", context.question.text)
    if context.notice.effective_until or asks_dates:
        return answer_date(context)
    return aspect_not_named(context, None)


def _by_number(context: Context) -> Answer:
    asked = with_the_one_before(context, context.mentions.measures)
    named = sorted((h for h in context.hits if h.measure.number in asked), key=lambda h: asked.index(h.measure.number))
    question, kind = context.question, kind_of_number(context)
    if kind is Kind.CONTACT and len(named) > 1 and question.kind_probability < SURE_OF_KIND and not asks_units(context):
        kind = Kind.CONTENT  # 第20条和第1条，哪个给得多
    if len(named) == 1 and not (kind is Kind.CONTENT and context.lexicon.has_cue("verbatim", context.question.text)):
        return answer_measure(kind, named[0], context)
    if kind in (Kind.CONTACT, Kind.PROCEDURE):
        return joined([answer_measure(kind, hit, context) for hit in named])
    citations = tuple(cite(hit.notice, hit.measure, hit.score, ()) for hit in named)
    return Answer(Status.ANSWERED, kind, Finding.WHOLE_MEASURE, context.notice, citations)


def _by_kind(context: Context) -> Answer:
    question = context.question
    kind = question.kind
    best = context.best
    of_notice = kind in (Kind.DATE, Kind.ISSUER) or context.notice.effective_until is not None
    of_notice = of_notice or best is None or best.score < EXPIRY_OF_MEASURE
    if of_notice and question.aspect == EXPIRY_ASPECT:
        return _expiry(context)
    if context.lexicon.has_cue("asks_areas", question.text) and not context.mentions.units:
        return answer_area(context)
    if kind in (Kind.COUNT, Kind.LIST, Kind.CONTACT) and asks_issuers(context):
        return answer_issuer(context)
    kind = of_notice_or_measure(kind, context)
    if kind is Kind.CONTACT and asks_of_unknown_unit(context):
        return not_mentioned(kind, context, context.mentions.unknown_units)
    kind = by_words(kind, context)
    if (
        kind is Kind.ISSUER
        and question.detail
        and not any(question.detail.is_stated(m.text) for m in context.notice.measures)
    ):
        return aspect_not_named(context, None)  # 附件2的目录
    around = told_around(context)
    if around:
        return around
    if kind in (Kind.DATE, Kind.ISSUER) and context.lexicon.has_cue("beside_notice", question.text):
        return aspect_not_named(context, None)  # 第61次主任办公会是哪天开的
    beyond_areas = ("size_of_place", "other_places")
    if kind is Kind.AREA and any(context.lexicon.has_cue(cue, question.text) for cue in beyond_areas):
        return aspect_not_named(context, None)  # 示范区好多平方公里, 其他省的示范区
    if kind is Kind.CONTACT and context.lexicon.has_cue("each_of", question.text) and chapters_named(context):
        return answer_list(Kind.LIST, context)  # 人才那章三条分别归谁
    if kind is Kind.AREA:
        return answer_area(context)
    if kind is Kind.DATE:
        return answer_date(context)
    if kind is Kind.ISSUER:
        return answer_issuer(context)
    if context.mentions.chapters and not chapters_there(context):
        return not_mentioned(Kind.CONTENT, context, tuple(f"第{number}章" for number in context.mentions.chapters))
    if _names_chapter(context) and kind in (Kind.CONTENT, Kind.DEFINITION, Kind.LIST, Kind.COUNT):
        return answer_list(kind if kind is Kind.COUNT else Kind.LIST, context)
    if kind is Kind.LIST and (points_at_one(context) or asks_where_written(context)):
        kind = Kind.CONTENT
    if kind in (Kind.LIST, Kind.COUNT) and asks_for_measures(context):
        return answer_list(kind, context)
    if kind in (Kind.LIST, Kind.COUNT):
        kind = Kind.CONTENT
    if kind is Kind.CONTENT and context.lexicon.has_cue("listed", question.text):
        lacking = lacking_topic(context)
        if lacking:
            return lacking
    return _by_measure(kind, context)


def _names_chapter(context: Context) -> bool:
    """第四部分, 讲引人育人的那章: a chapter as a whole, and no one measure of it."""
    text = context.question.text
    by_topic = _THAT_CHAPTER.search(text) and not _ONE_OF_IT.search(text) and chapters_named(context)
    return bool(context.mentions.chapters or by_topic)


def _by_measure(kind: Kind, context: Context) -> Answer:
    question = context.question
    vague = question.overview and not question.aspect and not names_coined_word(context)
    if vague and not speaks_of_measure(context, question.overview):
        return which_chapter(context, Kind.CONTENT)
    if not question.has_topic and (context.mentions.areas or context.mentions.outside) and kind is not Kind.ELIGIBILITY:
        return answer_area(context)
    if not question.has_topic:
        return _without_topic(kind, context)
    context = _headed_first(context)
    candidates = _ambiguous(context)
    if candidates and not question.aspect:
        return which_measure(Kind.CONTENT if kind is Kind.PROCEDURE else kind, context, candidates)
    best = _stating_said_sum(context) or _asked_minimum(context) if kind is Kind.FUNDING else context.best
    if kind is Kind.PROCEDURE:
        return aspect_not_named(context, best if best and best.score >= context.calibration.answer_from else None)
    if best is None or best.score < context.calibration.ask_back_from:
        return not_mentioned(kind, context, context.mentions.unknown_units)
    if best.score < context.calibration.answer_from:
        return which_measure(kind, context, context.hits[:CANDIDATES])
    return answer_measure(kind, best, context)


def _headed_first(context: Context) -> Context:
    """The hits, first the one whose heading holds what is asked for, where it is the only one (创新平台怎么支持; in another
    order, too: 引进创新人才)."""
    core = context.question.core
    headed = [hit for hit in context.hits if len(core) >= HEADED and set(core) <= set(hit.measure.heading)]
    if len(headed) != 1:
        return context
    return replace(context, hits=(*headed, *(hit for hit in context.hits if hit is not headed[0])))


def _asked_minimum(context: Context) -> Hit | None:
    """The best hit; where the least is asked for (最少要放多少钱), one close behind that names a threshold."""
    best = context.best
    if best is None or not context.lexicon.has_cue("minimum", context.question.text):
        return best
    near = [hit for hit in context.hits[:CANDIDATES] if hit.score >= CLOSE_BEHIND * best.score]
    return next((hit for hit in near if _names_threshold(hit, context)), best)


def _stating_said_sum(context: Context) -> Hit | None:
    """5000万能全拿吗, with no other topic: the measure that states the very sum."""
    said, best = {one.value for one in context.question.sums}, context.best
    if not said or best is None or best.score >= MEASURE_LIKELY:
        return None
    stating = (hit for hit in context.hits if said & {amount.value for amount in hit.measure.amounts})
    least = context.calibration.answer_from  # it is meant, however little else of the question stands there
    return next((replace(hit, score=max(hit.score, least)) for hit in stating), None)


def _names_threshold(hit: Hit, context: Context) -> bool:
    return any(role_of(amount, context.lexicon) is Role.THRESHOLD for amount in hit.measure.amounts)


def _without_topic(kind: Kind, context: Context) -> Answer:
    """An ellipsis (那找谁呢) when nothing was spoken of: ask back, never a guess."""
    question = context.question
    if context.mentions.unknown_units:
        return not_mentioned(kind, context, context.mentions.unknown_units)
    unsure = question.aspect is None and question.kind_probability < SURE_OF_PROCEDURE
    if kind is Kind.PROCEDURE and not unsure:
        return aspect_not_named(context, None)
    if kind is Kind.ELIGIBILITY and context.mentions.areas:
        areas = "、".join(context.mentions.areas)
        return Answer(
            Status.ANSWERED,
            kind,
            Finding.AREA_CONFIRMED,
            context.notice,
            subject=areas,
            buttons=chapter_buttons(context.notice),
        )
    if kind is Kind.FUNDING:
        return which_measure(kind, context, context.hits[:CANDIDATES])
    return which_chapter(context, kind)


def _ambiguous(context: Context) -> tuple[Hit, ...]:
    """The measures among which a bare keyword does not decide: it stands in several of them and in no heading."""
    core, text = context.question.core, context.question.text
    if len(core) > SHORT_CORE or (len(text) > len(core) + 2 and not _JUST_NAMES.match(text)):
        return ()
    holding = [hit for hit in context.hits if core in hit.measure.text]
    if len(holding) < 2 or any(core in hit.measure.heading for hit in context.hits):
        return ()
    return tuple(holding[:CANDIDATES])


def which_measure(kind: Kind, context: Context, hits: tuple[Hit, ...]) -> Answer:
    """Ask back among two or three measures."""
    buttons = tuple(measure_button(kind, hit.notice, hit.measure) for hit in hits)
    citations = tuple(cite_hit(hit) for hit in hits)
    return Answer(Status.CLARIFY, kind, Finding.WHICH_MEASURE, context.notice, citations, buttons=buttons)


def which_chapter(context: Context, kind: Kind) -> Answer:
    """Ask back with the chapters as buttons."""
    return Answer(Status.CLARIFY, kind, Finding.WHICH_CHAPTER, context.notice, buttons=chapter_buttons(context.notice))
