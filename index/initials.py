"""Pinyin of a word as it is typed without an input method: 人才公寓 ← rcgy, rencaigongyu."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from math import prod

from pypinyin import Style, lazy_pinyin, pinyin

MOST_READINGS = 8

_KEPT = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def _typed(word: str) -> str:
    """Letters, digits and characters only: “放管服”改革 is typed as fgfgg."""
    return _KEPT.sub("", word.lower())


def _joined(syllables: Iterable[str]) -> str:
    return "".join(syllables).lower()


def initials_of(word: str) -> frozenset[str]:
    """The first letters; with every way of reading its characters (重庆: cq, zq) where there are few ways."""
    typed = _typed(word)
    as_word = _joined(lazy_pinyin(typed, style=Style.FIRST_LETTER))
    readings = [set(pinyin(sign, style=Style.FIRST_LETTER, heteronym=True)[0]) for sign in typed]
    few = prod(map(len, readings)) <= MOST_READINGS
    return frozenset({as_word, *(map(_joined, product(*readings)) if few else ())})


def pinyin_of(word: str) -> str:
    """All letters, without tones: rencaigongyu."""
    return _joined(lazy_pinyin(_typed(word)))
