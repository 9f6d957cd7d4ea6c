"""Whether a message goes on with the measure spoken of, or speaks of another matter: a logistic regression on signs of both.

The weights are fitted on the turns of the development dialogues (`make calibrate`) and stand in data/calibration.yml.
"""

from __future__ import annotations

import math
import re

from actions.answer import Kind
from actions.context import Context
from index.calibration import STAYING_SIGNS
from index.hits import Hit

# 那荣昌呢, 第一个呢: the same is asked of something else
LIKEWISE = re.compile(r"^(?:那么?|还有)?.{1,14}[呢嘞咧喃][?!。]?$")
# 那条, 这事, 它的, 上面那个 …: a word that stands for what was spoken of
POINTING = re.compile(
    r"[这那该]一?[条个事件桩笔项款]|(?:这|那)(?:钱|块|方面)|它(?!们)|其(?:的|归|是|由|有|呢)|刚才|上面|前面"
)
# 刚才土地那条, 再说回人才: one that was spoken of before, not always the last
EARLIER = re.compile(
    r"刚才|刚刚|刚开始|先前|之前|前面|最开始|一开始|开头|起头|最早|最初|回到|说回|再说|再回|回头|还是说|^回(?![来款购收报馈答])"
)
# 市级的也算吗: the same is asked of something beside it
_ALSO = re.compile(r"也[算行可能有要给在]")
# 我们是永川的职业学院，能申请吗: who is asking, not what about
_WHO_I_AM = re.compile(
    r"^(?:那|那么|如果|要是)?(?:我|我们|咱|咱们|我司|我家|他|他们|来电的?人?|客户)(?:公司|厂|这边)?(?:是|属于|算是?)[^,。?]{1,14}[,。]?(?:不是[^,。?]{1,6}[,。])?"
    r"(?:这种)?也?(?:能不能|能|可不可以|可以|行不|够不够|算不算|符不符合|符合|有没有份|有份|轮得到|沾得到)[^,。]{0,8}$"
    r"|^[^,。?]{2,8}(?:开|办|创办|搞)的(?:公司|企业|厂)(?:能|可以|行|算|够|符合)[^,。]{0,4}$"
)
WHOLE_NOTICE = frozenset({Kind.LIST, Kind.COUNT, Kind.AREA, Kind.ISSUER, Kind.DATE})
"""Kinds of questions that are asked of the notice, not of one measure."""
TEN = 10
"""Lengths are told in tens of characters, the gate's log-odds in tens, so that all signs are of like size."""


def chance_of_staying(hit: Hit, context: Context) -> float:
    """Probability that the message is about the measure of `hit`, which was spoken of, rather than about another."""
    calibration = context.calibration
    total = sum(w * sign for w, sign in zip(calibration.staying_weights, signs(hit, context), strict=True))
    return 1 / (1 + math.exp(-(total + calibration.staying_bias)))


def signs(hit: Hit, context: Context) -> tuple[float, ...]:
    """In the order of STAYING_SIGNS: what speaks for this measure, for the best of the others, and the message's form."""
    question, text, core = context.question, context.question.text, context.question.core
    other = next((one for one in context.hits if one.measure is not hit.measure), hit)
    headings = [one.measure.heading for one in context.hits if one.measure is not hit.measure]
    measured = {
        **_evidence("own", hit, core),
        **_evidence("other", other, core),
        "is_best": hit.score >= other.score,
        "heads_other": core not in hit.measure.heading and any(core in heading for heading in headings),
        "core": len(core) / TEN,
        "length": len(text) / TEN,
        "of_notice": question.kind_probability if question.kind in WHOLE_NOTICE else 0.0,
        "foreign": question.out_of_scope,
        "gate": context.own / TEN,
        "likewise": LIKEWISE.search(text) is not None,
        "also": _ALSO.search(text) is not None,
        "who": _WHO_I_AM.search(text) is not None,
        "which": context.lexicon.has_cue("which", text),
        "pointing": POINTING.search(text) is not None,
        "earlier": EARLIER.search(text) is not None,
        "corrects": context.lexicon.has_cue("correction", text),
    }
    return tuple(float(measured[name]) for name in STAYING_SIGNS)


def _evidence(whose: str, hit: Hit, core: str) -> dict[str, float]:
    evidence = hit.evidence
    return {
        f"{whose}_score": hit.score,
        f"{whose}_head": evidence.head,
        f"{whose}_question": evidence.question,
        f"{whose}_keyword": evidence.keyword,
        f"{whose}_sentence": evidence.sentence,
        f"{whose}_words": _shared(core, hit.measure.text),
    }


def _shared(core: str, text: str) -> float:
    """Share of the pairs of neighbouring characters that stand in the measure's text."""
    pairs = [core[i : i + 2] for i in range(len(core) - 1)]
    return sum(pair in text for pair in pairs) / max(len(pairs), 1)
