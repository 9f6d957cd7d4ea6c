"""What a person typed → the text that is searched: compatibility forms folded, traditional characters simplified, cleaned."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from index.errors import QueryError

MAX_CHARACTERS = 500
LONG, SHORTEST_SENTENCE = 60, 6
"""Characters from which a text is a story with the question at its end; what is shorter is no sentence."""
_SENTENCE = re.compile(r"[^。!?;~\n]+[。!?;~\n]?")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise_query(raw: str) -> str:
    """Full-width → half-width (NFKC), 繁 → 简, lower case, control characters and outer blanks removed. May be empty."""
    text = unicodedata.normalize("NFKC", _UNPRINTABLE.sub(" ", raw))
    return " ".join(_simplifier().convert(text).lower().split())


def checked_query(raw: str) -> str:
    """`normalise_query` for a request; raises QueryError when empty or over MAX_CHARACTERS."""
    if len(raw) > MAX_CHARACTERS:
        raise QueryError(f"问题过长（{len(raw)} 字）：请缩短到 {MAX_CHARACTERS} 字以内")
    text = normalise_query(raw)
    if len(text) > MAX_CHARACTERS:  # one sign of Unicode may stand for eighteen letters
        raise QueryError(f"问题过长（展开后 {len(text)} 字）：请缩短到 {MAX_CHARACTERS} 字以内")
    if not any(char.isalnum() for char in text):
        raise QueryError("没有可以查找的文字：请写下要问的内容")
    return text


def asking_part(query: str) -> str:
    """Where the question stands: in a long story the sentences with a question mark, else the last one."""
    if len(query) < LONG:
        return query
    sentences = [part for part in _SENTENCE.findall(query) if len(part.rstrip("。!?;~\n")) >= SHORTEST_SENTENCE]
    asked = [part for part in sentences if part.endswith("?")]
    return "".join(asked) if asked else sentences[-1] if sentences else query
