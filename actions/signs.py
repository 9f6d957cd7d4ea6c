"""Signs of what is asked that the intent alone does not tell: cues of the lexicon, read beside what is named and found."""

from __future__ import annotations

import re

from actions.answer import Kind
from actions.context import Context
from actions.listed import SUPERLATIVES

MEASURE_LIKELY, MEASURE_MAY_BE, SURE_OF_KIND = 0.75, 0.6, 0.5
"""Fused score from which a measure is meant although the intent is for the notice as a whole; the lower one where
that intent is less probable than SURE_OF_KIND."""
ABOUT_NOTICE = {Kind.AREA, Kind.DATE, Kind.ISSUER}
"""Kinds that no measure answers, so that the search says nothing about their being in scope."""
_BESIDES = re.compile(r"[这那]一?条.{0,4}?除了?.{2,12}?(?:还有|另外|外).{0,3}?(?:哪|谁|什么单位|几家)")
_OF_WHAT = re.compile(r"^.{2,12}呢[,，。?]")
ASIDE, BRIEF = 4, 14
"""Characters beside the matter in 咨询下创投基金备案, and of the longest such text."""
SURELY_FOUND = 0.8
"""Fused score from which the best hit is the measure that is looked for."""
_THAT_ONE, _INTERROGATIVE = re.compile("那一?[条项]"), re.compile("[哪几谁]|多少|什么|啥|吗|有没有|都")


def asks_issuers(context: Context) -> bool:
    """盖章发文的有几家: those who issued it are counted, not measures."""
    lexicon, text = context.lexicon, context.question.text
    return lexicon.has_cue("issuing", text) and not lexicon.has_cue("listed", text)


def points_at_one(context: Context) -> bool:
    """重点园区建设那一条: the measure itself is wanted, not a list."""
    text = context.question.text
    return bool(_THAT_ONE.search(text)) and context.question.has_topic and not _INTERROGATIVE.search(text)


def asks_where_written(context: Context) -> bool:
    """碳达峰碳中和科技创新行动方案写在第几条: the one measure that the question fits."""
    best = context.best
    found = best is not None and best.score >= SURELY_FOUND
    return found and context.lexicon.has_cue("written_where", context.question.text)


def names_matter_only(context: Context) -> bool:
    """咨询下创投基金备案: a matter and no question, so that how to go about it is not what is asked."""
    question = context.question
    asks = question.aspect or question.detail or _INTERROGATIVE.search(question.text) or "?" in question.text
    bare = len(question.text) <= min(BRIEF, len(question.core) + ASIDE)
    return bare and not asks and question.kind_probability < SURE_OF_KIND


def corrects_unit(context: Context) -> bool:
    """不是财政局，是金融监管局: what was listed of one unit is asked of another."""
    question = context.question
    named = question.mentions.units and not question.has_topic
    return bool(named) and context.lexicon.has_cue("correction", question.text)


def asks_contact_only(context: Context) -> bool:
    """我们高新区有个分公司，创新人才引进找谁: no question whether one is eligible, for all that is told of the firm."""
    lexicon, text = context.lexicon, context.question.text
    return lexicon.has_cue("asks_contact", text) and not lexicon.has_cue("asks_eligibility", text)


def asks_which_give_money(context: Context) -> bool:
    """到底哪几条能拿到真金白银: a list, however much it speaks of money."""
    lexicon, text = context.lexicon, context.question.text
    of_money = lexicon.has_cue("gives_sum", text) or (
        lexicon.has_cue("whole", text) and lexicon.has_cue("names_sum", text)
    )
    return lexicon.has_cue("which", text) and of_money


def asks_units_of_a_measure(context: Context) -> bool:
    """双创那条找哪些部门: which units, not which measures."""
    question, lexicon = context.question, context.lexicon
    if question.has_topic and _BESIDES.search(question.text):
        return True  # 公寓这条除了教委还有哪些单位负责
    named = context.mentions.units or context.mentions.unknown_units
    asks_units = lexicon.has_cue("which_units", question.text) and not lexicon.has_cue("reach", question.text)
    superlative = any(lexicon.has_cue(cue, question.text) for cue in SUPERLATIVES)
    return bool(question.has_topic and not named and asks_units and not superlative and not question.aspect)


def counts_units_of_a_measure(context: Context) -> bool:
    """放管服那条一共挂了几个责任单位: of a measure, not of the whole notice."""
    question, lexicon = context.question, context.lexicon
    superlative = any(lexicon.has_cue(cue, question.text) for cue in SUPERLATIVES)
    surely = context.best is not None and context.best.score >= MEASURE_MAY_BE
    return question.has_topic and surely and not superlative and lexicon.has_cue("counts_units", question.text)


def asks_of_unknown_unit(context: Context) -> bool:
    """海关牵头的是哪一项: a unit that the notice does not know; not where a measure is meant and it is named in passing."""
    lexicon, text = context.lexicon, context.question.text
    if not context.mentions.unknown_units or context.mentions.units:
        return False
    asks_its_tasks = lexicon.has_cue("which", text) and lexicon.has_cue("in_charge", text)
    return asks_its_tasks or context.best is None or context.best.score < MEASURE_MAY_BE


def asks_for_tasks_of_a_unit(kind: Kind, context: Context) -> bool:
    """住建委在里面负责啥, 市财政局还管些什么: a unit, what it is in charge of, and nothing else."""
    question, mentions = context.question, context.mentions
    if not mentions.units or question.has_topic or kind in (Kind.PROCEDURE, Kind.COUNT, Kind.FUNDING, Kind.ELIGIBILITY):
        return False
    return kind is Kind.CONTACT or context.lexicon.has_cue("in_charge", question.text)


def states_the_detail(context: Context) -> bool:
    """几年之后能撤: sounds like a procedure, but it asks for a sort of fact, and the clause that answers states it."""
    detail, best = context.question.detail, context.best
    if detail is None or best is None or not context.question.has_topic or context.question.aspect:
        return False
    return bool(best.sentences) and detail.is_stated(best.sentences[0][0].text)


def speaks_of_measure(context: Context, probability: float) -> bool:
    """哪些方面的专项资金会往示范区倾斜: sounds like a question for areas, but a measure answers it."""
    named = context.mentions.areas or context.mentions.outside
    question, best = context.question, context.best
    likely = MEASURE_LIKELY if probability >= SURE_OF_KIND else MEASURE_MAY_BE
    if _OF_WHAT.search(question.text) and question.kind is Kind.AREA:
        likely = context.calibration.answer_from  # 绿色通道呢，也在里头
    return bool(not named and question.has_topic and best and best.score >= likely)
