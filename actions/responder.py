"""One question → one answer. Pure routing: which kind, whether the notice speaks of it at all, and which measure."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answer import Answer, Finding, Kind, Status
from actions.context import Context, chapter_buttons, cite, cite_hit, measure_button
from actions.followup import kind_of, leans_on_talk, referred, spoken_of
from actions.measure_answers import answer_measure, aspect_not_named, not_mentioned
from actions.money import Role, role_of
from actions.notice_answers import (
    SUPERLATIVES,
    answer_area,
    answer_date,
    answer_issuer,
    answer_list,
    asks_for_measures,
    chapters_there,
    lacking_topic,
    numbers_beyond,
    outside,
)
from actions.scope import Scope, Witnesses
from index.search import Hit

SOCIAL_FINDINGS = {
    "greet": Finding.GREETING,
    "thanks": Finding.THANKS,
    "goodbye": Finding.GOODBYE,
    "bot_challenge": Finding.BOT,
    "ask_human": Finding.HUMAN,
    "chitchat_feedback": Finding.FEEDBACK,
}
EXPIRY_ASPECT = "有效期"
ABOUT_NOTICE = {Kind.AREA, Kind.DATE, Kind.ISSUER}
"""Kinds that no measure answers, so that the search says nothing about their being in scope."""
OF_A_PLACE = {Kind.ELIGIBILITY, Kind.AREA, Kind.CONTENT, Kind.FUNDING, Kind.CONTACT}
"""Kinds whose answer depends on where the caller is."""
SURE_OF_PROCEDURE = 0.6
CANDIDATES = 3
CLOSE_BEHIND = 0.75
"""Share of the best score from which another measure may be meant."""
FEW_CHARACTERS = 3
HEADED = 4
"""Characters of a topic from which its standing in a heading counts more than the ranking."""
SHORT_CORE = 6
"""A core of at most so many characters is a keyword, which may stand in several measures."""
# 没有搬到重庆的打算, 厂不搬
_NOT_COMING = re.compile(r"(?:没有?|没得|不|未)(?:打算|想|准备|会|要|愿意|计划)?(?:搬|迁|落户|过来)")
_OF_WHAT = re.compile(r"^.{2,12}呢[,，。?]")
_THAT_ONE, _INTERROGATIVE = re.compile("那一?[条项]"), re.compile("[哪几谁]|多少|什么|啥|吗|有没有|都")
NAMED_FROM = 0.35
"""Probability from which a question is the notice's business where it uses a word of the notice's own, or names a place."""
_COINED = re.compile(r"“([^”]{2,12})”")
MEASURE_LIKELY, MEASURE_MAY_BE, SURE_OF_KIND = 0.75, 0.6, 0.5
"""Fused score from which a measure is meant although the intent is for the notice as a whole; the lower one where
that intent is less probable than SURE_OF_KIND."""


def respond(context: Context) -> Answer:
    """Answer one question. Never raises for any text; the last resort is to say that the notice does not mention it."""
    question = context.question
    social = question.social and not (question.aspect and context.memory.measures) and not leans_on_talk(context)
    if social and not question.mentions.measures and not _stands_in_notice(context):
        return Answer(Status.SOCIAL, Kind.SOCIAL, SOCIAL_FINDINGS[str(question.social)], context.notice)
    beyond = numbers_beyond(question.mentions.measures, context.notice)
    if beyond:
        said = tuple(str(number) for number in beyond)
        return Answer(Status.NOT_IN_NOTICE, question.kind, Finding.NO_SUCH_NUMBER, context.notice, said=said)
    if question.mentions.measures:
        return _by_number(context)
    reference = referred(context)
    context = replace(context, question=replace(question, kind=kind_of(context, reference)))
    question = context.question
    if reference and (reference.surely or not _is_out_of_scope(context)) and not _answers_for_place(context):
        return answer_measure(question.kind, reference.hit, context)
    asks_areas = context.lexicon.has_cue("asks_areas", question.text)
    if _is_out_of_scope(context) and not _says_a_place(context):
        spoken = spoken_of(context)
        if spoken:
            return answer_measure(question.kind, spoken, context)
        return Answer(Status.OUT_OF_SCOPE, None, Finding.OUT_OF_SCOPE, context.notice)
    if (_answers_for_place(context) or _says_a_place(context)) and not asks_areas:
        return outside(Kind.AREA if question.kind is Kind.AREA else Kind.ELIGIBILITY, context)
    return _by_kind(context)


def _answers_for_place(context: Context) -> bool:
    """Whether what counts is that the caller is outside the notice's areas."""
    return context.question.kind in OF_A_PLACE and _is_outside(context)


def _says_a_place(context: Context) -> bool:
    """客户人在长寿, in the middle of a talk: a place outside, and nothing else."""
    return bool(context.memory.measures) and _is_outside(context) and len(context.question.core) <= FEW_CHARACTERS


def _stands_in_notice(context: Context) -> bool:
    """Whether the message's own words stand in a measure: a bare keyword is a question, not small talk."""
    core = context.question.core
    return context.question.has_topic and any(core in hit.measure.text for hit in context.hits)


def _is_out_of_scope(context: Context) -> bool:
    """By intent and search together; by intent alone where nothing was named that could be searched."""
    question = context.question
    if not question.has_topic:
        return not context.mentions.units and question.out_of_scope >= max(0.5, question.kind_probability)
    score = context.best.score if context.best else 0.0
    if context.mentions.units and question.aspect:
        return False
    if _claims_stated_sum(context) or _asks_which_measure(context):
        return False
    fitted = context.calibration
    named = _names_coined_word(context) or _answers_for_place(context)
    scope = Scope(fitted.scope_weights, fitted.scope_bias, NAMED_FROM if named else fitted.own_from)
    return not scope.is_own(Witnesses(question.out_of_scope, score, context.known, context.foreign, context.own))


def _names_coined_word(context: Context) -> bool:
    """塔尖, 双随机: a word that a measure puts in quotation marks is the notice's own."""
    core = context.question.core
    return any(word in core for hit in context.hits for word in _COINED.findall(hit.measure.text))


def _asks_which_measure(context: Context) -> bool:
    """提到充电桩的是哪条, 保税仓写在哪一条: whatever the topic, it is asked of the notice."""
    question, lexicon = context.question, context.lexicon
    asked = lexicon.has_cue("about_topic", question.text) or lexicon.has_cue("written", question.text)
    return lexicon.has_cue("listed", question.text) and asked and question.kind is Kind.LIST


def _claims_stated_sum(context: Context) -> bool:
    """3000万补贴怎么领: the very sum of a measure, and taken for money that is given."""
    if not context.lexicon.has_cue("grant", context.question.text):
        return False
    stated = {amount.value for measure in context.notice.measures for amount in measure.amounts}
    return any(said.value in stated for said in context.question.sums)


def _by_number(context: Context) -> Answer:
    asked = context.mentions.measures
    named = sorted((h for h in context.hits if h.measure.number in asked), key=lambda h: asked.index(h.measure.number))
    kind = context.question.kind
    if kind in (Kind.LIST, Kind.COUNT, Kind.AREA, Kind.DATE, Kind.ISSUER):
        kind = Kind.CONTENT
    if len(named) == 1 and not (kind is Kind.CONTENT and context.lexicon.has_cue("verbatim", context.question.text)):
        return answer_measure(kind, named[0], context)
    if kind in (Kind.CONTACT, Kind.PROCEDURE):
        answers = [answer_measure(kind, hit, context) for hit in named]
        return replace(answers[0], citations=tuple(citation for answer in answers for citation in answer.citations))
    citations = tuple(cite(hit.notice, hit.measure, hit.score, ()) for hit in named)
    return Answer(Status.ANSWERED, kind, Finding.WHOLE_MEASURE, context.notice, citations)


def _by_kind(context: Context) -> Answer:
    question = context.question
    kind = question.kind
    if kind in (Kind.DATE, Kind.ISSUER) and question.aspect == EXPIRY_ASPECT:
        kind = Kind.PROCEDURE
    if kind is Kind.PROCEDURE and question.aspect == EXPIRY_ASPECT and context.notice.effective_until:
        return answer_date(context)
    if context.lexicon.has_cue("asks_areas", question.text) and not context.mentions.units:
        return answer_area(context)
    asks_which = context.lexicon.has_cue("which", question.text)
    surely_issuer = kind is Kind.ISSUER and question.kind_probability >= SURE_OF_KIND and not asks_which
    if kind in (Kind.COUNT, Kind.LIST, Kind.CONTACT) and _asks_issuers(context):
        return answer_issuer(context)
    if kind in ABOUT_NOTICE and context.mentions.unknown_units and not surely_issuer:
        kind = Kind.LIST
    if kind in ABOUT_NOTICE and _speaks_of_measure(context, question.kind_probability):
        kind = Kind.CONTENT
    if kind in (Kind.FUNDING, Kind.ELIGIBILITY, Kind.CONTENT) and _asks_which_give_money(context):
        kind = Kind.LIST
    if kind in (Kind.LIST, Kind.PROCEDURE) and _asks_units_of_a_measure(context):
        kind = Kind.CONTACT
    if kind is Kind.CONTACT and _asks_of_unknown_unit(context):
        return not_mentioned(kind, context, context.mentions.unknown_units)
    if _asks_for_tasks_of_a_unit(kind, context):
        kind = Kind.LIST
    if kind in ABOUT_NOTICE and context.lexicon.has_cue("names_sum", question.text):
        kind = Kind.LIST
    if kind is Kind.PROCEDURE and question.kind_probability < SURE_OF_PROCEDURE and _states_the_detail(context):
        kind = Kind.CONTENT
    if (
        kind is Kind.ISSUER
        and question.detail
        and not any(question.detail.is_stated(m.text) for m in context.notice.measures)
    ):
        return aspect_not_named(context, None)  # 附件2的目录
    if kind is Kind.AREA:
        return answer_area(context)
    if kind is Kind.DATE:
        return answer_date(context)
    if kind is Kind.ISSUER:
        return answer_issuer(context)
    if context.mentions.chapters and not chapters_there(context):
        return not_mentioned(Kind.CONTENT, context, tuple(f"第{number}章" for number in context.mentions.chapters))
    if context.mentions.chapters and kind in (Kind.CONTENT, Kind.LIST, Kind.COUNT):
        return answer_list(Kind.LIST if kind is Kind.CONTENT else kind, context)
    if kind is Kind.LIST and _points_at_one(context):
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


def _asks_issuers(context: Context) -> bool:
    """盖章发文的有几家: those who issued it are counted, not measures."""
    lexicon, text = context.lexicon, context.question.text
    return lexicon.has_cue("issuing", text) and not lexicon.has_cue("listed", text)


def _points_at_one(context: Context) -> bool:
    """重点园区建设那一条: the measure itself is wanted, not a list."""
    text = context.question.text
    return bool(_THAT_ONE.search(text)) and context.question.has_topic and not _INTERROGATIVE.search(text)


def _asks_which_give_money(context: Context) -> bool:
    """到底哪几条能拿到真金白银: a list, however much it speaks of money."""
    lexicon, text = context.lexicon, context.question.text
    return lexicon.has_cue("which", text) and lexicon.has_cue("gives_sum", text)


def _asks_units_of_a_measure(context: Context) -> bool:
    """双创那条找哪些部门: which units, not which measures."""
    question, lexicon = context.question, context.lexicon
    named = context.mentions.units or context.mentions.unknown_units
    asks_units = lexicon.has_cue("which_units", question.text) and not lexicon.has_cue("reach", question.text)
    superlative = any(lexicon.has_cue(cue, question.text) for cue in SUPERLATIVES)
    return bool(question.has_topic and not named and asks_units and not superlative and not question.aspect)


def _asks_of_unknown_unit(context: Context) -> bool:
    """海关牵头的是哪一项: a unit that the notice does not know; not where a measure is meant and it is named in passing."""
    lexicon, text = context.lexicon, context.question.text
    if not context.mentions.unknown_units or context.mentions.units:
        return False
    asks_its_tasks = lexicon.has_cue("which", text) and lexicon.has_cue("in_charge", text)
    return asks_its_tasks or context.best is None or context.best.score < MEASURE_MAY_BE


def _asks_for_tasks_of_a_unit(kind: Kind, context: Context) -> bool:
    """住建委在里面负责啥, 市财政局还管些什么: a unit, what it is in charge of, and nothing else."""
    question, mentions = context.question, context.mentions
    if not mentions.units or question.has_topic or kind in (Kind.PROCEDURE, Kind.COUNT, Kind.FUNDING, Kind.ELIGIBILITY):
        return False
    return kind is Kind.CONTACT or context.lexicon.has_cue("in_charge", question.text)


def _states_the_detail(context: Context) -> bool:
    """几年之后能撤: sounds like a procedure, but it asks for a sort of fact, and the clause that answers states it."""
    detail, best = context.question.detail, context.best
    if detail is None or best is None or not context.question.has_topic or context.question.aspect:
        return False
    return bool(best.sentences) and detail.is_stated(best.sentences[0][0].text)


def _speaks_of_measure(context: Context, probability: float) -> bool:
    """哪些方面的专项资金会往示范区倾斜: sounds like a question for areas, but a measure answers it."""
    named = context.mentions.areas or context.mentions.outside
    question, best = context.question, context.best
    likely = MEASURE_LIKELY if probability >= SURE_OF_KIND else MEASURE_MAY_BE
    if _OF_WHAT.search(question.text) and question.kind is Kind.AREA:
        likely = context.calibration.answer_from  # 绿色通道呢，也在里头
    return bool(not named and question.has_topic and best and best.score >= likely)


def _is_outside(context: Context) -> bool:
    """A place outside is named, none inside, and it is not cooperation with it that the measure speaks of."""
    mentions, best = context.mentions, context.best
    text = context.question.text
    if context.lexicon.has_cue("comes_here", text) and not _NOT_COMING.search(text):
        return False
    if not mentions.outside or mentions.areas or not context.notice.areas:
        return False
    applies = context.lexicon.has_cue("applies", context.question.text)
    if context.question.kind not in (Kind.ELIGIBILITY, Kind.AREA) and not mentions.located and not applies:
        return False
    if mentions.located or best is None or not context.lexicon.has_cue("cooperation", context.question.text):
        return True
    return not any(phrase in best.measure.text for phrase in context.lexicon.inside_phrases)


def _by_measure(kind: Kind, context: Context) -> Answer:
    question = context.question
    if question.overview and not question.aspect and not _speaks_of_measure(context, question.overview):
        return which_chapter(context, Kind.CONTENT)
    if not question.has_topic and (context.mentions.areas or context.mentions.outside) and kind is not Kind.ELIGIBILITY:
        return answer_area(context)
    if not question.has_topic:
        return _without_topic(kind, context)
    context = _headed_first(context)
    candidates = _ambiguous(context)
    if candidates and not question.aspect:
        return which_measure(Kind.CONTENT if kind is Kind.PROCEDURE else kind, context, candidates)
    best = _asked_minimum(context) if kind is Kind.FUNDING else context.best
    if kind is Kind.PROCEDURE:
        return aspect_not_named(context, best if best and best.score >= context.calibration.answer_from else None)
    if best is None or best.score < context.calibration.ask_back_from:
        return not_mentioned(kind, context, context.mentions.unknown_units)
    if best.score < context.calibration.answer_from:
        return which_measure(kind, context, context.hits[:CANDIDATES])
    return answer_measure(kind, best, context)


def _headed_first(context: Context) -> Context:
    """The hits, first the one whose heading holds what is asked for, where it is the only one (创新平台怎么支持)."""
    core = context.question.core
    headed = [hit for hit in context.hits if len(core) >= HEADED and core in hit.measure.heading]
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


def _names_threshold(hit: Hit, context: Context) -> bool:
    return any(role_of(amount, context.lexicon) is Role.THRESHOLD for amount in hit.measure.amounts)


def _without_topic(kind: Kind, context: Context) -> Answer:
    """An ellipsis (那找谁呢) when nothing was spoken of: ask back, never a guess."""
    if context.mentions.unknown_units:
        return not_mentioned(kind, context, context.mentions.unknown_units)
    if kind is Kind.PROCEDURE and context.mentions.units:
        return aspect_not_named(context, None)
    if kind is Kind.PROCEDURE:
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
    core = context.question.core
    if len(core) > SHORT_CORE or len(context.question.text) > len(core) + 2:
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
