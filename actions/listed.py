"""Questions about the measures that were listed or spoken of last: which of these it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.context import Context
from actions.question import MeasureRef
from index.hits import Hit
from index.text import chinese_number

SUPERLATIVES = ("most_units", "fewest_units", "busiest_unit", "longest_chapter", "shortest_chapter")
"""Cues of what is the most or the least in the whole notice."""
WORDS_ALONE = 8
"""Characters of the longest words that are looked for in what was listed."""
# 这几条里跟住房有关的是
_WHICH_ONE = re.compile("(?:是|属于)?哪一?[个条项]|是谁|的(?:那条)?是[?。]?$")
_SO_MANY_OF_THESE = re.compile(r"[这那](?P<number>[两三四五六])[条个项]")


def asks_which_of_these(context: Context) -> bool:
    """刚才这两条里哪条写了钱数, 五条里头能拿股权投资的是哪个: among those that were listed."""
    lexicon, text = context.lexicon, context.question.text
    return lexicon.has_cue("of_these", text) and (lexicon.has_cue("which", text) or bool(_WHICH_ONE.search(text)))


def best_of(context: Context) -> Hit | None:
    """Of the measures that were listed, the one that fits the topic best; None where money chooses, or nothing does."""
    question, lexicon = context.question, context.lexicon
    by_money = lexicon.has_cue("gives_sum", question.text) or lexicon.has_cue("names_sum", question.text)
    if by_money or not _WHICH_ONE.search(question.text):
        return None
    of_these = these(context)
    hits = [hit for hit in context.hits if MeasureRef(hit.notice.key, hit.measure.number) in of_these]
    best = _naming_it_alone(question.text, hits)
    if best is None and question.has_topic:
        best = max(hits, key=lambda hit: hit.score, default=None)
    return best


def these(context: Context) -> tuple[MeasureRef, ...]:
    """What was listed last; where 这两条 says another number, so many of those spoken of last."""
    memory, said = context.memory, _SO_MANY_OF_THESE.search(context.question.text)
    number = chinese_number(said["number"].replace("两", "二")) if said else None
    return memory.spoken[:number] if number and number != len(memory.listed) else memory.listed


def _naming_it_alone(text: str, hits: Sequence[Hit]) -> Hit | None:
    """哪条提到了专项资金: the one that alone holds the longest words of the message."""
    for length in range(WORDS_ALONE, 2, -1):
        parts = {text[i : i + length] for i in range(len(text) - length + 1)}
        naming = [hit for hit in hits if any(part in hit.measure.text for part in parts)]
        if naming:
            return naming[0] if len(naming) == 1 else None
    return None
