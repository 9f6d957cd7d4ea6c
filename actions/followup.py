"""What a message refers to in the conversation before it: a measure spoken of, by its place, by a word, or by saying no topic."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.answer import Kind
from actions.context import Context
from actions.listed import SUPERLATIVES, asks_which_of_these, best_of
from actions.ordinals import by_place, is_ordinal
from actions.question import MeasureRef, is_topic
from actions.staying import EARLIER, LIKEWISE, POINTING, WHOLE_NOTICE, chance_of_staying
from index.hits import Hit
from index.lexicon import found_in

NEW_TOPIC_FROM = 0.62
"""Fused score from which a message names a matter of its own: 19 of 20 single questions do, and no ellipsis of the
development dialogues."""
NEARLY = 0.9
"""Share of the best score from which the measure spoken of is found by the message's words, too."""
HELD, VERB = 0.5, 2
"""Share of a question's characters that must stand in the sentence that states what is asked, and the characters at its
end that tell what is done (退出)."""
EARLIER_SHARE = 0.6
"""Share of the best score from which a measure spoken of before is meant by 刚才…那条."""
SHORT, BRIEF = 10, 14
"""Characters of the longest 给安家费吗, and of the longest 租赁公司注册资本要多少, of the measure spoken of."""
FEW = 2
"""Characters of a topic that are hardly one beside the words for an aspect."""
PAIRS, MOST_OF = 3, 0.7
"""Pairs of characters of the shortest topic, and their share, that stand in a measure which has it in other order."""
SMALL_TALK = 0.75
"""Probability of small talk below which words of a question (他问上限, 给我部门名字就好) are one."""
FOREIGN_FROM, HARDLY_FOREIGN = 0.5, 0.3
"""Probabilities of being somebody else's business: believed; hardly to be noticed."""
FOREIGN_WORDED = 0.98
"""Probability of being somebody else's business from which even a word of the measure spoken of does not count."""
LIKE_OURS = 0.1
"""How much liker to a foreign question than to any 相似问 a short message in a talk may be that asks for some fact, and is
still of the measure spoken of: of 45 foreign ones of the development dialogues one lies below, and it asks for none."""
FOREIGN_OWN = -2.0
"""Log-odds of the gate below which a message is somebody else's business, however short."""
SURE_OF_KIND = 0.8
SURELY = 0.85
"""Probability from which a message goes on with what was spoken of, however foreign it sounds by itself."""
BEYOND_DOUBT = 6.0
"""Log-odds from which a measure does not state a sort of fact although its words do (有效期内 is no 有效期 of years)."""
SURELY_UNSTATED = 4.0
"""Log-odds from which a measure does not state what is asked, whatever its words and sums."""
CONTEXT = "context"
"""How a hit was found: not by its words, but because it was spoken of."""
ASKING = ("quantity", "units_of", "asks_contact", "asks_sum", "asks_eligibility", "rate")
"""Cues of what is asked of a measure."""

_SAID_BEFORE = re.compile(
    r"^(?:那|那么)?(?:刚才|刚刚|上面|前面)(?:说|讲|提)?的?(?:到的)?那一?[个条项笔](?!区|部门|单位|文件|通知|政策)"
)
_BEFORE_THAT = re.compile(r"(?:前面|先前|之前|前头)那[个条]")
# 给安排学校的那条, 还有一条讲…的: another one, told by what it says
_DESCRIBES = re.compile(r".{3,}的那[条项个]|(?:还有|另外?)一?条[讲说写]")
# 第几条来着: the number of the one spoken of
_WHICH_NUMBER = re.compile(
    r"(?:那|这|它|就)?(?:(?:是|在|写在|属于)?第几条|(?:写在|出自|写到|规定在|出在)(?:文件)?的?哪一?条)(?:来着|啊|呀|嘛|哦|呢)?[?。]?$"
)
_THIS_ONE = re.compile(r"[这那]一?条")
_NO_MATTER = re.compile(r"[能可以会就才要得多久好几年月天个]")
# 我开餐馆的: who is asking, and no question
_TELLS_WHO = re.compile(
    r"^(?:我|我们|咱们?|我家|他家?|她|他们|客户)(?:就)?(?:是|开|做|搞|办|经营)(?!来|问|想|说|要|不是)[^,。?!吗呢]{1,10}(?:的|厂|公司|企业|店)[。]?$"
)
# 子女那个呢, 高级的那种呢, 另外一个呢
_THAT_KIND = re.compile(r"(?:那[个条笔项种]|另外?一[个条])[呢嘞咧喃]")
# 顺便问下宽带找哪个报修, 今天重庆好多度
_DIGRESSES = re.compile("顺便|顺带|对了|等下|岔|今天|明天|又问|还问")
# 江津可以吧, 永川算不算
_ASKS_IF = re.compile(r"(?:可以|能|行|算|得行|够|也在|有份|包括)[^,。?!]{0,3}?(?:吧|吗|么|嘛|不|没|哈)[?。]?$")
# 国外的呢
_OF_SUCH = re.compile(r"[^,。?!]{1,8}的[呢嘞咧喃][?。]?$")
_NEGATED = re.compile(r"^(?:要是|如果|假如)?(?:不是|不算|没有|没|非|不)")


@dataclass(frozen=True, slots=True)
class Reference:
    """The measure that is meant. `surely`: a place or a pointing word says so, or nothing else is named; not so where
    the message has a topic of its own that fits that measure as well as any."""

    hit: Hit
    surely: bool


def referred(context: Context) -> Reference | None:
    """What the message refers to; None where it speaks of a matter of its own, or nothing was spoken of."""
    told, reference = _by_form(context)
    if told:
        return reference
    hit = _weighed(context)
    chance = chance_of_staying(hit, context) if hit else 0.0
    return Reference(hit, chance >= SURELY) if hit and chance >= context.calibration.stays_from else None


def undecided(context: Context) -> Hit | None:
    """The measure spoken of, where the message has a topic that may be of it or of another; None where its form tells."""
    return None if _by_form(context)[0] else _weighed(context)


def _weighed(context: Context) -> Hit | None:
    """The same, of a message whose form does not tell what it points at."""
    best, measures = context.best, context.memory.measures
    if best is None or _is_of_another(context):
        return None
    ref = MeasureRef(best.notice.key, best.measure.number)
    hit = _hit(ref if ref in measures else measures[0], context)
    by_words = hit is not None and hit.score >= NEARLY * best.score
    return replace(hit, matched_by=best.matched_by) if hit and by_words else hit


def _by_form(context: Context) -> tuple[bool, Reference | None]:
    """Whether the message's form tells what it refers to, and that: a place, 刚才, 哪条, or that it has no topic at all."""
    memory, text = context.memory, context.question.text
    if not memory.measures or context.mentions.measures or context.mentions.chapters or _asks_of_all(context):
        return True, None
    place = by_place(context)
    if asks_which_of_these(context) and not place and not is_ordinal(text):
        best_of_these = best_of(context)
        return True, Reference(best_of_these, True) if best_of_these else None
    earlier = None if place or is_ordinal(text) else _of_earlier(context)
    if place or earlier or is_ordinal(text):
        hit = _hit(place, context) if place else earlier  # 第九个 of five: nothing that was listed
        return True, Reference(hit, True) if hit else None
    if _lacks_topic(context) or tells_who(context):
        hit = _hit(memory.measures[0], context)
        return True, Reference(hit, True) if hit else None
    return False, None


def _of_earlier(context: Context) -> Hit | None:
    """Of the measures spoken of before, the one that the message's words fit best; 前面那条 is the one before the last."""
    question, spoken = context.question, context.memory.spoken
    if not EARLIER.search(question.text) or question.kind in WHOLE_NOTICE or len(spoken) < 2:
        return None
    if not is_topic(EARLIER.sub("", question.core)) and context.mentions.units:
        return _of_units(context)
    if not is_topic(EARLIER.sub("", question.core)):
        return _hit(spoken[1], context) if _BEFORE_THAT.search(question.text) else None
    known = [hit for hit in context.hits if MeasureRef(hit.notice.key, hit.measure.number) in spoken]
    best = max(known, key=lambda hit: hit.score, default=None)
    if best is None or context.best is None or best.score < EARLIER_SHARE * context.best.score:
        return None
    return replace(best, matched_by=CONTEXT)


def _of_units(context: Context) -> Hit | None:
    """回到生态环境局那条: of the measures spoken of, the latest one that the unit named is responsible for."""
    hits = (_hit(ref, context) for ref in context.memory.spoken)
    return next((hit for hit in hits if hit and set(context.mentions.units) <= set(hit.measure.units)), None)


def _asks_of_all(context: Context) -> bool:
    """那到底哪几个区才行, 整个文件哪几条写了钱数: of the notice, whatever was spoken of."""
    lexicon, text = context.lexicon, context.question.text
    if asks_whether_takes_part(context):
        return False
    if lexicon.has_cue("asks_areas", text):
        return not POINTING.search(text)
    if any(lexicon.has_cue(cue, text) for cue in SUPERLATIVES) and not context.question.has_topic:
        return True  # 责任单位最多的呢
    of_money = lexicon.has_cue("gives_sum", text) or lexicon.has_cue("names_sum", text)
    which = lexicon.has_cue("which", text) or context.question.kind is Kind.LIST
    return of_money and which and lexicon.has_cue("whole", text)


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


def _is_of_another(context: Context) -> bool:
    """Whether the message speaks of a body, an area, the notice, or somebody else's business, and not of the measure spoken of."""
    question = context.question
    if question.out_of_scope >= FOREIGN_FROM or _DESCRIBES.search(question.text) or _names_body(context):
        return True
    hit = _hit(context.memory.measures[0], context)
    part = hit is not None and _names_part(hit, context)  # 保险公司算在里头吗
    return _asks_of_an_area(context) or (_asks_of_whole_notice(context) and not part)


def _names_part(hit: Hit, context: Context) -> bool:
    """我要不是领军人才呢, of a measure that speaks of 领军人才; not where another is headed so."""
    core = _NEGATED.sub("", context.question.core)
    headed = any(core in other.measure.heading for other in context.hits)
    is_best = context.best is not None and context.best.measure is hit.measure
    stands = core in hit.measure.text or (is_best and _shares_most(core, hit.measure.text))
    return len(context.question.text) <= BRIEF and stands and not headed


def _shares_most(core: str, text: str) -> bool:
    """探索啥子示范区, of 探索开展碳中和示范区建设: most pairs of neighbouring characters stand there."""
    pairs = [core[i : i + 2] for i in range(len(core) - 1)]
    return len(pairs) >= PAIRS and sum(pair in text for pair in pairs) >= MOST_OF * len(pairs)


def _lacks_topic(context: Context) -> bool:
    question = context.question
    if _WHICH_NUMBER.match(question.text) or corrects_place(context):
        return True
    foreign = question.out_of_scope >= FOREIGN_FROM or context.own < FOREIGN_OWN
    if question.has_topic or foreign or _asks_of_an_area(context) or _names_body(context):
        return False
    return not _asks_of_whole_notice(context)


def _asks_of_an_area(context: Context) -> bool:
    """他在永川还有个分厂，永川算不算在里头."""
    question = context.question
    of_area = question.kind is Kind.AREA and context.mentions.areas and not POINTING.search(question.text)
    if question.kind is Kind.AREA and context.memory.kind is Kind.AREA and LIKEWISE.match(question.text):
        return bool(context.mentions.outside)  # 四川泸州呢, after another place
    return bool(of_area) and context.lexicon.has_cue("applies", question.text)


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


def tells_who(context: Context) -> bool:
    """我开餐馆的, after a measure: whether it is for such a one."""
    memory, mentions = context.memory, context.mentions
    asked_of_measure = bool(memory.measures) and memory.kind is not None and memory.kind not in WHOLE_NOTICE
    elsewhere = mentions.areas or mentions.outside or mentions.units
    return asked_of_measure and not elsewhere and bool(_TELLS_WHO.match(context.question.text))


def asks_whether_takes_part(context: Context) -> bool:
    """人社局参不参与, 金融办管还是财政局管: whether a unit is one of those of the measure spoken of."""
    question, lexicon = context.question, context.lexicon
    named = question.mentions.units and not question.has_topic
    besides = named and lexicon.has_cue("besides", question.text)  # 除了教委还有哪些单位
    asks_which = lexicon.has_cue("which", question.text)
    return bool(besides) or (bool(named) and not asks_which and lexicon.has_cue("takes_part", question.text))


def _asks_of_whole_notice(context: Context) -> bool:
    """一共几条, 哪天施行: surely not of one measure; 牵头的有哪些 asks for the units of one."""
    question, lexicon = context.question, context.lexicon
    if asks_whether_takes_part(context) or corrects_place(context):
        return False
    if question.kind is Kind.ISSUER and lexicon.has_cue("issuing", question.text):
        return True
    if question.kind not in WHOLE_NOTICE or question.kind_probability < SURE_OF_KIND or POINTING.search(question.text):
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
    if (context.mentions.areas or context.mentions.outside) and _ASKS_IF.search(text):
        return True  # 哦，江津可以吧
    if not context.memory.measures:
        place = context.mentions.areas or context.mentions.outside
        return bool(place and LIKEWISE.match(text))  # 璧山呢, after the areas were told
    if context.mentions.units and context.lexicon.has_cue("correction", text):
        return True  # 打错了，我要的是规自局的
    asks = question.detail is not None or any(context.lexicon.has_cue(cue, text) for cue in ASKING)
    if question.social_probability < SMALL_TALK and (asks or context.mentions.areas):
        return True
    points = _THIS_ONE.search(text) and question.social_probability < SMALL_TALK
    if points or corrects_place(context) or (context.mentions.outside and LIKEWISE.match(text)):
        return True  # 这条说的什么, 万州那边的同事呢
    named = by_place(context) is not None or any(context.lexicon.has_cue(cue, text) for cue in ("verbatim", "again"))
    best, hit = context.best, _hit(context.memory.measures[0], context)
    found = best is not None and best.score >= NEW_TOPIC_FROM
    found = found or (hit is not None and question.has_topic and question.core in hit.measure.text)  # 博士后的呢
    such = _OF_SUCH.match(text) is not None and question.social_probability < SMALL_TALK
    return named or such or bool(LIKEWISE.match(text) and (found or _THAT_KIND.search(text)))


def points_at_nothing(context: Context) -> bool:
    """刚才那个呢, 上面那个有没有金额门槛, as the first thing said: to be asked back, neither small talk nor a guess."""
    question = context.question
    alone = LIKEWISE.match(question.text) and POINTING.search(question.text) and not question.has_topic
    return not context.memory.measures and bool(alone or _SAID_BEFORE.match(question.text))


def spoken_of(context: Context) -> Hit | None:
    """The measure spoken of last, for a short message that by itself would be none of the notice's business."""
    question, memory = context.question, context.memory
    if not memory.measures or len(question.text) > BRIEF:
        return None
    hit = _hit(memory.measures[0], context)
    asks_fact = question.detail is not None or question.wants_quantity or question.aspect is not None
    alike = context.foreign - context.known < LIKE_OURS
    if asks_fact and alike and not _DIGRESSES.search(question.text):
        return hit  # 比以前降了多少, 每个人补多少钱呢
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
