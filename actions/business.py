"""Whose business a question is: the notice's, and its areas', or somebody else's."""

from __future__ import annotations

import re

from actions.answer import Kind
from actions.context import Context
from actions.scope import Scope, Witnesses

OF_A_PLACE = {Kind.ELIGIBILITY, Kind.AREA, Kind.CONTENT, Kind.FUNDING, Kind.CONTACT}
"""Kinds whose answer depends on where the caller is."""
FEW_CHARACTERS = 3
NAMED_FROM = 0.35
"""Probability from which a question is the notice's business where it uses a word of the notice's own, or names a place."""
_COINED = re.compile(r"“([^”]{2,12})”")
# 绵阳有个厂想跟我们合伙: the partner is outside, the caller is not
_WITH_US = re.compile("(?:跟|和|与|同|找|约|拉)(?:我们|咱|俺|我(?![说讲介聊]))")
# 没有搬到重庆的打算, 厂不搬
_NOT_COMING = re.compile(r"(?:没有?|没得|不|未)(?:打算|想|准备|会|要|愿意|计划)?(?:搬|迁|落户|过来)")


def answers_for_place(context: Context) -> bool:
    """Whether what counts is that the caller is outside the notice's areas."""
    return context.question.kind in OF_A_PLACE and _is_outside(context)


def says_a_place(context: Context) -> bool:
    """客户人在长寿, in the middle of a talk: a place outside, and nothing else."""
    return bool(context.memory.measures) and _is_outside(context) and len(context.question.core) <= FEW_CHARACTERS


def stands_in_notice(context: Context) -> bool:
    """Whether the message's own words stand in a measure: a bare keyword is a question, not small talk."""
    core = context.question.core
    return context.question.has_topic and any(core in hit.measure.text for hit in context.hits)


def is_out_of_scope(context: Context) -> bool:
    """By intent and search together; by intent alone where nothing was named that could be searched."""
    question = context.question
    if not question.has_topic:
        if question.aspect and context.memory.measures:
            return False  # 收费标准？ of what was spoken of
        return not context.mentions.units and question.out_of_scope >= max(0.5, question.kind_probability)
    score = context.best.score if context.best else 0.0
    if context.mentions.units and question.aspect:
        return False
    if _claims_stated_sum(context) or _asks_which_measure(context) or _asks_for_the_document(context):
        return False
    fitted = context.calibration
    named = names_coined_word(context) or answers_for_place(context)
    scope = Scope(fitted.scope_weights, fitted.scope_bias, NAMED_FROM if named else fitted.own_from)
    return not scope.is_own(Witnesses(question.out_of_scope, score, context.known, context.foreign, context.own))


def names_coined_word(context: Context) -> bool:
    """塔尖, 双随机: a word that a measure puts in quotation marks is the notice's own."""
    core = context.question.core
    return any(word in core for hit in context.hits for word in _COINED.findall(hit.measure.text))


def _asks_which_measure(context: Context) -> bool:
    """提到充电桩的是哪条, 保税仓写在哪一条: whatever the topic, it is asked of the notice."""
    question, lexicon = context.question, context.lexicon
    asked = lexicon.has_cue("about_topic", question.text) or lexicon.has_cue("written", question.text)
    return lexicon.has_cue("listed", question.text) and asked and question.kind is Kind.LIST


def _asks_for_the_document(context: Context) -> bool:
    """通知原文在哪个网站能下: what a notice does not state, asked of the notice itself."""
    question = context.question
    return question.aspect is not None and context.lexicon.has_cue("this_document", question.text)


def _claims_stated_sum(context: Context) -> bool:
    """3000万补贴怎么领: the very sum of a measure, and taken for money that is given."""
    if not context.lexicon.has_cue("grant", context.question.text):
        return False
    stated = {amount.value for measure in context.notice.measures for amount in measure.amounts}
    return any(said.value in stated for said in context.question.sums)


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
    is_there = mentions.located and not _WITH_US.search(text)
    if is_there or best is None or not context.lexicon.has_cue("cooperation", text):
        return True
    if best.score < context.calibration.answer_from:
        return True
    return not any(phrase in best.measure.text for phrase in context.lexicon.inside_phrases)
