"""What a person typed → text that Rasa may read: cleaned, never a command, or a payload of our own buttons."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

BUTTON_PAYLOAD = re.compile(
    r"""
    /choose\{"choice":\ ?"
    [a-z_]{1,24}           # kind: funding
    :[^:"\\{}]{0,120}      # key of the notice (its document number or title), or empty
    :c?[0-9]{1,3}          # measure 17, or chapter c6
    "\}
    """,
    re.VERBOSE,
)
"""e.g. /choose{"choice": "funding::17"}"""

DROPPED_CATEGORIES = frozenset({"Cf", "Cs"})
"""Formatting marks (BOM, zero-width, direction) and lone surrogates."""
SPACING_CATEGORIES = frozenset({"Cc", "Zl", "Zp"})
"""Control characters and line ends: they part words, so a space takes their place."""
BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that print nothing; a message of these alone is empty."""


def _cleaned(character: str) -> str:
    category = unicodedata.category(character)
    if category in DROPPED_CATEGORIES or character in BLANK_LETTERS:
        return ""
    return " " if category in SPACING_CATEGORIES else character


def clean(raw: str) -> str:
    """Remove what cannot be read and the blanks around it; the wording itself stays as typed."""
    return "".join(map(_cleaned, raw)).strip()


def unfolded_length(text: str) -> int:
    """Characters as they are compared and embedded: one sign of Unicode may stand for eighteen letters."""
    return max(len(text), len(unicodedata.normalize("NFKC", text)))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


# 13812345678, 023-67513000, a card's or an identity card's number: they say nothing of what is asked
_PERSONAL_NUMBER = re.compile(
    r"(?<![\d.])(?:(?:\+?86)?[ -]?1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?[2-9]\d{6,7}|\d{15,19}x?)(?!\d)(?![多余]?[元块圆])"
)


def folded(text: str) -> str:
    """The form that is compared and embedded: NFKC, simplified characters, lower case, single blanks, no personal numbers."""
    plain = _simplifier().convert(unicodedata.normalize("NFKC", text)).lower()
    return " ".join(_PERSONAL_NUMBER.sub(" ", plain).split())


def _opens_command(character: str) -> bool:
    """Whether it is a slash or a blank in any width: Rasa strips blanks before it looks for its slash."""
    return character.isspace() or unicodedata.normalize("NFKC", character) == "/"


def without_command(text: str) -> str:
    """Cleaned text as plain words: a payload of our own buttons stays, any other leading slash is taken off."""
    if BUTTON_PAYLOAD.fullmatch(text):
        return text
    start = next((place for place, character in enumerate(text) if not _opens_command(character)), len(text))
    return text[start:]
