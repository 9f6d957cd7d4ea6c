"""Texts → sparse rows of weighted pairs of characters, whose products are how alike two texts are. Pure.

The weights are those of scikit-learn's TfidfVectorizer (pairs of characters, sublinear, of length one), bit for bit but
for the last digits; importing it alone takes longer than all the rest, and the server uses it for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import scipy.sparse

_BLANKS = re.compile(r"\s\s+")
_END = "\x00"
"""Stands between two texts: no pair reaches over it."""


def without_filler(texts: Sequence[str], filler: Iterable[str]) -> list[str]:
    """Small words of more than one character become blanks; a text of nothing else stays as it is."""
    small = sorted((word for word in filler if len(word) > 1), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, small)) or r"(?!)")
    return [pattern.sub(" ", text).strip() or text for text in texts]


def weighted_pairs(texts: Sequence[str]) -> Any:
    """One row of length one for each text, or of zeros where a text has no pair; a csr_matrix of float32."""
    rows, pairs = _pairs([_BLANKS.sub(" ", text.lower().replace(_END, " ")) for text in texts])
    known, columns = np.unique(pairs, return_inverse=True)
    width = max(len(known), 1)
    places, counts = np.unique(rows * width + columns, return_counts=True)
    rows, columns = places // width, places % width
    rarity = np.log((1 + len(texts)) / (1 + np.bincount(columns, minlength=width))) + 1
    weights = (1 + np.log(counts)) * rarity[columns]
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(texts)))
    values = (weights / lengths[rows]).astype(np.float32)
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(texts)))))
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(texts), width))


def _pairs(texts: Sequence[str]) -> tuple[Any, Any]:
    """For every pair of neighbouring characters the text that it is in, and a number of its own."""
    signs = np.frombuffer(_END.join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    ends = signs == 0
    inside = ~(ends[:-1] | ends[1:])
    return np.cumsum(ends)[:-1][inside], (signs[:-1] << 21 | signs[1:])[inside]
