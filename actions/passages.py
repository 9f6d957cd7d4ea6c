"""What the notice says around its measures, in the letter and the preamble: which meeting passed it, what the zone is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.answer import Answer, Finding, Kind, Status
from actions.context import Context
from index.notice import Notice, Span

AROUND = frozenset({"letter", "preamble"})
"""Kinds of segment that hold running text outside the measures."""
MAY_STAND_AROUND = {Kind.CONTENT, Kind.DEFINITION, Kind.ISSUER, Kind.DATE, Kind.PROCEDURE}
FEWEST, SHARE, LEAD = 5, 0.5, 0.1
"""Pairs of neighbouring characters of the shortest topic, the share of them that a sentence must hold, and by how much
more than any measure does."""
_SENTENCE = re.compile("[^。；]+[。；]?")
# 第几次办公会审议的, 上过哪个会
_WHICH_MEETING = re.compile(
    "第几次[^,。?!]{0,8}会|(?:哪|什么|啥子?)(?:一?[个次场])?[^,。?!]{0,6}会(?:议|上|审|过|通|研|讨|$)"
)
_MEETING = re.compile("第[0-9一二三四五六七八九十百]+次[^,，。]{0,12}会")


def told_around(context: Context) -> Answer | None:
    """The sentence of the letter or the preamble that the question is about; None where there is no such sentence."""
    question, notice = context.question, context.notice
    if question.mentions.measures or question.aspect or question.kind not in MAY_STAND_AROUND:
        return None
    if context.lexicon.has_cue("which", question.text):
        return None  # 产业转型那一部分包括哪几条
    sentences = list(_sentences(notice))
    if _WHICH_MEETING.search(question.text):
        span = next((one for one in sentences if _MEETING.search(notice.quote(one))), None)
    else:
        span = None if question.detail else _sharing_most(question.core, sentences, notice)
    if span is None:
        return None
    return Answer(Status.ANSWERED, Kind.DEFINITION, Finding.PASSAGE, notice, passage=span)


def _sharing_most(core: str, sentences: list[Span], notice: Notice) -> Span | None:
    pairs = {core[i : i + 2] for i in range(len(core) - 1)}
    best = max(sentences, key=lambda span: _share(pairs, notice.quote(span)), default=None)
    if best is None or len(pairs) < FEWEST:
        return None
    elsewhere = max((_share(pairs, measure.text) for measure in notice.measures), default=0.0)
    share = _share(pairs, notice.quote(best))
    return best if share >= max(SHARE, elsewhere + LEAD) else None


def _share(pairs: set[str], text: str) -> float:
    return sum(pair in text for pair in pairs) / max(len(pairs), 1)


def _sentences(notice: Notice) -> Iterator[Span]:
    for segment in notice.segments:
        if segment.kind in AROUND:
            start, end = segment.span
            for found in _SENTENCE.finditer(notice.text, start, end):
                said = found.group()
                yield found.start() + len(said) - len(said.lstrip()), found.start() + len(said.rstrip())
