"""Pinyin of a word as it is typed without an input method: 人才公寓 ← rcgy, rencaigongyu."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

_KEPT = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def _typed(word: str) -> str:
    """Letters, digits and characters only: “放管服”改革 is typed as fgfgg."""
    return _KEPT.sub("", word.lower())


def _joined(syllables: Iterable[str]) -> str:
    return "".join(syllables).lower()


def initials_of(word: str) -> frozenset[str]:
    """The first letters, read as a word and character by character: 国开行 is gkh and gkx."""
    typed = _typed(word)
    alone = (_joined(lazy_pinyin(character, style=Style.FIRST_LETTER)) for character in typed)
    return frozenset({_joined(lazy_pinyin(typed, style=Style.FIRST_LETTER)), _joined(alone)})


def pinyin_of(word: str) -> str:
    """All letters, without tones: rencaigongyu."""
    return _joined(lazy_pinyin(_typed(word)))
