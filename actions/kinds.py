"""Which kind is asked: what Rasa's intent says, set right by what was spoken of and by the words of the question."""

from __future__ import annotations

import re

from actions.answer import Kind
from actions.context import Context
from actions.followup import (
    NEW_TOPIC_FROM,
    SURE_OF_KIND,
    SURELY_UNSTATED,
    Reference,
    asks_whether_takes_part,
    corrects_place,
    states_just_that,
    tells_who,
)
from actions.notice_answers import tells_number_of_units
from actions.signs import (
    ABOUT_NOTICE,
    asks_contact_only,
    asks_for_tasks_of_a_unit,
    asks_units_of_a_measure,
    asks_where_written,
    asks_which_give_money,
    corrects_unit,
    counts_units_of_a_measure,
    names_matter_only,
    speaks_of_measure,
    states_the_detail,
)
from actions.signs import (
    SURE_OF_KIND as HALF_SURE,
)
from actions.staying import LIKEWISE, WHOLE_NOTICE
from actions.whether import asks_whether_it_stands

SURE_OF_PROCEDURE, DOUBTED = 0.75, 0.6
"""Probability of a procedure from which it is believed of a measure spoken of, and without one."""
SURELY_PROCEDURE = 0.9
"""Probability of a procedure (种子库怎么进去) from which only what is surely stated is no procedure."""
PLAINLY_STATED = -1.5
"""Log-odds of asking for more than is stated below which what sounds like a procedure, and names no sort of fact, is stated."""
_OF_IT = re.compile(r"[的呢嘞咧喃][?。]?$")
# 是不是哪家企业都行
_FOR_ANYBODY = re.compile(
    r"(?:哪[家个种]|什么|所有的?|任何|随便哪[家个]|谁|是个?)[^,。?!]{0,6}都(?:行|能|可以|有份|得行|算)"
)
_NUMBER_ONLY = re.compile(r"^(?:那|哦|嗯)?[, ]?第?[0-9一二三四五六七八九十]{1,3}条的[呢?。]*$")


def kind_of(context: Context, reference: Reference | None) -> Kind:
    """The kind that is asked; where the message leaves it open (那土地呢, 领军人才那个), the kind asked before."""
    question, memory = context.question, context.memory
    if (
        memory.kind is Kind.PROCEDURE
        and question.mentions.units
        and not question.has_topic
        and _OF_IT.search(question.text)
    ):
        return Kind.PROCEDURE  # 招商投资局的, after a telephone number was asked for
    of_unit = question.kind in (Kind.LIST, Kind.COUNT) and bool(question.mentions.units)  # 那商务委呢
    open_kind = question.kind_probability < SURE_OF_KIND and question.aspect is None and not of_unit
    corrected = context.lexicon.has_cue("correction", question.text)
    likewise = bool(LIKEWISE.match(question.text)) or memory.asked_back or corrected
    before = None if memory.kind in WHOLE_NOTICE else memory.kind
    if before is Kind.PROCEDURE and question.has_topic:
        before = None  # 不对，我问的是财政专项资金, after a procedure that is not stated
    if before and likewise and open_kind and not context.lexicon.has_cue("quantity", question.text):
        return before
    asks_anew = any(context.lexicon.has_cue(cue, question.text) for cue in ("asks_contact", "asks_sum", "units_of"))
    again = context.lexicon.has_cue("again", question.text) and not asks_anew
    if before and reference and (corrects_place(context) or again):
        return before
    if reference and asks_whether_takes_part(context):
        return Kind.CONTACT
    if reference and tells_who(context):
        return Kind.ELIGIBILITY
    if question.kind is Kind.PROCEDURE and question.aspect is None and _asks_amount(context, reference):
        return Kind.FUNDING
    if question.kind is Kind.PROCEDURE and question.aspect is None and _states(context, reference):
        return Kind.CONTENT
    if question.kind is Kind.PROCEDURE and reference and states_just_that(reference.hit, context):
        return Kind.CONTENT
    if reference and question.kind in WHOLE_NOTICE and context.lexicon.has_cue("names_sum", question.text):
        return Kind.FUNDING
    if reference and _FOR_ANYBODY.search(question.text):
        return Kind.ELIGIBILITY
    if reference and question.kind in WHOLE_NOTICE and question.aspect:
        return Kind.PROCEDURE  # 它在哪条路办公
    if reference and question.kind in WHOLE_NOTICE:
        asks_units = context.lexicon.has_cue("units_of", question.text)
        return Kind.CONTACT if asks_units else Kind.CONTENT
    return question.kind


def kind_of_number(context: Context) -> Kind:
    """The kind that is asked of measures named by number; 第五条的, after sums, is asked for sums."""
    kind, before = context.question.kind, context.memory.kind
    if before and before not in WHOLE_NOTICE and _NUMBER_ONLY.match(context.question.text):
        return before
    if before and before not in WHOLE_NOTICE and _leaves_kind_open(context):
        return before
    if kind in WHOLE_NOTICE:
        return Kind.CONTACT if context.lexicon.has_cue("counts_units", context.question.text) else Kind.CONTENT
    return kind


def _leaves_kind_open(context: Context) -> bool:
    """那20条呢, 打错了，是17: another number, and nothing new is asked."""
    question = context.question
    bare = not question.has_topic and question.aspect is None and question.detail is None
    likewise = LIKEWISE.match(question.text) or context.lexicon.has_cue("correction", question.text)
    asks = any(context.lexicon.has_cue(cue, question.text) for cue in ("quantity", "units_of", "asks_content"))
    return bool(bare and likewise and not asks and question.kind_probability < SURE_OF_KIND)


def _asks_amount(context: Context, reference: Reference | None) -> bool:
    """额度写了没, of a measure spoken of: how much, not how."""
    question = context.question
    unsure = question.kind_probability < SURE_OF_PROCEDURE and question.detail is None
    return reference is not None and unsure and question.wants_quantity


def _states(context: Context, reference: Reference | None) -> bool:
    """什么时候退出, 能申报什么集群: sounds like a procedure, but the measure spoken of states it."""
    question = context.question
    unsure = question.kind_probability < SURE_OF_PROCEDURE
    if reference is None:
        doubted = question.kind_probability < DOUBTED
        return doubted and context.lexicon.has_cue("written", question.text)
    log_odds = context.unstated(reference.hit)
    plain = question.detail is None and not context.lexicon.has_cue("quantity", question.text)
    plain = plain and question.kind_probability < SURELY_PROCEDURE
    if log_odds is not None and log_odds <= (PLAINLY_STATED if plain else -SURELY_UNSTATED):
        return True  # 能推荐申报些啥牌子, 程序简化了没
    text, detail = reference.hit.measure.text, question.detail
    return unsure or bool(detail and detail.is_stated(text)) or (question.has_topic and question.core in text)


def of_notice_or_measure(kind: Kind, context: Context) -> Kind:
    """Whether a list, a date, an area … of the notice is asked for, or what a measure says."""
    question = context.question
    asks_which = context.lexicon.has_cue("which", question.text)
    surely_issuer = kind is Kind.ISSUER and question.kind_probability >= HALF_SURE and not asks_which
    if kind in ABOUT_NOTICE and context.mentions.unknown_units and not surely_issuer:
        kind = Kind.LIST
    if kind in ABOUT_NOTICE and speaks_of_measure(context, question.kind_probability):
        kind = Kind.CONTENT
    if kind in (Kind.FUNDING, Kind.ELIGIBILITY, Kind.CONTENT) and asks_which_give_money(context):
        kind = Kind.LIST
    if kind in (Kind.ISSUER, Kind.DATE) and question.has_topic and _asks_whether_written(context):
        kind = Kind.CONTENT  # 工业互联网这份文件提了没
    if kind in ABOUT_NOTICE and context.mentions.units and asks_which:
        kind = Kind.LIST  # 工商局只出现了一回，是哪一条
    if kind is Kind.COUNT and counts_units_of_a_measure(context):
        kind = Kind.CONTACT  # 人才公寓归几个部门管
    if kind in (Kind.LIST, Kind.PROCEDURE) and asks_units_of_a_measure(context):
        kind = Kind.CONTACT
    return kind


def _asks_whether_written(context: Context) -> bool:
    lexicon, text = context.lexicon, context.question.text
    of_issuer = lexicon.has_cue("issuing", text) or lexicon.has_cue("asks_issuer", text)
    return lexicon.has_cue("written", text) and not of_issuer


def by_words(kind: Kind, context: Context) -> Kind:
    """The kind that words of the question show, whatever the intent."""
    question = context.question
    if kind is Kind.ELIGIBILITY and asks_contact_only(context):
        kind = Kind.CONTACT  # 我们高新区有个分公司，创新人才引进找谁
    if kind is Kind.FUNDING and asks_where_written(context):
        kind = Kind.CONTENT
    if (
        kind in (Kind.CONTACT, Kind.CONTENT)
        and context.memory.kind in (Kind.LIST, Kind.COUNT)
        and corrects_unit(context)
    ):
        kind = Kind.LIST
    if asks_for_tasks_of_a_unit(kind, context) and not asks_where_written(context):
        kind = Kind.LIST
    if kind in ABOUT_NOTICE and context.lexicon.has_cue("names_sum", question.text):
        kind = Kind.LIST
    if kind in (Kind.ELIGIBILITY, Kind.CONTENT, Kind.CONTACT) and tells_number_of_units(question.text):
        kind = Kind.LIST  # 只有独一家责任单位的措施有没有
    if kind is Kind.PROCEDURE and question.kind_probability < DOUBTED and states_the_detail(context):
        kind = Kind.CONTENT
    best = context.best if question.has_topic and not question.aspect else None
    if (
        kind is Kind.PROCEDURE
        and best
        and best.score >= NEW_TOPIC_FROM
        and states_just_that(best, context, surely=True)
    ):
        kind = Kind.CONTENT  # 基金退出要几年
    if kind is Kind.PROCEDURE and context.best and asks_whether_it_stands(question.text, context.best.measure.text):
        kind = Kind.CONTENT
    if kind is Kind.PROCEDURE and names_matter_only(context):
        kind = Kind.CONTENT
    return kind
