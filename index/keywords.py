"""BM25 over jieba words and character bigrams (bigrams survive typos and unknown words)."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from types import ModuleType

import bm25s
import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.5
_NOT_WORD = re.compile(r"[^\w]+|_+")


@cache
def _jieba() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own use of pkg_resources
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba


def teach(terms: Iterable[str]) -> None:
    """Let jieba know the official terms (碳中和 is none of its words). For the whole process; teaching twice is harmless."""
    for term in terms:
        _jieba().add_word(term)


def words(text: str) -> list[str]:
    """Words of a text as jieba parts them; punctuation is dropped."""
    return [word for word in _jieba().lcut(_NOT_WORD.sub(" ", text.lower())) if word.strip()]


def is_word(text: str) -> bool:
    """Whether the text stands in jieba's dictionary (it also makes up words of its own)."""
    jieba = _jieba()
    jieba.initialize()
    return bool(jieba.dt.FREQ.get(text, 0))


def tokens(text: str) -> list[str]:
    """Words, then character bigrams, of a text."""
    parts = _NOT_WORD.sub(" ", text.lower()).split()
    return words(text) + [part[i : i + 2] for part in parts for i in range(len(part) - 1)]


class KeywordIndex:
    """BM25 scores of a fixed list of texts. Scores are ≥ 0 and have no upper bound."""

    def __init__(self, token_lists: Sequence[Sequence[str]]) -> None:
        self._size = len(token_lists)
        self._bm25: bm25s.BM25 | None = None
        if any(token_lists):
            self._bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
            self._bm25.index([list(row) for row in token_lists], show_progress=False)

    def scores(self, query_tokens: Sequence[str]) -> NDArray[np.float32]:
        """One score a text, shape [n]; zeros when no token of the query is known."""
        if self._bm25 is None:
            return np.zeros(self._size, dtype=np.float32)
        known = [token for token in dict.fromkeys(query_tokens) if token in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)
