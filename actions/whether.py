"""Questions whether there is such a thing, in words that stand in a measure."""

from __future__ import annotations

import re

# X有没有, 有没有X, 有X不, at the end of a question
_WHETHER = re.compile(
    r"(?P<before>[^ ,，。?]{4,12})(?:有没有|有没得)[的呢嘛?。]*(?:$|[ ,])"
    r"|(?:有没有|有没得|有无)(?P<after>[^ ,，。?]{4,12}?)[吗么嘛呢?。]*(?:$|[ ,])"
    r"|有(?P<middle>[^ ,，。?没]{4,10})[没不][?。]?(?:$|[ ,])"
)
LONG_ENOUGH = 4
"""Characters of the shortest words that name a thing, and not only its sort (奖励)."""


def asks_whether_it_stands(question: str, text: str) -> bool:
    """想问风险补偿有没有, 有补偿机制不: what is asked for stands in the text in just these words (人才公寓补贴 does not)."""
    found = _WHETHER.search(question)
    if not found:
        return False
    before = found["before"]  # with words that lead to it: only the end must stand there
    return (before[-LONG_ENOUGH:] if before else found["after"] or found["middle"]) in text
