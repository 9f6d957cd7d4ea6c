"""What a message refers to in the conversation before it: a measure spoken of, by its place, by a word, or by saying no topic."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.answer import Kind
from actions.context import Context
from actions.ordinals import by_place, is_ordinal
from actions.question import MeasureRef, is_topic
from index.hits import Hit
from index.lexicon import found_in

NEW_TOPIC_FROM = 0.62
"""Fused score from which a message names a matter of its own: 19 of 20 single questions do, and no ellipsis of the
development dialogues."""
SURELY_NEW = 0.75
"""Likewise of a message that by its form goes on with what was spoken of (国家级的也算吗)."""
ANOTHER, FAR = 0.55, 0.6
"""Score from which 住房呢 may mean another measure, and the share of it below which the one spoken of is not meant."""
WORDS_FROM = 0.3
"""BM25 part of the score from which a message holds words of a measure."""
NEARLY = 0.9
"""Share of the best score with which the measure spoken of is still the one that is meant."""
HELD, VERB = 0.5, 2
"""Share of a question's characters that must stand in the sentence that states what is asked, and the characters at its
end that tell what is done (退出)."""
EARLIER_SHARE = 0.6
"""Share of the best score from which a measure spoken of before is meant by 刚才…那条."""
LONGEST = 25
"""Characters of the longest message that may lack a topic of its own."""
SHORT, BRIEF = 10, 14
"""Characters of the longest 给安家费吗, and of the longest 租赁公司注册资本要多少, of the measure spoken of."""
FEW = 2
"""Characters of a topic that are hardly one beside the words for an aspect."""
SMALL_TALK = 0.75
"""Probability of small talk below which words of a question (他问上限, 给我部门名字就好) are one."""
FOREIGN_FROM, DOUBTFUL, HARDLY_FOREIGN = 0.5, 0.45, 0.3
"""Probabilities of being somebody else's business: believed; believed with the gate's doubt; hardly to be noticed."""
FOREIGN_WORDED = 0.9
"""Probability of being somebody else's business from which even a word of the measure spoken of does not count."""
FOREIGN_OWN = -2.0
"""Log-odds of the gate below which a message is somebody else's business, however short."""
SURE_OF_KIND = 0.8
BEYOND_DOUBT = 6.0
"""Log-odds from which a measure does not state a sort of fact although its words do (有效期内 is no 有效期 of years)."""
SURELY_UNSTATED = 4.0
"""Log-odds from which a measure does not state what is asked, whatever its words and sums."""
CONTEXT = "context"
"""How a hit was found: not by its words, but because it was spoken of."""
ASKING = ("quantity", "units_of", "asks_contact", "asks_sum", "asks_eligibility", "rate")
"""Cues of what is asked of a measure."""
WHOLE_NOTICE = {Kind.LIST, Kind.COUNT, Kind.AREA, Kind.ISSUER, Kind.DATE}

# 那条, 这事, 它的, 上面那个 …: a word that stands for what was spoken of
_POINTING = re.compile(
    r"[这那该][条个事件桩笔项款]|(?:这|那)(?:钱|块|方面)|它(?!们)|其(?:的|归|是|由|有|呢)|刚才|上面|前面"
)
_SAID_BEFORE = re.compile(
    r"^(?:那|那么)?(?:刚才|刚刚|上面|前面)(?:说|讲|提)?的?(?:到的)?那一?[个条项笔](?!区|部门|单位|文件|通知|政策)"
)
# 刚才土地那条, 再说回人才: one that was spoken of before, not always the last
_EARLIER = re.compile(r"刚才|刚刚|刚开始|先前|之前|前面|最开始|一开始|开头|起头|最早|最初|回到|说回|再说|再回|回头")
_BEFORE_THAT = re.compile(r"(?:前面|先前|之前|前头)那[个条]")
# 给安排学校的那条, 还有一条讲…的: another one, told by what it says
_DESCRIBES = re.compile(r".{3,}的那[条项个]|(?:还有|另外?)一?条[讲说写]")
_WHICH_ONE = re.compile("(?:是|属于)?哪一?[个条项]|是谁")
# 第几条来着: the number of the one spoken of
_WHICH_NUMBER = re.compile(r"(?:那|这|它|就)?(?:是|在|写在|属于)?第几条(?:来着|啊|呀|嘛|哦|呢)?[?。]?$")
# 市级的也算吗: the same is asked of something beside it
_THIS_ONE = re.compile(r"[这那]一?条")
_ALSO = re.compile(r"也[算行可能有要给在]")
_NO_MATTER = re.compile(r"[能可以会就才要得多久好几年月天个]")
# 我们是永川的职业学院，能申请吗: who is asking, not what about
_WHO_I_AM = re.compile(
    r"^(?:那|那么|如果|要是)?(?:我|我们|咱|咱们|我司|我家|他|他们|来电的?人?|客户)(?:公司|厂|这边)?(?:是|属于|算是?)[^,。?]{1,14}[,。]?"
    r"(?:这种)?(?:能不能|能|可不可以|可以|行不|够不够|算不算|符不符合|符合|有没有份|有份|轮得到|沾得到)[^,。]{0,8}$"
    r"|^[^,。?]{2,8}(?:开|办|创办|搞)的(?:公司|企业|厂)(?:能|可以|行|算|够|符合)[^,。]{0,4}$"
)
_NEGATED = re.compile(r"^(?:要是|如果|假如)?(?:不是|不算|没有|没|非|不)")
# 那荣昌呢, 第一个呢: the same is asked of something else
LIKEWISE = re.compile(r"^(?:那么?|还有)?.{1,14}呢[?!。]?$")


@dataclass(frozen=True, slots=True)
class Reference:
    """The measure that is meant. `surely`: a place or a pointing word says so, or nothing else is named; not so where
    the message has a topic of its own that fits that measure as well as any."""

    hit: Hit
    surely: bool


def referred(context: Context) -> Reference | None:
    """What the message refers to; None where it speaks of a matter of its own, or nothing was spoken of."""
    memory, text = context.memory, context.question.text
    if not memory.measures or context.mentions.measures or context.mentions.chapters or _asks_of_all(context):
        return None
    if _asks_which_of_these(context) and not is_ordinal(text):
        return _best_of_these(context)
    place = by_place(context)
    if place:
        hit = _hit(place, context)
        return Reference(hit, True) if hit else None
    if is_ordinal(text):
        return None  # 第九个 of five: nothing that was listed
    earlier = _of_earlier(context)
    if earlier:
        return Reference(earlier, True)
    if _lacks_topic(context):
        hit = _hit(memory.measures[0], context)
        return Reference(hit, True) if hit else None
    return _stays(context)


def _of_earlier(context: Context) -> Hit | None:
    """Of the measures spoken of before, the one that the message's words fit best; 前面那条 is the one before the last."""
    question, spoken = context.question, context.memory.spoken
    if not _EARLIER.search(question.text) or question.kind in WHOLE_NOTICE or len(spoken) < 2:
        return None
    if not is_topic(_EARLIER.sub("", question.core)):
        return _hit(spoken[1], context) if _BEFORE_THAT.search(question.text) else None
    known = [hit for hit in context.hits if MeasureRef(hit.notice.key, hit.measure.number) in spoken]
    best = max(known, key=lambda hit: hit.score, default=None)
    if best is None or context.best is None or best.score < EARLIER_SHARE * context.best.score:
        return None
    return replace(best, matched_by=CONTEXT)


def _asks_of_all(context: Context) -> bool:
    """那到底哪几个区才行, 整个文件哪几条写了钱数: of the notice, whatever was spoken of."""
    lexicon, text = context.lexicon, context.question.text
    if asks_whether_takes_part(context):
        return False
    if lexicon.has_cue("asks_areas", text):
        return not _POINTING.search(text)
    of_money = lexicon.has_cue("gives_sum", text) or lexicon.has_cue("names_sum", text)
    which = lexicon.has_cue("which", text) or context.question.kind is Kind.LIST
    return of_money and which and lexicon.has_cue("whole", text)


def _asks_which_of_these(context: Context) -> bool:
    """刚才这两条里哪条写了钱数, 五条里头能拿股权投资的是哪个: among those that were listed."""
    lexicon, text = context.lexicon, context.question.text
    return lexicon.has_cue("of_these", text) and (lexicon.has_cue("which", text) or bool(_WHICH_ONE.search(text)))


def _best_of_these(context: Context) -> Reference | None:
    """Of the measures that were listed, the one that fits the topic best; None where money chooses, or nothing does."""
    question, lexicon, listed = context.question, context.lexicon, context.memory.listed
    by_money = lexicon.has_cue("gives_sum", question.text) or lexicon.has_cue("names_sum", question.text)
    if by_money or not question.has_topic or not _WHICH_ONE.search(question.text):
        return None
    hits = (hit for hit in context.hits if MeasureRef(hit.notice.key, hit.measure.number) in listed)
    best = max(hits, key=lambda hit: hit.score, default=None)
    return Reference(best, True) if best else None


def states_just_that(hit: Hit, context: Context, surely: bool = False) -> bool:
    """多久能退出: whatever the aspect, a sentence of the measure holds the topic and such a fact; `surely`: and the very verb."""
    question = context.question
    detail = question.detail
    if detail is None:
        return False
    log_odds = context.unstated(hit)
    if log_odds is not None and log_odds >= BEYOND_DOUBT:
        return False  # 有效期是几年, where 有效期内 stands
    left = _NO_MATTER.sub("", detail.without_question(question.core) or question.core)
    sentences = (s.text for s in hit.measure.sentences if detail.is_stated(s.text))
    held = (text for text in sentences if left and sum(sign in text for sign in left) >= HELD * len(left))
    return any(not surely or left[-VERB:] in text for text in held)


def _stays(context: Context) -> Reference | None:
    """The measure spoken of, where it fits the message best, or nearly so."""
    focus, best = context.memory.measures[0], context.best
    if best and MeasureRef(best.notice.key, best.measure.number) in context.memory.measures:
        focus = MeasureRef(best.notice.key, best.measure.number)
    hit = next((h for h in context.hits if MeasureRef(h.notice.key, h.measure.number) == focus), None)
    named_area = context.question.kind is Kind.AREA and not context.mentions.areas
    part = hit is not None and named_area and _names_part(hit, context)  # 保险公司算在里头吗
    of_another = (context.question.kind in WHOLE_NOTICE and not part) or context.question.out_of_scope >= FOREIGN_FROM
    if hit is None or best is None or of_another or _names_body(context) or _DESCRIBES.search(context.question.text):
        return None
    asks_which = hit.measure.number != best.measure.number and context.lexicon.has_cue("which", context.question.text)
    if _heads_another(context) or (asks_which and context.question.has_topic):
        return None
    return Reference(hit, False) if hit.score >= NEARLY * best.score or _names_part(hit, context) else None


def _names_part(hit: Hit, context: Context) -> bool:
    """我要不是领军人才呢, of a measure that speaks of 领军人才; not where another is headed so."""
    core = _NEGATED.sub("", context.question.core)
    headed = any(core in other.measure.heading for other in context.hits)
    return len(context.question.text) <= BRIEF and core in hit.measure.text and not headed


def _lacks_topic(context: Context) -> bool:
    question, best = context.question, context.best
    doubtful = question.out_of_scope >= DOUBTFUL and context.own < 0 and question.has_topic
    if _WHICH_NUMBER.match(question.text) or corrects_place(context):
        return True
    foreign = question.out_of_scope >= FOREIGN_FROM or context.own < FOREIGN_OWN or doubtful
    of_area = question.kind is Kind.AREA and context.mentions.areas and not _POINTING.search(question.text)
    if of_area and context.lexicon.has_cue("applies", question.text):
        return False  # 他在永川还有个分厂，永川算不算在里头
    describes = question.has_topic and _DESCRIBES.search(question.text)
    if foreign or describes or _names_body(context) or _asks_of_whole_notice(context):
        return False
    if not question.has_topic:
        return True
    if _heads_another(context):
        return False
    if len(question.text) > LONGEST:
        return False
    if _speaks_of_its_kind(context):
        return True
    if best is None:
        return True
    also = len(question.text) <= SHORT and bool(_ALSO.search(question.text))
    if also or _WHO_I_AM.match(question.text):
        return best.score < SURELY_NEW
    return best.score < NEW_TOPIC_FROM and best.evidence.keyword < WORDS_FROM and not _fits_another(best, context)


def _fits_another(best: Hit, context: Context) -> bool:
    """住房呢, after talk of salaries: another measure fits it far better than the one spoken of."""
    focus = context.memory.measures[0]
    own = next((h.score for h in context.hits if MeasureRef(h.notice.key, h.measure.number) == focus), 0.0)
    return bool(LIKEWISE.match(context.question.text)) and best.score >= ANOTHER and own < FAR * best.score


def _speaks_of_its_kind(context: Context) -> bool:
    """对项目有什么要求: a word for what any measure may be about (项目, 机构), and the measure spoken of has it."""
    core, focus = context.question.core, context.memory.measures[0]
    if not any(core == word for word in context.lexicon.cues["generic"]):
        return False
    return any(core in h.measure.text for h in context.hits if MeasureRef(h.notice.key, h.measure.number) == focus)


def _heads_another(context: Context) -> bool:
    """那土地呢: what is asked of stands in the headings of other measures, and not in that of the one spoken of."""
    question, focus = context.question, context.memory.measures[0]
    if not LIKEWISE.match(question.text) or not question.has_topic:
        return False
    headings = {MeasureRef(h.notice.key, h.measure.number): h.measure.heading for h in context.hits}
    return question.core not in headings.get(focus, "") and any(question.core in text for text in headings.values())


def _names_body(context: Context) -> bool:
    """税务局找谁, 市科技局电话多少: asked of a body; 是市财政局发的，到底找谁 and 财政局管不管这条 are not."""
    question, mentions = context.question, context.mentions
    if question.kind is Kind.CONTACT and _THIS_ONE.search(question.text):
        return False
    if asks_whether_takes_part(context):
        return False
    corrected = context.memory.kind in (Kind.LIST, Kind.COUNT) and context.lexicon.has_cue("correction", question.text)
    asked_of = mentions.units and (question.kind is not Kind.CONTACT or question.has_topic or corrected)
    return bool(asked_of or mentions.unknown_units)


def corrects_place(context: Context) -> bool:
    """他纠正了，是江津: what was asked before is asked of another place."""
    question = context.question
    return (
        bool(question.mentions.areas)
        and not question.has_topic
        and context.lexicon.has_cue("correction", question.text)
    )


def asks_whether_takes_part(context: Context) -> bool:
    """人社局参不参与, 金融办管还是财政局管: whether a unit is one of those of the measure spoken of."""
    question, lexicon = context.question, context.lexicon
    named = question.mentions.units and not question.has_topic and not lexicon.has_cue("which", question.text)
    return bool(named) and lexicon.has_cue("takes_part", question.text)


def _asks_of_whole_notice(context: Context) -> bool:
    """一共几条, 哪天施行: surely not of one measure; 牵头的有哪些 asks for the units of one."""
    question, lexicon = context.question, context.lexicon
    if asks_whether_takes_part(context) or corrects_place(context):
        return False
    if question.kind is Kind.ISSUER and lexicon.has_cue("issuing", question.text):
        return True
    if question.kind not in WHOLE_NOTICE or question.kind_probability < SURE_OF_KIND or _POINTING.search(question.text):
        return False
    if question.kind is Kind.ISSUER and question.detail:
        return False  # 所依据的办法全称
    if lexicon.has_cue("names_sum", question.text) and not lexicon.has_cue("which", question.text):
        return False  # 有具体数额吗
    of_units = question.kind is Kind.LIST and lexicon.has_cue("units_of", question.text)
    return not of_units or lexicon.has_cue("listed", question.text)


def leans_on_talk(context: Context) -> bool:
    """娃儿读书呢, 另外一个呢, 原文再看一眼: a question about what was spoken of, however much it sounds like small talk."""
    question, text = context.question, context.question.text
    if not context.memory.measures:
        return False
    asks = question.detail is not None or any(context.lexicon.has_cue(cue, text) for cue in ASKING)
    if question.social_probability < SMALL_TALK and (asks or context.mentions.areas):
        return True
    points = _THIS_ONE.search(text) and question.social_probability < SMALL_TALK
    if points or corrects_place(context) or (context.mentions.outside and LIKEWISE.match(text)):
        return True  # 这条说的什么, 万州那边的同事呢
    named = by_place(context) is not None or any(context.lexicon.has_cue(cue, text) for cue in ("verbatim", "again"))
    best = context.best
    return named or bool(LIKEWISE.match(text) and best and best.score >= NEW_TOPIC_FROM)


def points_at_nothing(context: Context) -> bool:
    """刚才那个呢, 上面那个有没有金额门槛, as the first thing said: to be asked back, neither small talk nor a guess."""
    question = context.question
    alone = LIKEWISE.match(question.text) and _POINTING.search(question.text) and not question.has_topic
    return not context.memory.measures and bool(alone or _SAID_BEFORE.match(question.text))


def spoken_of(context: Context) -> Hit | None:
    """The measure spoken of last, for a short message that by itself would be none of the notice's business."""
    question, memory = context.question, context.memory
    if not memory.measures or len(question.text) > BRIEF:
        return None
    hit = _hit(memory.measures[0], context)
    shares = hit is not None and _shares_word(question.core, hit.measure.text)
    asks = question.detail is not None or (question.wants_quantity and context.own > 0)
    asks_detail = asks and len(question.text) <= SHORT  # 给安家费吗, 收费多少写了不
    asks_detail = asks_detail or (question.aspect is not None and len(_beside_aspect(context)) <= FEW)
    if len(question.text) > SHORT and not shares and not asks_detail:
        return None
    foreign_from = FOREIGN_WORDED if shares or asks_detail else HARDLY_FOREIGN
    return hit if question.out_of_scope < foreign_from else None


def _beside_aspect(context: Context) -> str:
    """公司成立年限有限制么: the topic without the words for what is asked of it."""
    core = context.question.core
    words = context.lexicon.aspect_words(context.question.aspect or "")
    said = max((found_in(word, core) for word in words), key=len, default="")
    return core.replace(said, "") if said else core


def _shares_word(core: str, text: str) -> bool:
    """培训费: two characters beside each other of the message stand in the measure."""
    return any(core[i : i + 2] in text for i in range(len(core) - 1))


def _hit(ref: MeasureRef, context: Context) -> Hit | None:
    found = (h for h in context.hits if h.notice.key == ref.notice_key and h.measure.number == ref.number)
    return next((replace(hit, matched_by=CONTEXT) for hit in found), None)
