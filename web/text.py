"""What a person typed → text for Rasa: cleaned as the bot cleans it, and never a command or a payload.

The rooms share no code, so this repeats the bot's rule; a test compares the two for every character there is.
"""

from __future__ import annotations

import unicodedata

DROPPED_CATEGORIES = frozenset({"Cf", "Cs"})
"""Formatting marks (BOM, zero-width, direction) and lone surrogates."""
SPACING_CATEGORIES = frozenset({"Cc", "Zl", "Zp"})
"""Control characters (NUL too) and line ends: they part words, so a space takes their place."""
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


def _opens_command(character: str) -> bool:
    """Whether it is a slash or a blank, in any width."""
    return character.isspace() or unicodedata.normalize("NFKC", character) == "/"


def plain_text(raw: str) -> str:
    """Cleaned text without leading slashes, perhaps empty. Only a signed button may send a payload.

    Rasa and our channel look for commands at a leading slash and nowhere else, so what is left is words to them.
    """
    text = clean(raw)
    start = next((place for place, character in enumerate(text) if not _opens_command(character)), len(text))
    return text[start:]


def unfolded_length(text: str) -> int:
    """Characters as they are compared and embedded: one sign of Unicode may stand for eighteen letters."""
    return max(len(text), len(unicodedata.normalize("NFKC", text)))


def encodable(text: str) -> str:
    """The text with a question mark for what has no UTF-8 form."""
    return text.encode("utf-8", "replace").decode()
