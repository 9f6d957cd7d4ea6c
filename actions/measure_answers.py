"""Answers that rest on one measure: content, definition, money, contact, eligibility, and what the notice does not state."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answer import Answer, Citation, Finding, Kind, Status
from actions.context import Context, cite, cite_hit, cite_units, relevant_sentences
from actions.followup import CONTEXT, SURELY_UNSTATED, states_just_that
from actions.money import Role, remarks_on, role_of
from actions.staying import WHOLE_NOTICE
from actions.whether import asks_whether_it_stands
from index.hits import Hit
from index.lexicon import found_in
from index.notice import Amount, Sentence

MAY_LACK_DETAIL = {Kind.CONTENT, Kind.DEFINITION, Kind.FUNDING, Kind.ELIGIBILITY}
CLOSE_TO_BEST, NEAR_BEST, FARTHER, FAR_FROM_BEST = 0.85, 0.8, 0.6, 0.45
"""A sum is the answer only if its sentence scores at least this share of the best one; the lower shares where a sum is
asked for, and where the most is."""

# 两个厂，一个在大渡口，一个在长寿
_ONE_EACH = re.compile(r"一[个家间].+(?:一|还有|另)[个家间]?")
UNSTATED_FROM = {Kind.CONTENT: 1.0, Kind.DEFINITION: 4.0, Kind.FUNDING: 0.5, Kind.ELIGIBILITY: 1.5, Kind.CONTACT: 1.5}
"""Log-odds of asking for more than the measure states from which that is said. Whether a case counts (个体户行不行) is
answered by the conditions, although they do not name it, so eligibility needs the most."""
UNSTATED_OF_ANY, SURE_OF_KIND = 1.5, 0.35
"""Likewise where the intent is hardly any, and the probability below which it is that."""
UNSTATED_OF_UNITS = 4.0
"""Likewise where words ask for units: the bracket answers most of these, but not who assesses or certifies (入库由谁来评)."""
SURE_OF_NOTICE = 0.8
"""Probability from which a question for a list or a date is one of the notice, and no measure can leave it open."""
SURELY_STATED = -2.0
"""Log-odds below which a measure answers the question, whatever sort of fact its words seem to ask for."""
SURE_OF_CONTACT = 0.7
"""Probability from which a question for units is one, whatever its words."""
SPOKEN_OF = {"number", CONTEXT}
HEAD_NOUN = 4
"""Last characters of a name that tell its sort: names that end alike and differ before are different things."""


def answer_measure(kind: Kind, hit: Hit, context: Context) -> Answer:
    """The answer of the asked kind from one measure."""
    hit = _stating_first(hit, context)
    if kind is Kind.ELIGIBILITY and _asks_minimum(context):
        kind = Kind.FUNDING  # 备案起码要交够好多
    asks_detail = kind in MAY_LACK_DETAIL and not _of_own_case(kind, context)
    if (asks_detail or _asks_no_unit(kind, context)) and _lacks_detail(hit, context):
        return aspect_not_named(context, hit)
    if _asks_beyond(kind, hit, context):
        return _beyond(kind, hit, context)
    if kind is Kind.FUNDING and _asks_no_sum(context):
        return _clause(Kind.CONTENT, Finding.CLAUSE, hit, context)  # 享受多少年: no sum is asked
    if kind is Kind.FUNDING:
        return _funding(hit, context)
    if kind is Kind.CONTACT:
        return _contact(hit)
    if kind is Kind.ELIGIBILITY:
        return _eligibility(hit, context)
    if kind is Kind.PROCEDURE:
        return aspect_not_named(context, hit)
    if _asks_for_all(hit, context):
        return _answered(kind, Finding.WHOLE_MEASURE, hit, cite(hit.notice, hit.measure, hit.score, ()))
    return _clause(kind, Finding.CLAUSE, hit, context)


def _asks_minimum(context: Context) -> bool:
    question, lexicon = context.question, context.lexicon
    return question.wants_quantity and not question.sums and lexicon.has_cue("minimum", question.text)


def _asks_no_sum(context: Context) -> bool:
    """享受多少年: without the words for that sort of fact, nothing is left that asks how much."""
    question = context.question
    if question.detail is None or question.sums or question.wants_rate:
        return False
    return not context.lexicon.has_cue("quantity", question.detail.without_question(question.text))


def _stating_first(hit: Hit, context: Context) -> Hit:
    """几年可以退出来, of a measure spoken of: first the sentences that state such a fact, whatever their words."""
    detail = context.question.detail
    if hit.matched_by != CONTEXT or detail is None or not hit.sentences:
        return hit
    best = hit.sentences[0][1]
    stating = tuple((sentence, best + 1.0) for sentence, _ in hit.sentences if detail.is_stated(sentence.text))
    return replace(hit, sentences=stating + tuple(pair for pair in hit.sentences if not detail.is_stated(pair[0].text)))


def _asks_for_all(hit: Hit, context: Context) -> bool:
    """第17条讲什么, 土地那条的原文: the measure as a whole, no clause of it."""
    named = hit.matched_by in SPOKEN_OF and not context.question.has_topic
    return named or context.lexicon.has_cue("verbatim", context.question.text)


def _answered(kind: Kind, finding: Finding, hit: Hit, citation: Citation) -> Answer:
    return Answer(Status.ANSWERED, kind, finding, hit.notice, (citation,))


def _contact(hit: Hit) -> Answer:
    citation = replace(cite_units(hit.notice, hit.measure, hit.score), about=cite_hit(hit).span)
    if hit.measure.units:
        return _answered(Kind.CONTACT, Finding.UNITS, hit, citation)
    return Answer(Status.NOT_IN_NOTICE, Kind.CONTACT, Finding.NO_UNITS, hit.notice, (citation,))


def _lacks_detail(hit: Hit, context: Context) -> bool:
    """4个园区叫什么名字, 那个方案哪天出台: a sort of fact that the clauses asked about do not state."""
    detail = context.question.detail
    if detail is None or any(detail.is_stated(s.text) for s in relevant_sentences(hit, CLOSE_TO_BEST)):
        return False
    return not _surely_stated(hit, context)


def _surely_stated(hit: Hit, context: Context) -> bool:
    """贷款额度有没有倾斜: it is learned that the measure says such a thing, for all that 额度 asks how much."""
    log_odds = context.unstated(hit)
    return log_odds is not None and log_odds < SURELY_STATED


def _of_own_case(kind: Kind, context: Context) -> bool:
    """院里有几个重点人才，轮得到他们不: 几个 is told of one's own case, what is asked comes after it."""
    question, last = context.question, context.question.text.rsplit(",", 1)[-1]
    told = question.detail is not None and not question.detail.asked_in(last)
    return kind is Kind.ELIGIBILITY and told and context.lexicon.has_cue("asks_eligibility", last)


def _asks_no_unit(kind: Kind, context: Context) -> bool:
    """交给哪家基金公司在管, 先选了哪个区: sounds like a question for the responsible units, but is none."""
    question = context.question
    if kind is not Kind.CONTACT:
        return False
    unsure = question.kind_probability < SURE_OF_CONTACT or question.detail is not None
    return (unsure and not asks_units(context)) or context.lexicon.has_cue("which_firm", question.text)


def asks_units(context: Context) -> bool:
    """Whether words of the question ask for responsible units, and not for a firm."""
    lexicon, text = context.lexicon, context.question.text
    for word in lexicon.cues["no_unit"]:
        text = text.replace(word, " ")
    of_units = any(lexicon.has_cue(cue, text) for cue in ("asks_contact", "units_of", "which_units"))
    return of_units and not lexicon.has_cue("which_firm", text)


def _asks_beyond(kind: Kind, hit: Hit, context: Context) -> bool:
    """一亩优惠到什么价: it is learned that no clause says such a thing; not where a sum of the measure is asked for."""
    enough, question, lexicon = UNSTATED_FROM.get(kind), context.question, context.lexicon
    if enough is not None and question.kind_probability < SURE_OF_KIND:
        enough = max(enough, UNSTATED_OF_ANY)  # 国家级和市级都算: it may as well be asked who is eligible
    sure_of_notice = question.kind_probability >= SURE_OF_NOTICE or lexicon.has_cue("which", question.text)
    of_notice = question.kind in WHOLE_NOTICE and sure_of_notice
    if enough is None or of_notice or lexicon.has_cue("verbatim", question.text):
        return False
    if kind is Kind.ELIGIBILITY and context.mentions.areas:
        return False
    if kind is Kind.CONTACT and asks_units(context):
        enough = UNSTATED_OF_UNITS
    if hit.matched_by in SPOKEN_OF and not question.has_topic and not question.detail and kind is Kind.CONTENT:
        return False  # 第18条具体规定
    if lexicon.has_cue("written_where", question.text) or asks_whether_it_stands(question.text, hit.measure.text):
        return False
    log_odds = context.unstated(hit)
    if log_odds is None or log_odds < enough:
        return False
    named = lexicon.has_cue("applies", question.text) and question.core in hit.measure.text
    if named or states_just_that(hit, context):
        return False  # 5G基站用地算不算在内, 几年能退出
    of_sum = kind is Kind.FUNDING or bool(question.sums)
    of_sum = of_sum and not question.wants_rate and not (kind is Kind.FUNDING and _asks_no_sum(context))
    by_sum = of_sum and _amounts_asked(hit, context)
    return not by_sum or log_odds >= SURELY_UNSTATED


def _beyond(kind: Kind, hit: Hit, context: Context) -> Answer:
    """The clause that comes nearest, and that it does not say what is asked."""
    if kind is Kind.FUNDING and not context.question.wants_rate:
        return Answer(Status.NOT_IN_NOTICE, kind, Finding.SUM_NOT_NAMED, hit.notice, (cite_hit(hit),))
    if kind is Kind.FUNDING:
        return Answer(Status.NOT_IN_NOTICE, kind, Finding.RATE_NOT_NAMED, hit.notice, (cite_hit(hit),))
    return replace(aspect_not_named(context, hit), kind=kind)


def _eligibility(hit: Hit, context: Context) -> Answer:
    """The conditions; 实缴3200万够不够 is compared with the sum that the clause names."""
    amounts = _amounts_asked(hit, context) if context.question.sums else ()
    if amounts:
        return _sums(Kind.ELIGIBILITY, hit, amounts, context)
    mentions = context.mentions
    beside = mentions.outside if mentions.areas and _ONE_EACH.search(context.question.text) else ()
    answer = _clause(Kind.ELIGIBILITY, Finding.CONDITIONS, hit, context)
    return replace(answer, subject="、".join(mentions.areas), said=beside)


def _clause(kind: Kind, finding: Finding, hit: Hit, context: Context) -> Answer:
    """The rulings that answer; where support is asked about and they name no sum, that is said too."""
    citation = cite_hit(hit)
    start, end = citation.span
    named = any(start <= amount.span[0] < end for amount in hit.measure.amounts)
    asks_support = context.lexicon.has_cue("support", context.question.text)
    return replace(_answered(kind, finding, hit, citation), without_sum=asks_support and not named)


def _sums(kind: Kind, hit: Hit, amounts: tuple[Amount, ...], context: Context) -> Answer:
    """What the notice states, and how the caller's own sums stand to it."""
    answer = _answered(kind, Finding.SUM, hit, _including(cite_hit(hit), hit, amounts))
    question, lexicon = context.question, context.lexicon
    claimed = lexicon.has_cue("grant", question.text) or not lexicon.has_cue("own_sum", question.text)
    return replace(answer, remarks=remarks_on(question.sums, amounts, lexicon, claimed))


def _funding(hit: Hit, context: Context) -> Answer:
    """A sum if the clauses asked about name one; else what is offered, and that no sum (or rate) is named."""
    question = context.question
    citation = cite_hit(hit)
    amounts = _amounts_asked(hit, context)
    if question.wants_rate:
        return Answer(Status.NOT_IN_NOTICE, Kind.FUNDING, Finding.RATE_NOT_NAMED, hit.notice, (citation,))
    if amounts and not _asks_the_least_of_a_most(amounts, context):
        return _sums(Kind.FUNDING, hit, amounts, context)
    if question.wants_quantity and (hit.matched_by in SPOKEN_OF or not _surely_stated(hit, context)):
        remarks = remarks_on(question.sums, (), context.lexicon)
        return Answer(
            Status.NOT_IN_NOTICE, Kind.FUNDING, Finding.SUM_NOT_NAMED, hit.notice, (citation,), remarks=remarks
        )
    return _answered(Kind.FUNDING, Finding.SUPPORT_WITHOUT_SUM, hit, citation)


def _asks_the_least_of_a_most(amounts: tuple[Amount, ...], context: Context) -> bool:
    """最少给多少, where the clause names only what is given at most."""
    text, lexicon = context.question.text, context.lexicon
    if not lexicon.has_cue("minimum", text) or lexicon.has_cue("maximum", text):
        return False
    return all(role_of(amount, lexicon) is not Role.THRESHOLD for amount in amounts)


def _amounts_asked(hit: Hit, context: Context) -> tuple[Amount, ...]:
    """Amounts in the sentences that answer best; all of the measure's when it was named by number."""
    gift = hit.matched_by == CONTEXT and context.lexicon.has_cue("asks_gift", context.question.text)
    if hit.matched_by in SPOKEN_OF and not context.question.has_topic and not gift:
        return hit.measure.amounts
    if hit.matched_by == "number" and _asks_for_most(context):
        return _amounts_of_talk(hit, context)  # 直接说第20条最多投好多
    if hit.matched_by == CONTEXT:
        return _amounts_of_talk(hit, context)
    near = _amounts_in(hit, NEAR_BEST if context.question.wants_quantity else CLOSE_TO_BEST, context)
    if near or not context.question.wants_quantity:
        return near
    far = _amounts_in(hit, FAR_FROM_BEST if _asks_for_most(context) else FARTHER, context)
    return tuple(amount for amount in far if role_of(amount, context.lexicon) is not Role.THRESHOLD)


def _amounts_of_talk(hit: Hit, context: Context) -> tuple[Amount, ...]:
    """能贷多少万, of a measure spoken of: its sums, but no threshold unless that is what is asked."""
    question, lexicon = context.question, context.lexicon
    asks_threshold = question.sums or any(
        lexicon.has_cue(cue, question.text) for cue in ("minimum", "threshold", "own_sum")
    )
    return tuple(a for a in hit.measure.amounts if asks_threshold or role_of(a, lexicon) is not Role.THRESHOLD)


def _asks_for_most(context: Context) -> bool:
    """大院大所奖补封顶多少, 大院大所补贴是两个亿吧: the sum may stand in another sentence than the name."""
    return bool(context.question.sums) or context.lexicon.has_cue("maximum", context.question.text)


def _amounts_in(hit: Hit, share: float, context: Context) -> tuple[Amount, ...]:
    """Amounts of the sentences that score at least `share` of the best."""
    said = {one.value for one in context.question.sums}
    return tuple(
        amount
        for sentence in relevant_sentences(hit, share)
        for amount in hit.measure.amounts
        if sentence.span[0] <= amount.span[0] < sentence.span[1]
        and (amount.value in said or not _is_of_another(sentence, hit, context))
    )


def _is_of_another(sentence: Sentence, hit: Hit, context: Context) -> bool:
    """新型研发机构每年多少经费: the caller names what another sentence rules on, this one speaks of 高端研发机构."""
    best = hit.sentences[0][0]
    if sentence.span == best.span:
        return False
    name = _longest_shared(context.question.text, best.text)
    return len(name) > HEAD_NOUN and name not in sentence.text and name[-HEAD_NOUN:] in sentence.text


def _longest_shared(question: str, text: str) -> str:
    """The longest run of characters of the question that stands in the text; the first of equals."""
    runs = (question[i:j] for i in range(len(question)) for j in range(i + 1, len(question) + 1))
    return max((run for run in runs if run in text), key=len, default="")


def _including(citation: Citation, hit: Hit, amounts: tuple[Amount, ...]) -> Citation:
    """Quote just the sentences that hold the amounts: they are the answer."""
    holding = [
        sentence
        for sentence in hit.measure.sentences
        if any(sentence.span[0] <= amount.span[0] < sentence.span[1] for amount in amounts)
    ]
    return replace(cite(hit.notice, hit.measure, hit.score, holding), amounts=amounts) if holding else citation


def aspect_not_named(context: Context, hit: Hit | None) -> Answer:
    """The notice does not state a phone, an address, a deadline … Name the unit to ask, when a measure or unit is clear."""
    if hit and _takes_for_granted(hit, context):
        return replace(_sums(Kind.FUNDING, hit, _amounts_asked(hit, context), context), subject=_aspect_asked(context))
    citations = (cite_hit(hit),) if hit else ()
    return Answer(
        status=Status.NOT_IN_NOTICE,
        kind=Kind.PROCEDURE,
        finding=Finding.ASPECT_NOT_NAMED,
        notice=hit.notice if hit else context.notice,
        citations=citations,
        subject=_aspect_asked(context),
        said=context.mentions.units,
    )


def _aspect_asked(context: Context) -> str:
    """The aspect or the sort of fact asked for, in the lexicon's words; "" where it is neither."""
    question, lexicon = context.question, context.lexicon
    if question.aspect and question.detail:
        words = lexicon.aspect_words(question.aspect)
        aspect = max((len(found_in(word, question.text)) for word in words), default=0)
        detail = question.detail.asked_in(question.text)
        return question.aspect if aspect >= detail else question.detail.name
    return question.aspect or (question.detail.name if question.detail else "")


def _takes_for_granted(hit: Hit, context: Context) -> bool:
    """3000万补贴怎么领: a sum that the measure does not give. It must be set right before anything else."""
    if not context.question.sums or not context.lexicon.has_cue("grant", context.question.text):
        return False
    amounts = _amounts_asked(hit, context)
    given = {amount.value for amount in amounts if role_of(amount, context.lexicon) is Role.GRANT}
    return bool(amounts) and any(said.value not in given for said in context.question.sums)


def not_mentioned(kind: Kind, context: Context, said: tuple[str, ...] = ()) -> Answer:
    """Nothing in the notice speaks of it."""
    return Answer(Status.NOT_IN_NOTICE, kind, Finding.NOT_MENTIONED, context.notice, said=said)
